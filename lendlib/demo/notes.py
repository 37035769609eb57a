"""What volunteers write: about a thing when it comes, when it breaks, when it is mended."""

from dataclasses import dataclass
from functools import cache


@dataclass(frozen=True)
class Words:
    """Notes that fit a kind of thing: `seen` at intake, `broken` and `mended` at the bench."""

    seen: tuple[str, ...]
    broken: tuple[str, ...]
    mended: tuple[str, ...]


ANY = Words(
    (
        *("Liten repa på vänster sida", "Lite sliten men hel", "Fin, knappt använd", "Märkt med röd tejp", "Solblekt"),
        *("Skänkt av idrottsklubben", "Från ett dödsbo", "Färgen flagar lite", "Påse medföljer"),
    ),
    ("Sprucken, titta på", "Behöver tvättas", "Något skramlar"),
    ("Lagad", "Rengjord", "", ""),
)
# Which categories, by the beginnings or ends of their keys.
_FITTING = (
    (
        ("-skis", "snowboard"),
        ("Bindning NNN", "Bindning justerad", "Kantslipad", "Vallade i höstas", "Skinn under foten, lite slitet"),
        ("Bindningen glappar", "Kanten lös baktill", "Skruv saknas i bindningen", "Djup repa i belaget"),
        ("Ny skruv i bindningen", "Kanten limmad", "Belaget lagat och vallat", ""),
    ),
    (
        ("-poles",),
        ("Trugan bytt", "Ny rem", "Hör ihop, samma längd"),
        ("Remmen är av", "Trugan borta", "Böjd nedtill"),
        ("Ny truga", "Ny rem", "Rätad"),
    ),
    (
        ("-boots", "-skates", "roller-skates", "swim-fins"),
        ("Snöret bytt", "Ny sula 2024", "Nya innersulor", "Skavmärke på höger sko", "Spännet lite trögt"),
        ("Snöret av", "Sulan släpper framtill", "Spännet trasigt", "Sömmen har gått upp"),
        ("Nytt snöre", "Sulan limmad", "Spännet bytt", "Sydd av Lena"),
    ),
    (
        ("hockey-skates", "figure-skates", "bandy-skates", "nordic-skates"),
        ("Nyslipade skenor", "Slipade 2025", "Snöret bytt"),
        ("Skenan slö, slipas", "Nit borta"),
        ("Slipad och klar", "Ny nit"),
    ),
    (
        ("-helmet", "goggles"),
        ("Inga sprickor, spännet bra", "Vadderingen tvättad", "Ny spännrem"),
        ("Spännet trasigt", "Vadderingen lös", "Tappad i golvet, kolla"),
        ("Nytt spänne", "Ny vaddering", "Kontrollerad"),
    ),
    (
        ("bicycle", "bike-trailer", "kick-scooter", "handcycle", "skateboard", "inline-", "roller-skis"),
        ("Nya däck", "Kedjan smord", "Bromsarna justerade", "Nya hjul", "Lagren rensade"),
        ("Punktering", "Bromsen tar inte", "Hjulet kärvar", "Skruv saknas"),
        ("Ny slang", "Bromsen justerad", "Nytt lager", "Skruven bytt"),
    ),
    (
        (
            "life-jacket",
            "wetsuit",
            "child-carrier",
            "backpack",
            "sleeping-",
            "tent",
            "winter-",
            "ski-gloves",
            "hammock",
        ),
        ("Tvättad", "Dragkedjan bytt", "Grenrem finns", "Packpåse medföljer", "Impregnerad 2025"),
        ("Blixtlåset hakar", "Sömmen har gått upp", "Behöver tvättas", "Spänne saknas", "Reva, sys"),
        ("Tvättad", "Sydd av Lena", "Nytt blixtlås", "Lagad med lapp"),
    ),
    (
        ("ball", "basketball", "volleyball", "goalball"),
        ("Pumpad", "Matchboll", "Lite slät", "Pump lånas i kassan"),
        ("Håller inte luften", "Ventilen läcker"),
        ("Ny ventil", "Pumpad och testad"),
    ),
    (
        ("-racket", "-stick", "table-tennis-bat"),
        ("Omlindad", "Ny lindning 2025", "Strängarna fina"),
        ("Lindningen lossnar", "Sträng av", "Bladet sprucket"),
        ("Omlindad", "Omsträngad", "Nytt blad"),
    ),
)


@cache
def words_for(key: str) -> Words:
    """The notes that fit a category: its own kind's, and at intake such as fit anything."""
    for ends, seen, broken, mended in reversed(_FITTING):
        if key.startswith(ends) or key.endswith(ends):
            return Words(seen + ANY.seen, broken, mended)
    return ANY
