"""What people take together: an outing names the things that one person borrows for it."""

from collections import defaultdict
from dataclasses import dataclass
from functools import cache

from lendlib.demo.things import kinds

# Weight in winter; weight in summer; share of children; things, those in brackets by half of the borrowers.
_LINES = """
200;0;55;cross-country-skis cross-country-boots cross-country-poles
150;0;60;alpine-skis alpine-boots (alpine-poles) ski-helmet (goggles)
30;0;45;snowboard snowboard-boots (ski-helmet) (goggles)
90;0;75;hockey-skates (skating-helmet) (hockey-stick)
50;0;70;figure-skates (skating-helmet)
14;0;50;bandy-skates
18;0;5;nordic-skates ice-claws-and-throw-line
8;0;80;hockey-protection hockey-stick
30;0;70;sledge
25;0;80;steerable-sledge
45;0;80;snow-slider
12;0;20;kicksled
14;0;20;snowshoes (alpine-poles)
8;0;5;touring-skis (cross-country-poles)
18;0;70;winter-overtrousers (winter-jacket) (ski-gloves)
10;0;60;ski-helmet (back-protector)
2;0;60;sit-ski-bi-ski
2;0;60;ice-sledge
0;70;65;inline-skates (bike-helmet) (knee-and-elbow-pads)
0;25;75;roller-skates (knee-and-elbow-pads)
0;30;85;skateboard (bike-helmet)
0;35;85;kick-scooter (bike-helmet)
6;80;55;bicycle (bike-helmet)
2;12;10;bike-trailer
3;14;15;roller-skis
0;120;65;life-jacket
0;22;50;wetsuit
0;35;25;sup-board life-jacket
0;35;20;canoe life-jacket (life-jacket)
0;22;10;kayak life-jacket
2;26;75;swim-fins mask-and-snorkel
5;45;60;fishing-rod
6;75;20;tent (sleeping-bag) (sleeping-mat)
10;45;35;sleeping-bag sleeping-mat
14;45;25;backpack (storm-cooker)
8;18;5;child-carrier
10;30;10;storm-cooker
0;18;30;hammock
8;22;40;hiking-boots
5;12;50;compass
20;45;80;football
0;20;85;football-boots
12;20;75;basketball
10;8;75;handball
6;12;50;volleyball
55;18;75;floorball-stick
5;2;75;floorball-goalie-kit
3;35;45;tennis-racket
25;35;50;badminton-racket
15;10;60;table-tennis-bat
8;14;15;padel-racket
1;22;25;golf-clubs
1;20;20;boules-set
2;38;40;kubb
4;35;45;disc-golf
16;14;60;board-games
8;6;20;exercise-ball
8;5;5;dumbbells
6;6;50;skipping-rope
1;2;40;handcycle
2;2;60;goalball
"""
TURNOVER = 0.62
"""How much less stock a summer loan needs: summer is longer than winter's peak."""


@dataclass(frozen=True)
class Outing:
    """Things for one person: those always taken, and those taken by half."""

    winter: int
    summer: int
    children: float
    always: tuple[str, ...]
    perhaps: tuple[str, ...]


@cache
def outings() -> tuple[Outing, ...]:
    """Every outing."""
    found = []
    for line in _LINES.strip().splitlines():
        winter, summer, children, words = line.split(";")
        things = words.split()
        always = tuple(thing for thing in things if not thing.startswith("("))
        perhaps = tuple(thing.strip("()") for thing in things if thing.startswith("("))
        found.append(Outing(int(winter), int(summer), int(children) / 100, always, perhaps))
    return tuple(found)


@cache
def drawn(is_winter: bool) -> tuple[Outing, ...]:
    """The outings of a season, each as often as its weight."""
    return tuple(o for o in outings() for _ in range(o.winter if is_winter else o.summer))


@cache
def stock_shares() -> dict[tuple[str, bool], float]:
    """Which part of the stock is of a category, for children or not: as much as is asked for, and a little of all."""
    wanted: dict[tuple[str, bool], float] = defaultdict(float)
    totals = {is_winter: len(drawn(is_winter)) for is_winter in (True, False)}
    for outing in outings():
        asked = outing.winter / totals[True] + TURNOVER * outing.summer / totals[False]
        for things, part in ((outing.always, 1.0), (outing.perhaps, 0.5)):
            for key in things:
                for is_child in (True, False):
                    share = outing.children if is_child else 1 - outing.children
                    wanted[key, is_child and not kinds()[key].is_for_all] += asked * part * share
    whole = sum(wanted.values())
    least = 0.0004 * whole
    topped = {shelf: share + least for shelf, share in wanted.items()}
    return {shelf: share / sum(topped.values()) for shelf, share in topped.items()}
