"""The field's closed lists of words, once: the database checks them, the forms offer them."""

from enum import StrEnum


class DepotState(StrEnum):
    """Where a depot stands: still trying things out, opening on a day, lending, or shut for good."""

    TEST = "test"
    SCHEDULED = "scheduled"
    OPEN = "open"
    CLOSED = "closed"


class Role(StrEnum):
    """What an account may do; see docs/architecture.md."""

    VOLUNTEER = "volunteer"
    COORDINATOR = "coordinator"
    ORGANISER = "organiser"
    ADMINISTRATOR = "administrator"


class Scope(StrEnum):
    """How far a role reaches."""

    DEPOT = "depot"
    MUNICIPALITY = "municipality"
    COUNTY = "county"
    ALL = "all"


class Safety(StrEnum):
    """What a category wants before it is lent: nothing, a person's check, or a fresh inspection."""

    NONE = "none"
    CHECK = "check"
    INSPECTION = "inspection"


class Season(StrEnum):
    """When a category is asked for."""

    WINTER = "winter"
    SUMMER = "summer"
    ALL = "all"


class Condition(StrEnum):
    """What state a thing is in, apart from whether it is out."""

    READY = "ready"
    IN_REPAIR = "in_repair"
    MISSING = "missing"
    RETIRED = "retired"


class RetireReason(StrEnum):
    """Why a thing left the stock for good."""

    WORN = "worn"
    UNSAFE = "unsafe"
    SPARES = "spares"
    GIVEN_AWAY = "given_away"
    LOST = "lost"
    REGISTERED_TWICE = "registered_twice"
    BY_MISTAKE = "by_mistake"


class LabelEnd(StrEnum):
    """Why a label no longer counts."""

    WORN = "worn"
    LOST = "lost"
    VOID = "void"


class Kind(StrEnum):
    """Who borrows, asked and optional."""

    PRIVATE = "private"
    PRESCHOOL = "preschool"
    SCHOOL = "school"
    ASSOCIATION = "association"
    OTHER = "other"
    UNSTATED = "unstated"


class AgeBand(StrEnum):
    """The ages that people are counted in, never a birth date."""

    TO_6 = "0-6"
    TO_12 = "7-12"
    TO_19 = "13-19"
    TO_64 = "20-64"
    FROM_65 = "65+"
    UNSTATED = "unstated"


class Outcome(StrEnum):
    """How a loan ended."""

    RETURNED = "returned"
    FOUND_HERE = "found_here"
    LOST = "lost"
    UNDONE = "undone"


class ReturnedAs(StrEnum):
    """How a thing was when it came back."""

    FINE = "fine"
    NEEDS_CARE = "needs_care"
    PART_MISSING = "part_missing"


class DueReason(StrEnum):
    """Why a due date changed."""

    RENEWAL = "renewal"
    MOVED = "moved"
    CLOSING = "closing"


class Actor(StrEnum):
    """Who did what an event tells of."""

    STAFF = "staff"
    DEVICE = "device"
    BORROWER = "borrower"
    WORKER = "worker"


class What(StrEnum):
    """What an event tells of: codes only; words that a person typed live in notes."""

    LENT = "lent"
    RETURNED = "returned"
    FOUND_HERE = "found_here"
    RENEWED = "renewed"
    LOST = "lost"
    FOUND = "found"
    UNDONE = "undone"
    REGISTERED = "registered"
    EDITED = "edited"
    TO_REPAIR = "to_repair"
    READY = "ready"
    MISSING = "missing"
    RETIRED = "retired"
    LABELLED = "labelled"
    LABEL_ENDED = "label_ended"
    CONTACT_CHANGED = "contact_changed"
    CONTACT_ERASED = "contact_erased"
    DAY_CLOSED = "day_closed"
    DAY_OPENED = "day_opened"
    POLICY_CHANGED = "policy_changed"
    HOURS_CHANGED = "hours_changed"
    MOVED_AWAY = "moved_away"
    MOVED_HERE = "moved_here"
    IMPORTED = "imported"
    CATEGORY_CHANGED = "category_changed"
    CATEGORIES_MERGED = "categories_merged"
    NUMBERS_SHOWN = "numbers_shown"
    CALLED = "called"
    CONTACT_HANDED_OVER = "contact_handed_over"
    STAFF_INVITED = "staff_invited"
    STAFF_JOINED = "staff_joined"
    STAFF_DISABLED = "staff_disabled"
    STAFF_ENABLED = "staff_enabled"
    ROLE_GIVEN = "role_given"
    ROLE_TAKEN = "role_taken"
    SESSIONS_ENDED = "sessions_ended"
    PASSWORD_LINK_MADE = "password_link_made"
    DEPOT_MADE = "depot_made"
    DEPOT_CHANGED = "depot_changed"
    DEPOT_COPIED_TO = "depot_copied_to"
    PRACTICE_ENDED = "practice_ended"
    LINK_REPLACED = "link_replaced"
    PHOTO_ADDED = "photo_added"
    PHOTO_REMOVED = "photo_removed"
    FAULT_NOTED = "fault_noted"
    FAULT_DISMISSED = "fault_dismissed"
    REMINDING_CHANGED = "reminding_changed"
    NOTICE_TEXT_CHANGED = "notice_text_changed"
    NOTICE_RESENT = "notice_resent"
    NOTICE_DROPPED = "notice_dropped"
    RETENTION_CHANGED = "retention_changed"
    REPORT_ISSUED = "report_issued"
    PRICES_CHANGED = "prices_changed"


