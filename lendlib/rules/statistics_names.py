"""What the members of closed lists are called in reports and files, in each language: in the pages' own words."""

from collections.abc import Mapping

from lendlib.rules.vocabulary import AgeBand, Kind

FALLBACK = "en"
Words = Mapping[str, str]

KINDS: Mapping[str, Words] = {
    "sv": {
        Kind.PRIVATE: "Privatperson",
        Kind.PRESCHOOL: "Förskola",
        Kind.SCHOOL: "Skola",
        Kind.ASSOCIATION: "Förening",
        Kind.OTHER: "Annan låntagare",
        Kind.UNSTATED: "Inte angivet",
    },
    "en": {
        Kind.PRIVATE: "Private person",
        Kind.PRESCHOOL: "Preschool",
        Kind.SCHOOL: "School",
        Kind.ASSOCIATION: "Association",
        Kind.OTHER: "Other borrower",
        Kind.UNSTATED: "Not stated",
    },
}
AGE_BANDS: Mapping[str, Words] = {
    "sv": {
        AgeBand.TO_6: "0–6 år",
        AgeBand.TO_12: "7–12 år",
        AgeBand.TO_19: "13–19 år",
        AgeBand.TO_64: "20–64 år",
        AgeBand.FROM_65: "65 år eller äldre",
        AgeBand.UNSTATED: "Ålder inte angiven",
    },
    "en": {
        AgeBand.TO_6: "0–6 years",
        AgeBand.TO_12: "7–12 years",
        AgeBand.TO_19: "13–19 years",
        AgeBand.TO_64: "20–64 years",
        AgeBand.FROM_65: "65 years or older",
        AgeBand.UNSTATED: "Age not stated",
    },
}
MONTHS: Mapping[str, tuple[str, ...]] = {
    "sv": (
        *("januari", "februari", "mars", "april", "maj", "juni"),
        *("juli", "augusti", "september", "oktober", "november", "december"),
    ),
    "en": (
        *("January", "February", "March", "April", "May", "June"),
        *("July", "August", "September", "October", "November", "December"),
    ),
}
WEEKDAYS: Mapping[str, tuple[str, ...]] = {
    "sv": ("måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag", "söndag"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
# What stands alone in a row or a column of its own.
NOT_STATED: Words = {"sv": "Inte angivet", "en": "Not stated"}
ABROAD: Words = {"sv": "Utomlands", "en": "Abroad"}
NO_SIZE: Words = {"sv": "Utan storlek", "en": "No size"}
WEEK: Words = {"sv": "vecka {week}, {year}", "en": "week {week}, {year}"}
WEEK_OF_YEAR: Words = {"sv": "vecka {week}", "en": "week {week}"}
PART: Words = {"sv": "{name} ({counted} av {of} depåer)", "en": "{name} ({counted} of {of} depots)"}
SPAN: Words = {"sv": "{first} till {last}", "en": "{first} to {last}"}


def spoken(language: str) -> str:
    """The language of the words here for a reader of that one."""
    return language if language in MONTHS else FALLBACK
