"""What a photo may be: its limits, the sizes that are kept of it, and the sentences of those that are refused."""

from enum import StrEnum

from lendlib.rules.errors import N_, Refused

MOST_BYTES = 15_000_000
MOST_UPLOADED_BYTES = 50_000_000
"""What a form with a photo may weigh: more than a photo may, so that the form can say so and keep what was typed."""
MOST_MEGAPIXELS = 50
MOST_MEGAPIXELS_UNREDUCED = 25
"""For what can't be decoded in a part of the memory: all but a JPEG whose picture comes in one pass."""
MOST_PASSES = 100
"""How often a JPEG may draw over itself; cameras and editors need about ten."""
MOST_OF_ONE_THING = 8
SIZES = {"small": 160, "medium": 480, "large": 1280}
"""The longest side in pixels of each size that is kept."""
KEPT_AS = "image/jpeg"


class Shows(StrEnum):
    """What a photo shows: a thing, as who borrows it sees it, or what is wrong with one, for who mends it."""

    THING = "thing"
    FAULT = "fault"


class NoPhoto(Refused):
    """What was sent is no photo of a kind that we read, whatever its name says."""

    code = "no-photo"
    sentence = N_("That file is no photo that can be read here. Nothing of it was kept.")
    advice = N_("Take a new photo, or choose a file of the kind JPEG, PNG or WebP.")
    field = "photo"


class AppleFormat(NoPhoto):
    """A photo in HEIC or AVIF, which browsers show as little as we do."""

    code = "apple-format"
    sentence = N_("That photo is of the kind HEIC or AVIF, which can't be read here. Nothing of it was kept.")
    advice = N_("Set the camera to “Most compatible”, or send the photo as JPEG.")


class BrokenPhoto(NoPhoto):
    """The file begins as a photo, and ends too early or makes no sense."""

    code = "broken-photo"
    sentence = N_("That photo is damaged or did not arrive whole. Nothing of it was kept.")
    advice = N_("Send it once more, or take a new one.")


class PhotoTooHeavy(NoPhoto):
    """The file has more bytes than a photo needs."""

    code = "photo-too-heavy"
    sentence = N_("That photo has more than {most} MB. Nothing of it was kept.")
    advice = N_("Send a smaller one, or take a photo of it with the phone.")


class PhotoTooLarge(NoPhoto):
    """The picture has more pixels than a camera makes: it would fill the memory."""

    code = "photo-too-large"
    sentence = N_("That picture has more than {most} million pixels. Nothing of it was kept.")
    advice = N_("Send a smaller one, or take a photo of it with the phone.")


class PhotoGone(Refused):
    """The photo of a form that lay too long, or that somebody used."""

    code = "photo-gone"
    sentence = N_("The photo that belongs to this form is no longer kept.")
    advice = N_("Take it again.")
    field = "photo"


class PhotosEnough(Refused):
    """A thing has as many photos as it may."""

    code = "photos-enough"
    sentence = N_("There are {most} photos of it already.")
    advice = N_("Remove one first.")
    field = "photo"
