"""Numbers in addresses and forms: none is larger than a database can ask for."""

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from lendlib.rules.vocabulary import Role, Scope
from tests.web.people import a_depot, someone_signed_in


@pytest.mark.parametrize("number", [2**63, 10**18, 10**40])
def test_a_number_too_large_for_any_id_is_no_page_and_no_fault(app: Flask, session: Session, number: int) -> None:
    depot = a_depot(session)
    at = (Scope.DEPOT, depot.id)
    client = someone_signed_in(app, session, (Role.COORDINATOR, *at), (Role.ADMINISTRATOR, Scope.ALL, None))
    for path in ("/loans/{}", "/items/{}", "/depots/{}", "/people/{}", "/categories/{}", "/stock/import/{}"):
        assert client.get(path.format(number)).status_code == 404, path
    asked = ("/lists/overdue?done={0}&page={0}", "/lists/missing?done={0}", "/depots/new?parent={0}", "/loans?page={0}")
    for path in asked:
        assert client.get(path.format(number)).status_code == 200, path
