from pathlib import Path
from tests import given
from datetime import timedelta
def test_x(session):
    from lendlib.operations.yearly import reckon
    from lendlib.outside.yearly_told import told
    from lendlib.outside.yearly_pdf import write_pdf
    from lendlib.outside.yearly_xlsx import write_xlsx
    from lendlib.rules.yearly import Place, canonical, read
    from lendlib.rules.vocabulary import Scope
    c=given.a_counter(session)
    c2=given.a_counter(session, municipality="1715")
    for x in (c,c2):
      for n in range(6):
        x.later(hours=-1 if n%2 else -25*12)
        x.lends(x.item(), x.item("cross-country-skis"), x.item("football-boots"))
    session.commit()
    now=given.MONDAY_NOON
    y=reckon(session, Place(Scope.ALL,"",""), 2026, now=now, today=now.date())
    print(y.depots, y.municipalities, list(y.tables))
    for l in ("sv","en"):
        d=told(y,l)
        Path(f"/tmp/y_{l}.pdf").write_bytes(write_pdf(d,y,"a"*64))
        Path(f"/tmp/y_{l}.xlsx").write_bytes(write_xlsx(d))
        assert write_pdf(d,y)==write_pdf(d,y)
