"""What a symbol holds, and which addresses may stand on paper."""

import pytest

from lendlib.rules.label_symbols import is_public, prefix_of, version_of


@pytest.mark.parametrize(
    ("base", "is_it"),
    [
        ("https://lend.example.org", True),
        ("https://lend.example.org:8443", True),
        ("https://193.10.66.1", True),
        ("http://lend.example.org", False),
        ("https://localhost", False),
        ("https://127.0.0.1:8000", False),
        ("https://192.168.1.20", False),
        ("https://10.0.0.4", False),
        ("https://[::1]", False),
        ("https://[fd00::5]", False),
        ("https://depot.local", False),
        ("https://dator", False),
        ("https://depot.home.arpa", False),
    ],
)
def test_an_address_is_public_when_any_phone_could_open_it(base: str, *, is_it: bool) -> None:
    assert is_public(base) is is_it


def test_an_address_is_written_in_qrs_own_letters() -> None:
    assert prefix_of("https://lend.example.org") == "HTTPS://LEND.EXAMPLE.ORG/I/"
    assert prefix_of("https://lend.example.org:8443/") == "HTTPS://LEND.EXAMPLE.ORG:8443/I/"
    assert prefix_of("https://låna.example.org") == "HTTPS://XN--LNA-ULA.EXAMPLE.ORG/I/"
    assert prefix_of("") == ""


def test_the_smallest_version_that_holds_a_text_is_taken() -> None:
    assert [version_of("0" * length) for length in (8, 20, 21, 38, 39, 61, 62)] == [1, 1, 2, 2, 3, 3, 4]
    for wrong in ("https://", "Å", "0" * 200):
        with pytest.raises(ValueError, match=r"QR|long"):
            version_of(wrong)
