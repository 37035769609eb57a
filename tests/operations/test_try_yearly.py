from datetime import *
from tests import given
def test_x(session):
    from lendlib.operations.yearly import reckon
    from lendlib.rules.yearly import Place, canonical, read
    from lendlib.rules.vocabulary import Scope
    c=given.a_counter(session)
    c.lends(c.item(), c.item("cross-country-skis"))
    session.commit()
    y=reckon(session, Place(Scope.MUNICIPALITY,"1780","Karlstad"), 2026, now=c.now, today=c.today)
    t=canonical(y)
    print(t[:6000])
    assert canonical(read(t))==t
    y=reckon(session, Place(Scope.ALL,"",""), 2025, now=c.now, today=c.today)
    y=reckon(session, Place(Scope.DEPOT,str(c.depot.id),""), 2025, now=c.now, today=c.today)
