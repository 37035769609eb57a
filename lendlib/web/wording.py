"""What people read for the words of rules.vocabulary: one place, so that a page never makes up its own.

Each table takes the word itself or its text from a row: `CONDITIONS["in_repair"]`. `said(word)` takes any of them.
"""

from collections.abc import Mapping
from enum import StrEnum

from flask_babel import LazyString, gettext
from flask_babel import lazy_gettext as _

from lendlib.operations.stock import Availability
from lendlib.rules.sizes import SYSTEMS
from lendlib.rules.vocabulary import (
    AgeBand,
    Borrowers,
    CallMark,
    Condition,
    DepotState,
    DueReason,
    Kind,
    LabelEnd,
    Outcome,
    RetireReason,
    ReturnedAs,
    Role,
    Safety,
    Season,
    What,
)

CONDITIONS: Mapping[str, LazyString] = {
    Condition.READY: _("Ready"),
    Condition.IN_REPAIR: _("In repair"),
    Condition.MISSING: _("Missing"),
    Condition.RETIRED: _("Retired"),
}

AVAILABILITIES: Mapping[str, LazyString] = {
    Availability.AVAILABLE: _("Available"),
    Availability.ON_LOAN: _("On loan"),
    Availability.OVERDUE: _("Overdue"),
    Availability.IN_REPAIR: _("In repair"),
    Availability.MISSING: _("Missing"),
    Availability.RETIRED: _("Retired"),
}

RETIRE_REASONS: Mapping[str, LazyString] = {
    RetireReason.WORN: _("Worn out"),
    RetireReason.UNSAFE: _("Not safe any more"),
    RetireReason.SPARES: _("Taken apart for spares"),
    RetireReason.GIVEN_AWAY: _("Given away"),
    RetireReason.LOST: _("Gone for good"),
    RetireReason.REGISTERED_TWICE: _("Registered twice"),
    RetireReason.BY_MISTAKE: _("Registered by mistake"),
}

LABEL_ENDS: Mapping[str, LazyString] = {
    LabelEnd.WORN: _("The label was worn"),
    LabelEnd.LOST: _("The label was lost"),
    LabelEnd.VOID: _("The label was never used"),
}

KINDS: Mapping[str, LazyString] = {
    Kind.PRIVATE: _("Private person"),
    Kind.PRESCHOOL: _("Preschool"),
    Kind.SCHOOL: _("School"),
    Kind.ASSOCIATION: _("Association"),
    Kind.OTHER: _("Other borrower"),
    Kind.UNSTATED: _("Not stated"),
}

AGE_BANDS: Mapping[str, LazyString] = {
    AgeBand.TO_6: _("0–6 years"),
    AgeBand.TO_12: _("7–12 years"),
    AgeBand.TO_19: _("13–19 years"),
    AgeBand.TO_64: _("20–64 years"),
    AgeBand.FROM_65: _("65 years or older"),
    AgeBand.UNSTATED: _("Age not stated"),
}

BORROWERS: Mapping[str, LazyString] = {
    Borrowers.ANYONE: _("Anyone"),
    Borrowers.ADULTS: _("Adults only"),
    Borrowers.GROUPS: _("Classes and associations only"),
}

OUTCOMES: Mapping[str, LazyString] = {
    Outcome.RETURNED: _("Returned"),
    Outcome.FOUND_HERE: _("Found here"),
    Outcome.LOST: _("Never came back"),
    Outcome.UNDONE: _("Undone"),
}

RETURNED_AS: Mapping[str, LazyString] = {
    ReturnedAs.FINE: _("All fine"),
    ReturnedAs.NEEDS_CARE: _("Needs care"),
    ReturnedAs.PART_MISSING: _("A part is missing"),
}

CALL_MARKS: Mapping[str, LazyString] = {
    CallMark.CALLED: _("Reached"),
    CallMark.NO_ANSWER: _("No answer"),
    CallMark.WRONG_NUMBER: _("Wrong number"),
    CallMark.PROMISED: _("Promised"),
}