class FaultEnd(StrEnum):
    """What became of a fault that somebody told of."""

    REPAIR = "repair"
    DISMISSED = "dismissed"


class CallMark(StrEnum):
    """What came of phoning a borrower whose loan is late."""

    CALLED = "called"
    NO_ANSWER = "no_answer"
    WRONG_NUMBER = "wrong_number"
    PROMISED = "promised"


class Borrowers(StrEnum):
    """Who may borrow things of a category."""

    ANYONE = "anyone"
    ADULTS = "adults"
    GROUPS = "groups"


class Guessed(StrEnum):
    """What wrong passwords are counted by."""

    ACCOUNT = "account"
    ADDRESS = "address"
    OVERALL = "overall"


class LinkPurpose(StrEnum):
    """What a one-time link opens."""

    FIRST_START = "first_start"
    INVITE = "invite"
    NEW_PASSWORD = "new_password"


class Verb(StrEnum):
    """The writes of the counter and of the stock; each carries a client key."""

    CHECK_OUT = "check_out"
    CHECK_IN = "check_in"
    FOUND_HERE = "found_here"
    RENEW = "renew"
    LOSE = "lose"
    FIND = "find"
    UNDO = "undo"
    RETURNED_AS = "returned_as"
    VISIT = "visit"
    REGISTER = "register"
    EDIT = "edit"
    TO_REPAIR = "to_repair"
    READY = "ready"
    MISSING = "missing"
    RETIRE = "retire"
    LABEL = "label"
    CLOSE_DAY = "close_day"
    OPEN_DAY = "open_day"
    HOURS = "hours"
    POLICY = "policy"
    EDIT_MANY = "edit_many"
    MOVE = "move"
    IMPORT = "import"
    CATEGORY = "category"
    MERGE = "merge"
    NAME_LINES = "name_lines"
    CORRECT_CONTACT = "correct_contact"
    ERASE_CONTACT = "erase_contact"
    HAND_OVER = "hand_over"
    SHOW_NUMBERS = "show_numbers"
    MARK_CALL = "mark_call"
    LATE_CHECK_OUT = "late_check_out"
    LATE_CHECK_IN = "late_check_in"
    COPY_DEPOT = "copy_depot"
    MAKE_DEPOT = "make_depot"
    EDIT_DEPOT = "edit_depot"
    DEPOT_STATE = "depot_state"
    START_AFRESH = "start_afresh"
    REPLACE_LINK = "replace_link"
    ADD_PHOTO = "add_photo"
    REMOVE_PHOTO = "remove_photo"
    END_FAULT = "end_fault"
    LABEL_BATCH = "label_batch"
    PRINT_LABELS = "print_labels"
    LABEL_SETUP = "label_setup"
    REMINDING = "reminding"
    NOTICE_TEXT = "notice_text"
    RESEND = "resend"
    DROP_NOTICE = "drop_notice"
    RETENTION = "retention"
    EARLIER_COUNTS = "earlier_counts"
    EARLIER_COUNTS_BACK = "earlier_counts_back"
    ISSUE_REPORT = "issue_report"
    CATEGORY_PRICES = "category_prices"
    REPORT_LETTER = "report_letter"


NOT_STATED = "0000"
ABROAD = "9999"
