"""What a row of a paper list can't be, or should be looked at twice before it is recorded."""

from lendlib.rules.errors import N_, Refused


class InTheFuture(Refused):
    """The paper's time has not come yet."""

    code = "in-the-future"
    sentence = N_("That time has not come yet.")
    advice = N_("Check the day and the time.")


class TooLongAgo(Refused):
    """Paper older than what may be entered afterwards."""

    code = "too-long-ago"
    sentence = N_("That is more than {days} days ago.")
    advice = N_("Check the day. Older paper is not entered any more.")


class NoSuchLabel(Refused):
    """Nothing carries the code."""

    code = "no-such-label"
    sentence = N_("No thing here has that code.")
    advice = N_("Compare it with the label, or find the thing under Items and type its code.")


class CodeMistyped(Refused):
    """A code of our own form whose check is wrong."""

    code = "code-mistyped"
    sentence = N_("One character of that code is wrong.")
    advice = N_("Compare it with the label, or scan it.")


class LabelOfNothing(Refused):
    """A label that sits on nothing yet."""

    code = "label-of-nothing"
    sentence = N_("That label sits on nothing yet.")
    advice = N_("Register the thing, and lend it at the counter: it is known from today.")


class OfAnotherDepot(Refused):
    """The thing belongs to another depot."""

    code = "of-another-depot"
    sentence = N_("That belongs to {depot}.")
    advice = N_("Take the row out. If it came back here, scan it at the counter and take it in for them.")


class WasRetired(Refused):
    """The thing had left the stock."""

    code = "was-retired"
    sentence = N_("That had left the stock.")
    advice = N_("Check the code. If it is in use after all, say so on its page, and lend it at the counter.")


class WasMissing(Refused):
    """The thing counts as missing or lost."""

    code = "was-missing"
    sentence = N_("That is marked as missing.")
    advice = N_("Scan it at the counter when it is here: it is found, and can be lent there.")


class WasOut(Refused):
    """The thing was out to someone at that time."""

    code = "was-out"
    sentence = N_("That was out already: lent {at}, and not taken back since.")
    advice = N_("If it came back before that, tick so: then it is taken back at that time, and lent out.")


class WentOutLater(Refused):
    """The return is older than the loan that it would end."""

    code = "went-out-later"
    sentence = N_("That went out only after this: {at}.")
    advice = N_("Check the day and the time of this row, and of the row or the loan where it went out.")


class WasIn(Refused):
    """There is nothing to take back: it was never lent."""

    code = "was-in"
    sentence = N_("That was not out.")
    advice = N_("Is the row that lent it missing, or waiting to be mended?")


class EndedAlready(Refused):
    """The loan has ended already."""

    code = "ended-already"
    sentence = N_("Its loan has ended already: {what}, {at}.")
    advice = N_("Nothing needs to be recorded: take the row out.")


class HappenedSince(Refused):
    """Something happened to the thing after the paper's time; the past before that stays as it is."""

    code = "happened-since"
    sentence = N_("Something happened with it after that: {what}, {at}.")
    advice = N_("Check the day and the time. What is older than that can't be recorded any more.")


class WaitsForTheRest(Refused):
    """Another row of the same visit is to be mended first: a visit is recorded whole."""

    code = "waits-for-the-rest"
    sentence = N_("Another row of the same visit needs mending first.")
    advice = N_("A visit is recorded whole. Mend that row, or take it out.")


class PaperTooLong(Refused):
    """More rows than are checked at once."""

    code = "paper-too-long"
    sentence = N_("At most {most} rows are checked at a time.")
    advice = N_("Record these first, then go on with the rest.")


class InRepairThen(Refused):
    """Staff vouch: it was lent although it was put aside for repair."""

    code = "in-repair-then"
    sentence = N_("It was put aside for repair.")


class UncheckedThen(Refused):
    """Staff vouch: it was lent although nobody wrote down that it had been checked."""

    code = "unchecked-then"
    sentence = N_("It wants a safety check, or a fresh inspection, before it is lent.")


class AdultsOnlyThen(Refused):
    """Staff vouch: it was lent although only adults may borrow it."""

    code = "adults-only-then"
    sentence = N_("It is lent to adults only.")


class GroupsOnlyThen(Refused):
    """Staff vouch: it was lent although only classes and groups may borrow it."""

    code = "groups-only-then"
    sentence = N_("It is lent to classes and other groups only.")
