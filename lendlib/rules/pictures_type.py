"""How much room words take, before anybody knows in which type they will be set: reckoned for a wide one."""

from collections.abc import Sequence

NARROW, SLIM, PLAIN, FIGURE, WIDE, WIDEST = 0.32, 0.42, 0.62, 0.64, 0.75, 0.98
_WIDTHS = {
    **dict.fromkeys("iljI|'.,:;!·’\u202f", NARROW),
    **dict.fromkeys("frt()[]-/ \u00a0\"”“*", SLIM),
    **dict.fromkeys("0123456789–", FIGURE),
    **dict.fromkeys("ABCDEFGHJKLNOPQRSTUVXYZÅÄÖÉ&…", WIDE),
    **dict.fromkeys("mwMW%—", WIDEST),
}


def breadth(words: str, size: float, *, is_bold: bool = False) -> float:
    """About how wide words are; rather too much than too little."""
    return sum(_WIDTHS.get(sign, PLAIN) for sign in words) * size * (1.1 if is_bold else 1.0)


def fitted(words: str, size: float, room: float, *, is_bold: bool = False) -> str:
    """As much of the words as there is room for, with three dots for what there is not."""
    words = " ".join(words.split())
    if breadth(words, size, is_bold=is_bold) <= room:
        return words
    while words and breadth(words + "…", size, is_bold=is_bold) > room:
        words = words[:-1].rstrip()
    return words + "…" if words else ""


def broken(words: str, size: float, room: float, most: int = 2) -> list[str]:
    """Words over a few lines, the last of them cut where it has to be."""
    lines: list[str] = []
    for word in words.split():
        if lines and (len(lines) == most or breadth(f"{lines[-1]} {word}", size) <= room):
            lines[-1] = f"{lines[-1]} {word}"
        else:
            lines.append(word)
    return [fitted(line, size, room) for line in lines]


def spread(wanted: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Places for labels near where each is wanted, at least `gap` apart and between two ends, in the same order."""
    order = sorted(range(len(wanted)), key=lambda index: wanted[index])
    placed = [0.0] * len(wanted)
    before = low - gap
    for index in order:
        before = placed[index] = max(wanted[index], before + gap)
    after = high + gap
    for index in reversed(order):
        after = placed[index] = min(placed[index], after - gap)
    return placed