DUE_REASONS: Mapping[str, LazyString] = {
    DueReason.RENEWAL: _("Renewed"),
    DueReason.MOVED: _("Due day moved"),
    DueReason.CLOSING: _("The depot is closed that day"),
}

HAPPENINGS: Mapping[str, LazyString] = {
    What.LENT: _("Lent out"),
    What.RETURNED: _("Returned"),
    What.FOUND_HERE: _("Found here, so the loan ended"),
    What.RENEWED: _("Renewed"),
    What.LOST: _("Written off as lost"),
    What.FOUND: _("Found again"),
    What.UNDONE: _("Undone"),
    What.REGISTERED: _("Registered"),
    What.IMPORTED: _("Came in with a list"),
    What.EDITED: _("Description changed"),
    What.TO_REPAIR: _("Put aside for repair"),
    What.READY: _("Ready again"),
    What.MISSING: _("Marked as missing"),
    What.RETIRED: _("Retired"),
    What.LABELLED: _("Label put on"),
    What.LABEL_ENDED: _("Old label ended"),
    What.MOVED_AWAY: _("Moved to another depot"),
    What.MOVED_HERE: _("Came from another depot"),
    What.CATEGORY_CHANGED: _("Category changed"),
    What.CATEGORIES_MERGED: _("Two categories made one"),
    What.CONTACT_CHANGED: _("Contact corrected"),
    What.CONTACT_ERASED: _("Contact erased"),
    What.CONTACT_HANDED_OVER: _("What is kept was handed over"),
    What.LINK_REPLACED: _("New private link given"),
    What.DAY_CLOSED: _("Day closed"),
    What.DAY_OPENED: _("Day opened"),
    What.POLICY_CHANGED: _("Rules of the depot changed"),
    What.HOURS_CHANGED: _("Opening hours changed"),
    What.DEPOT_MADE: _("Depot made"),
    What.DEPOT_CHANGED: _("Depot changed"),
    What.DEPOT_COPIED_TO: _("Rules copied from another depot"),
    What.PRACTICE_ENDED: _("Practice ended, so the loan doesn't count"),
    What.NUMBERS_SHOWN: _("Numbers of the phone list shown"),
    What.CALLED: _("Call written down"),
    What.NOTICE_RESENT: _("Letter sent again"),
    What.NOTICE_DROPPED: _("Letter dropped"),
    What.PHOTO_ADDED: _("Photo added"),
    What.PHOTO_REMOVED: _("Photo removed"),
    What.FAULT_NOTED: _("A reported fault was noted"),
    What.FAULT_DISMISSED: _("A reported fault was none"),
    What.NOTICE_TEXT_CHANGED: _("Words of a letter changed"),
}

DEPOT_STATES: Mapping[str, LazyString] = {
    DepotState.TEST: _("Practice"),
    DepotState.SCHEDULED: _("Opens soon"),
    DepotState.OPEN: _("In use"),
    DepotState.CLOSED: _("Closed down"),
}

ROLES: Mapping[str, LazyString] = {
    Role.VOLUNTEER: _("Volunteer"),
    Role.COORDINATOR: _("Coordinator"),
    Role.ORGANISER: _("Organiser"),
    Role.ADMINISTRATOR: _("Administrator"),
}

SAFETY: Mapping[str, LazyString] = {
    Safety.NONE: _("Nothing before it is lent"),
    Safety.CHECK: _("A look by a person before each loan"),
    Safety.INSPECTION: _("A fresh inspection before it is lent"),
}

SEASONS: Mapping[str, LazyString] = {
    Season.WINTER: _("Winter"),
    Season.SUMMER: _("Summer"),
    Season.ALL: _("All year"),
}

