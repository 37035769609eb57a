"""Picked words such as "blue heron": what a borrower who leaves no contact is called on the receipt.

The words are kind whomever they meet: nothing gendered, political or religious, no given name, no skin
colour, no animal that is a term of abuse. Swedish nouns are all of common gender, so each adjective fits.
"""

import secrets
import unicodedata
from collections.abc import Callable, Sequence

ADJECTIVES: dict[str, tuple[str, ...]] = {
    "sv": (
        *("blå", "grön", "turkos", "lila", "gyllene", "silvrig", "randig", "prickig", "spräcklig"),
        *("färgglad", "lugn", "glad", "pigg", "kvick", "modig", "klok", "mjuk", "varm", "sval", "stilla"),
        *("klar", "mild", "glittrande", "gnistrande", "skimrande", "lysande", "strålande", "vaken"),
        *("nyfiken", "lekfull", "vänlig", "trygg", "tålig", "stadig", "rask", "smidig", "munter"),
        *("belåten", "flitig", "tapper", "påhittig", "solig", "frostig", "somrig", "vintrig", "hoppfull"),
        *("rofylld", "präktig", "ståtlig"),
    ),
    "en": (
        *("blue", "green", "turquoise", "purple", "golden", "silver", "striped", "spotted", "speckled"),
        *("crimson", "calm", "cheerful", "lively", "quick", "brave", "wise", "gentle", "warm", "cool"),
        *("quiet", "clear", "glittering", "sparkling", "shimmering", "shining", "glowing", "bright"),
        *("curious", "playful", "kind", "steady", "sturdy", "nimble", "merry", "joyful", "patient"),
        *("eager", "clever", "sunny", "frosty", "hopeful", "peaceful", "splendid", "stately", "friendly"),
        *("graceful", "mellow", "thoughtful", "snowy"),
    ),
}
NOUNS: dict[str, tuple[str, ...]] = {
    "sv": (
        *("häger", "räv", "hare", "älg", "ekorre", "igelkott", "uggla", "svala", "lärka", "sparv", "trast"),
        *("svan", "tärna", "trana", "hackspett", "havsörn", "utter", "grävling", "delfin", "fjäril"),
        *("humla", "trollslända", "hermelin", "ren", "häst", "kanin", "pingvin", "panda", "koala"),
        *("giraff", "lax", "gädda", "abborre", "sjöstjärna", "snäcka", "krabba", "björk", "gran", "tall"),
        *("lönn", "rönn", "hassel", "blåklocka", "vitsippa", "blåsippa", "gullviva", "tussilago", "ljung"),
        *("mossa", "kotte", "sjö", "bäck", "flod", "våg", "vind", "måne", "stjärna", "sol", "dal", "kulle"),
        *("äng", "skog", "fjord", "glänta", "källa", "fjäder", "snöflinga", "istapp", "regnbåge"),
        *("skärgård", "tjärn"),
    ),
    "en": (
        *("heron", "fox", "hare", "elk", "squirrel", "hedgehog", "owl", "swallow", "lark", "sparrow"),
        *("thrush", "swan", "tern", "crane", "woodpecker", "eagle", "otter", "badger", "dolphin"),
        *("butterfly", "bumblebee", "dragonfly", "ermine", "reindeer", "horse", "rabbit", "penguin"),
        *("panda", "koala", "giraffe", "salmon", "pike", "perch", "starfish", "seashell", "puffin"),
        *("birch", "spruce", "pine", "maple", "oak", "elm", "bluebell", "anemone", "cowslip", "clover"),
        *("thistle", "moss", "pinecone", "acorn", "lake", "stream", "waterfall", "wave", "breeze", "moon"),
        *("star", "sun", "valley", "hill", "meadow", "forest", "fjord", "glade", "spring", "feather"),
        *("snowflake", "icicle", "rainbow", "lagoon", "pebble", "comet"),
    ),
}
FALLBACK = "en"


def _squeezed(text: str) -> str:
    return "".join(unicodedata.normalize("NFC", text).casefold().split())


_PICKED_WORDS = frozenset(
    _squeezed(adjective + noun)
    for language, adjectives in ADJECTIVES.items()
    for adjective in adjectives
    for noun in NOUNS[language]
)


def pick_word(language: str, pick: Callable[[Sequence[str]], str] = secrets.choice) -> str:
    """Pick one of over 3,000 words in a language ("sv", "sv-SE"); a language without a list gets English."""
    listed = language.casefold()[:2]
    if listed not in ADJECTIVES:
        listed = FALLBACK
    return f"{pick(ADJECTIVES[listed])} {pick(NOUNS[listed])}"


def is_picked_word(text: str) -> bool:
    """Say whether a text is one of the words in any language, however it is spaced and capitalised."""
    return _squeezed(text) in _PICKED_WORDS
