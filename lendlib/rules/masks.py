"""An address so far that whoever knows it knows it again, and whoever does not learns nothing to write to."""


def masked_phone(phone: str) -> str:
    """The last two digits of a number: “… 05”."""
    return f"… {phone[-2:]}"


def masked_email(email: str) -> str:
    """The first letter and the domain's last part: “a…@….se”."""
    user, _at, domain = email.rpartition("@")
    return f"{user[:1]}…@….{domain.rpartition('.')[2]}"