SIZE_SYSTEMS: Mapping[str, LazyString] = {
    "length_cm": _("Length in cm"),
    "eu_shoe": _("Shoe size"),
    "mondopoint": _("Length of the foot in cm (mondopoint)"),
    "head_cm": _("Round the head in cm"),
    "weight_kg": _("Weight of the person in kg"),
    "wheel_in": _("Wheel in inches"),
    "deck_in": _("Width of the deck in inches"),
    "length_in": _("Length in inches"),
    "persons": _("How many people it is for"),
    "litres": _("Litres"),
    "ball_no": _("Number of the ball"),
    "diameter_cm": _("Diameter in cm"),
    "clothing": _("Clothing size, in letters or cm"),
    "age_band": _("Age, in years or a word"),
    "hand": _("Left or right, and for whom"),
    "one_size": _("One size: nothing needs to stand here"),
}

# A sign of the sprite for each thing that happens, beside its words.
SIGNS: Mapping[str, str] = {
    What.LENT: "hand-helping",
    What.RETURNED: "check",
    What.FOUND_HERE: "package-check",
    What.RENEWED: "refresh-cw",
    What.LOST: "package-search",
    What.FOUND: "package-check",
    What.UNDONE: "undo-2",
    What.REGISTERED: "plus",
    What.IMPORTED: "upload",
    What.EDITED: "pencil",
    What.TO_REPAIR: "wrench",
    What.READY: "circle-check",
    What.MISSING: "circle-question-mark",
    What.RETIRED: "archive",
    What.LABELLED: "tag",
    What.LABEL_ENDED: "tag",
    What.MOVED_AWAY: "truck",
    What.MOVED_HERE: "truck",
    What.CATEGORY_CHANGED: "list",
    What.CATEGORIES_MERGED: "list",
    What.CONTACT_CHANGED: "pencil",
    What.CONTACT_ERASED: "eye-off",
    What.CONTACT_HANDED_OVER: "file-text",
    What.LINK_REPLACED: "qr-code",
    What.DAY_CLOSED: "calendar-x",
    What.DAY_OPENED: "calendar",
    What.POLICY_CHANGED: "settings",
    What.DEPOT_MADE: "house",
    What.DEPOT_CHANGED: "settings",
    What.DEPOT_COPIED_TO: "copy",
    What.PRACTICE_ENDED: "rotate-ccw",
    What.NUMBERS_SHOWN: "eye",
    What.CALLED: "phone",
    What.NOTICE_RESENT: "refresh-cw",
    What.NOTICE_DROPPED: "x",
    What.PHOTO_ADDED: "camera",
    What.PHOTO_REMOVED: "camera",
    What.FAULT_NOTED: "wrench",
    What.FAULT_DISMISSED: "circle-check",
    What.NOTICE_TEXT_CHANGED: "mail",
}

_TABLES: Mapping[type[StrEnum], Mapping[str, LazyString]] = {
    AgeBand: AGE_BANDS,
    CallMark: CALL_MARKS,
    Availability: AVAILABILITIES,
    Condition: CONDITIONS,
    DepotState: DEPOT_STATES,
    DueReason: DUE_REASONS,
    Kind: KINDS,
    LabelEnd: LABEL_ENDS,
    Outcome: OUTCOMES,
    RetireReason: RETIRE_REASONS,
    ReturnedAs: RETURNED_AS,
    Role: ROLES,
    Safety: SAFETY,
    Season: SEASONS,
    What: HAPPENINGS,
}


def said(word: StrEnum) -> LazyString:
    """The words for one of the vocabulary's; the same in every page."""
    return _TABLES[type(word)][word]


def size_hint(system: str | None) -> str:
    """How a size is written in that system, with an example; empty where there is no system."""
    if system is None:
        return ""
    example = SYSTEMS[system].example
    if not example:
        return str(SIZE_SYSTEMS[system])
    return str(gettext("%(measure)s, for example %(example)s", measure=SIZE_SYSTEMS[system], example=example))
