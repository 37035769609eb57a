"""Why an address asks nothing that can be answered: each names the field of the form that it is about."""

from lendlib.rules.errors import N_, Refused


class BadQuestion(Refused):
    """Something in the address of a report can't be answered. `also` are the other things that are wrong in it."""

    code = "bad-question"
    also: "tuple[BadQuestion, ...]" = ()


class FromUnread(BadQuestion):
    """No day at all, where the first day stands."""

    code = "day-unread"
    field = "from_on"
    sentence = N_("“{typed}” is no day.")
    advice = N_("Write year, month and day, for example 2026-03-14.")


class UntilUnread(FromUnread):
    """No day at all, where the last day stands."""

    field = "until_on"


class FromTooEarly(BadQuestion):
    """Before there can be figures."""

    code = "day-too-early"
    field = "from_on"
    sentence = N_("There are no figures from that far back.")
    advice = N_("Choose a day from 1950 on.")


class UntilTooEarly(FromTooEarly):
    """Before there can be figures, where the last day stands."""

    field = "until_on"


class FromInFuture(BadQuestion):
    """A day that has not been."""

    code = "day-in-future"
    field = "from_on"
    sentence = N_("That day has not been yet: {day}.")
    advice = N_("Choose today or an earlier day.")


class UntilInFuture(FromInFuture):
    """A day that has not been, where the last day stands."""

    field = "until_on"


class Reversed(BadQuestion):
    """The first day comes after the last."""

    code = "days-reversed"
    field = "from_on"
    sentence = N_("The first day, {from_on}, comes after the last, {until_on}.")
    advice = N_("Let them change places, or choose others.")


class TooManyDays(BadQuestion):
    """So long a span, day by day, that nobody reads it."""

    code = "too-many-days"
    field = "by"
    sentence = N_("{days} days are more than can be read day by day.")
    advice = N_("Choose at most two years, or show weeks, months or years.")


class TooManyWeeks(BadQuestion):
    """So long a span, week by week, that nobody reads it."""

    code = "too-many-weeks"
    field = "by"
    sentence = N_("{weeks} weeks are more than can be read week by week.")
    advice = N_("Choose at most twenty years, or show months or years.")


class UnknownSpan(BadQuestion):
    """A short word for a span that there is not."""

    code = "unknown-span"
    field = "span"
    sentence = N_("“{typed}” is no span that can be chosen.")
    advice = N_("Choose one of the list, or give both days.")


class UnknownBy(BadQuestion):
    """Something that this report does not tell its figures apart by."""

    code = "unknown-by"
    field = "by"
    sentence = N_("This report can't be shown by “{typed}”.")
    advice = N_("Choose one of the list.")


class UnknownMeasure(BadQuestion):
    """A figure that there is not."""

    code = "unknown-measure"
    field = "measure"
    sentence = N_("There is no figure called “{typed}”.")
    advice = N_("Choose one of the list.")


class UnknownPlace(BadQuestion):
    """A place that is none, or is not theirs to see: the same answer, so that nobody learns which."""

    code = "unknown-place"
    status = 404
    field = "place"
    sentence = N_("“{typed}” is no place whose figures you can see.")
    advice = N_("Choose one of the list.")


class UnknownYear(BadQuestion):
    """A year that is none, has not begun, or lies further back than can be chosen."""

    code = "unknown-year"
    field = "year"
    sentence = N_("There is no yearly report of “{typed}”.")
    advice = N_("Choose a year of the list.")


class UnknownCategory(BadQuestion):
    """No category and no group."""

    code = "unknown-category"
    field = "category"
    sentence = N_("There is no category called “{typed}”.")
    advice = N_("Choose one of the list.")


class TooManyNamed(BadQuestion):
    """More places or categories in an address than it can hold."""

    code = "too-many-named"
    sentence = N_("More than {most} are named.")
    advice = N_("Name fewer, or choose all.")


class SizeTooLong(BadQuestion):
    """Longer than any size."""

    code = "size-too-long"
    field = "size"
    sentence = N_("A size has at most {most} characters.")
    advice = N_("Write it as on the thing, for example 38.")


class SizesOfMany(BadQuestion):
    """Sizes of things that are not sized alike: a 38 of skates is no 38 of trousers."""

    code = "sizes-of-many"
    field = "category"
    sentence = N_("Sizes can be counted for one category at a time: a 38 of skates is no 38 of trousers.")
    advice = N_("Choose a category.")
