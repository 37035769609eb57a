"""Label codes: seven random symbols and a check symbol, all speakable and all in QR's alphanumeric set.

The check is a linear code over GF(32), the field made by x^5 + x^2 + 1, in which 2 generates every non-zero
element. The eight symbols weigh 2^7 … 2^1 and 1: non-zero, so a changed symbol shows; distinct, so two
swapped symbols show. Alphabet and look-alikes: Douglas Crockford, "Base 32"; his own check symbols are not
used, because some lie outside QR's alphanumeric set.
"""

import secrets
from collections.abc import Callable, Sequence

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH = 8
NUMBER_LIMIT = 32 ** (CODE_LENGTH - 1)

_VALUES = {symbol: value for value, symbol in enumerate(ALPHABET)}
_DOUBLED = tuple((value << 1) ^ (0b100101 if value & 0b10000 else 0) for value in range(32))
_HALF = CODE_LENGTH // 2
_DASHES = "-_\u00ad\u2010\u2011\u2012\u2013\u2014\u2212"
_AS_MEANT = str.maketrans({"O": "0", "I": "1", "L": "1"} | dict.fromkeys(_DASHES, ""))


def _check_value(values: Sequence[int]) -> int:
    total = 0
    for value in values:
        total = _DOUBLED[total ^ value]
    return total


def check_character(seven: str) -> str:
    """Give the symbol that completes seven symbols to a code; raises ValueError on anything else."""
    if len(seven) != CODE_LENGTH - 1 or any(symbol not in _VALUES for symbol in seven):
        raise ValueError("a code has seven symbols of the alphabet before its check")
    return ALPHABET[_check_value([_VALUES[symbol] for symbol in seven])]


def new_code(pick: Callable[[Sequence[str]], str] = secrets.choice) -> str:
    """Make a random code; whether it is already on a label is the database's to say."""
    seven = "".join(pick(ALPHABET) for _ in range(CODE_LENGTH - 1))
    return seven + check_character(seven)


def code_from_number(number: int) -> str:
    """Write a number below NUMBER_LIMIT (35 bits) as a code of its own; raises ValueError outside.

    Near numbers give near codes: whoever wants them scattered scatters the numbers.
    """
    if not 0 <= number < NUMBER_LIMIT:
        raise ValueError("a code holds a number of 35 bits")
    values = [number >> shift & 31 for shift in (30, 25, 20, 15, 10, 5, 0)]
    values.append(_check_value(values))
    return "".join([ALPHABET[value] for value in values])


def normalise(text: str) -> str:
    """Write a typed code as the label does: upper case, no dashes or spaces, O as 0, I and L as 1."""
    return "".join(text.split()).upper().translate(_AS_MEANT)


def is_own_code(text: str) -> bool:
    """Say whether a normalised text is a code whose check is right; one text in 32 is by chance."""
    return _is_eight_symbols(text) and check_character(text[:-1]) == text[-1]


def looks_like_own_code(text: str) -> bool:
    """Say whether a text as typed has a code's eight symbols, whatever its check."""
    return _is_eight_symbols(normalise(text))


def spoken(code: str) -> str:
    """Write a code in two fours, as it is printed and read aloud: K7M2-9QXA."""
    return f"{code[:_HALF]}-{code[_HALF:]}"


def _is_eight_symbols(text: str) -> bool:
    return len(text) == CODE_LENGTH and all(symbol in _VALUES for symbol in text)
