"""What stands on the shelves: brands and sizes, by category.

One line a category: key; brands; sizes for children; sizes for adults. Brands are real and mean nothing more.
"""

from dataclasses import dataclass
from functools import cache

from lendlib.operations.reference import SAFETY, read, slug
from lendlib.rules.vocabulary import Safety

_LINES = """
cross-country-skis; Fischer, Madshus, Rossignol, Salomon, Atomic, Peltonen; 100 110 120 130 140 150 160; 175 180 185 190 195 200 205
cross-country-boots; Salomon, Alpina, Fischer, Rossignol, Madshus; 28 30 31 32 33 34 35 36; 37 38 39 40 41 42 43 44 45 46
cross-country-poles; Swix, Leki, Exel, KV+; 80 90 100 105 110 115 120 125; 130 135 140 145 150 155 160 165
touring-skis; Åsnes, Fischer, Madshus; 150 160; 180 190 200 205
alpine-skis; Atomic, Head, Rossignol, Völkl, Salomon, Blizzard; 80 90 100 110 120 130 140; 150 155 160 165 170 175
alpine-boots; Nordica, Salomon, Tecnica, Head, Lange; 17,5 18,5 19,5 20,5 21,5 22,5; 23,5 24,5 25,5 26,5 27,5 28,5 29,5
alpine-poles; Leki, Komperdell, Scott; 75 80 85 90 95 100; 105 110 115 120 125 130
snowboard; Burton, Rossignol, Salomon, Nitro; 100 110 120 130; 140 145 150 155 160
snowboard-boots; Burton, DC, ThirtyTwo, Nitro; 32 33 34 35 36; 37 38 39 40 41 42 43 44 45
ski-helmet; POC, Giro, Uvex, Salomon; 48–52 50–54 51–55; 54–58 55–59 58–62
goggles; POC, Uvex, Bollé, Scott; barn junior; vuxen
back-protector; POC, Dainese, Komperdell; barn S, barn M, barn L; S M L XL
hockey-skates; Bauer, CCM, Graf, Jofa; 25 27 28 30 31 32 33 34 35 36; 37 38 39 40 41 42 43 44 45
figure-skates; Graf, Edea, Risport, Botas; 26 28 30 31 32 33 34 35 36; 37 38 39 40 41 42
bandy-skates; Bauer, Zandstra, Graf; 30 32 34 36; 38 40 41 42 43 44 45
nordic-skates; Lundhags, Zandstra, Free Skate; 35 36; 37 38 39 40 41 42 43 44 45 46
ice-claws-and-throw-line; Sköld, Lundhags; ; 
skating-helmet; CCM, Bauer, Jofa; 46–50 50–54 51–55; 54–58 55–60
hockey-protection; Bauer, CCM, Jofa; barn S, barn M, barn L; S M L XL
hockey-stick; Bauer, CCM, Warrior, Montreal; 100 110 120 130; 140 145 150 155
sledge; Stiga, Hamax, Plastex; ; 
steerable-sledge; Stiga, Hamax; ; 
snow-slider; Hamax, Stiga; ; 
kicksled; Esla, Rappa, Norax; ; 
snowshoes; TSL, Tubbs, Komperdell; 20–40; 40–70 70–110
winter-overtrousers; Didriksons, Reima, Helly Hansen, Tenson; 90 100 110 120 130 140; S M L XL
winter-jacket; Didriksons, Reima, Helly Hansen, Tenson; 90 100 110 120 130 140; S M L XL
ski-gloves; Hestra, Swix, Reusch; 3 4 5 6; 7 8 9 10
inline-skates; Rollerblade, K2, Fila, Oxelo; 28 30 32 33 34 35 36; 37 38 39 40 41 42 43 44
roller-skates; Rio Roller, SFR, Oxelo; 28 30 32 34 36; 37 38 39 40 41 42
skateboard; Element, Globe, Plan B; 7,0 7,25 7,5; 7,75 8,0 8,25
kick-scooter; Stiga, Micro, Oxelo; 3–6, 7–12; vuxen
bicycle; Crescent, Monark, Scott, Skeppshult, Kronan; 12 16 20 24; 26 28
bike-trailer; Thule, Croozer, Burley; ; 
bike-helmet; Etto, Abus, Giro, POC; 44–49 48–52 50–54; 54–58 58–62
knee-and-elbow-pads; Rollerblade, K2, Oxelo; barn S, barn M; S M L
roller-skis; Swenor, Marwe, IDT; 60; 61 65 70
life-jacket; Baltic, Regatta, Helly Hansen, Grabner; 3–15 15–30 30–40; 40–50 50–70 70–90 90+
wetsuit; Aropec, Camaro, Orca; barn 104, barn 116, barn 128, barn 140, barn 152; S M L XL
sup-board; Red Paddle, Jobe, Fanatic; 270; 300 320 330
canoe; Linder, Old Town, Inkas; ; 
kayak; Prijon, Point 65, Tahe; ; 
swim-fins; Cressi, Aropec; 28 30 32 34 36; 38 40 42 44
mask-and-snorkel; Cressi, Aropec, Mares; barn; vuxen
fishing-rod; Abu Garcia, Shimano, Berkley; 120 150; 180 210 240 270
tent; Fjällräven, Hilleberg, Helsport, Urberg; ; 2 2 3 4 6
sleeping-bag; Haglöfs, Fjällräven, Ajungilak, Nordisk; 150; 175 190 205
sleeping-mat; Therm-a-Rest, Exped, Urberg; ; 
backpack; Haglöfs, Fjällräven, Klättermusen, Osprey; 15 20 30; 45 55 65 75
child-carrier; Deuter, Osprey, Thule; ; max 20,
storm-cooker; Trangia, Primus; ; 2 4
hammock; Ticket to the Moon, DD Hammocks; ; 
hiking-boots; Lundhags, Meindl, Viking, Haglöfs; 28 30 32 33 34 35 36; 37 38 39 40 41 42 43 44 45
compass; Silva, Suunto; ; 
football; Select, Adidas, Puma; 3 4; 5
football-boots; Adidas, Nike, Puma; 28 30 32 33 34 35 36; 37 38 39 40 41 42 43 44
basketball; Spalding, Wilson, Molten; 5; 6 7
handball; Select, Molten, Hummel; 0 1; 2 3
volleyball; Mikasa, Molten; ; 
floorball-stick; Unihoc, Salming, Zone, Exel; 60 L, 75 L, 75 R, 85 L, 85 R; 92 L, 92 R, 96 L, 96 R, 100 L, 104 L
floorball-goalie-kit; Unihoc, Salming, Zone; XS S; M L XL
tennis-racket; Wilson, Head, Babolat; 19 21 23 25; 26 27
badminton-racket; Yonex, Forza, Carlton; ; 
table-tennis-bat; Stiga, Donic, Butterfly; ; 
padel-racket; Babolat, Head, Bullpadel; ; 
golf-clubs; Callaway, TaylorMade, Ping; L junior, R junior; L vuxen, R vuxen
boules-set; Obut, Sunsport; ; 
kubb; Bex, Sunsport; ; 
disc-golf; Innova, Discmania, Latitude 64; ; 
board-games; Alga, Ravensburger, Kärnan; ; 
exercise-ball; Casall, Abilica; 55; 65 75
dumbbells; Casall, Abilica; ; 1 2 3 4 5 8 10
skipping-rope; Casall, Rucanor; 180 210; 240 270 300
sit-ski-bi-ski; Tessier, Monoski; 20–40; 40–70 70–110
ice-sledge; Unique, Hypno; ; 
handcycle; Wolturnus, Sopur; ; 
goalball; Handi Life Sport; ; 
"""  # noqa: E501, W291


@dataclass(frozen=True)
class Kind:
    """A category as the shelves hold it. Without sizes of its own, a thing is for children and adults alike."""

    key: str
    brands: tuple[str, ...]
    sizes: tuple[tuple[str, ...], tuple[str, ...]]
    safety: Safety

    @property
    def is_for_all(self) -> bool:
        """Whether children and adults take from the same shelf."""
        return not (self.sizes[0] and self.sizes[1])


@cache
def kinds() -> dict[str, Kind]:
    """Every category that is lent, by its key."""
    known = {slug(row["name_en"]): row for row in read("categories")}
    found = {}
    for line in _LINES.strip().splitlines():
        key, brands, children, adults = (part.strip() for part in line.split(";"))
        sizes = (_parted(children), _parted(adults))
        found[key] = Kind(key, _parted(brands + ","), sizes, SAFETY[known[key]["safety"]])
    return found


def _parted(text: str) -> tuple[str, ...]:
    """Sizes stand apart by spaces, or by commas with a space where one of them holds a space."""
    parts = text.split(",") if ", " in text or text.endswith(",") else text.split()
    return tuple(part.strip() for part in parts if part.strip())
