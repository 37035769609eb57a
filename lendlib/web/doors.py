"""The doors: every page is locked unless its rule says who may open it; depot and role are checked here alone."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from flask import Flask, Response, current_app, g, redirect, request, session, url_for
from flask_login import LoginManager, UserMixin, current_user
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge
from werkzeug.local import LocalProxy
from werkzeug.wrappers import Response as AnyResponse

from lendlib.db import db
from lendlib.models.scoping import stand_at
from lendlib.operations.locking import is_locked
from lendlib.operations.sessions import RoleHere, SignedIn, StaffHere, who_is
from lendlib.rules.errors import N_, NotFound, Refused
from lendlib.rules.policy import DepotPolicy
from lendlib.rules.vocabulary import Role
from lendlib.web.addresses import own_address
from lendlib.web.locking_seen import be_seen
from lendlib.web.moments import now

View = TypeVar("View", bound=Callable[..., object])

COUNTER = (Role.VOLUNTEER, Role.COORDINATOR)
ROOM_ROLES: dict[str, tuple[Role | str, ...]] = {"counter": COUNTER}


class NotOpenToYou(Refused):
    """The account's roles do not open this page."""

    code = "not-open-to-you"
    status = 403
    sentence = N_("Your account may not open this page.")
    advice = N_("Ask a coordinator or an administrator if you need it.")


class SignedOut(Refused):
    """A form came from someone who is no longer signed in."""

    code = "signed-out"
    status = 403
    sentence = N_("You are signed out. Nothing was changed.")
    advice = N_("Sign in again, and fill in the form once more.")


class Locked(Refused):
    """A form came from a counter that is locked; web/locking keeps what was typed, and asks for the PIN."""

    code = "locked"
    status = 423
    sentence = N_("The counter is locked. Nothing was changed yet.")
    advice = N_("Give your PIN or your password to go on.")


class OfAnotherDepot(NotFound):
    """The form names a depot where the account does not work, be there one of that name or not.

    Told of whoever is signed in now, and of their own depot alone: `name` and `depot`.
    """

    code = "of-another-depot"
    sentence = N_("{name} is signed in in this browser now, at {depot}. This page is another depot's.")
    advice = N_("Nothing was changed. Sign in as before to go on with it, or begin at the start page.")


@dataclass(frozen=True)
class Rule:
    """Who may open a page: anyone, anyone signed in (no roles named), or the holders of these roles.

    A role counts at the depot where one stands; for a page of a whole area it is enough to hold it anywhere.
    """

    roles: tuple[Role, ...] = ()
    is_public: bool = False
    is_anywhere: bool = False


@dataclass(frozen=True)
class Door:
    """Who came in, and at which depot they stand: plain values that outlive any transaction.

    `depots` are those that the person works at, as (id, slug, name). A locked door keeps the name and the depot
    to show, and opens nothing.
    """

    staff: StaffHere | None = None
    session_id: int | None = None
    roles: tuple[RoleHere, ...] = ()
    depot: DepotPolicy | None = None
    depots: tuple[tuple[int, str, str], ...] = ()
    is_locked: bool = False

    def may(self, *roles: Role | str) -> bool:
        """Whether one of these roles is held here; "counter" stands for those that work at the counter."""
        wanted = {role for word in roles for role in ROOM_ROLES.get(word, (word,))}
        return any(held.role in wanted and held.reaches(self.depot) for held in self.roles)

    def holds(self, *roles: Role) -> bool:
        """Whether one of these roles is held at all, wherever one stands."""
        return any(held.role in roles for held in self.roles)

    def passes(self, rule: Rule) -> bool:
        """Whether a page with that rule opens."""
        if self.is_locked:
            return rule.is_public
        if rule.is_public or not rule.roles:
            return rule.is_public or self.staff is not None
        return self.holds(*rule.roles) if rule.is_anywhere else self.may(*rule.roles)


NOBODY = Door()


class Account(UserMixin):  # type: ignore[misc]
    """What Flask-Login carries: the token of the sign-in, and whom it stands for once that is read."""

    def __init__(self, token: str, signed_in: SignedIn | None = None) -> None:
        self.token = token
        self.signed_in = signed_in

    def get_id(self) -> str:
        """What the signed cookie keeps."""
        return self.token


def public(view: View) -> View:
    """Open to anyone, signed in or not."""
    return _ruled(view, Rule(is_public=True))


def signed_in(view: View) -> View:
    """Open to every account."""
    return _ruled(view, Rule())


def open_to(*roles: Role, anywhere: bool = False) -> Callable[[View], View]:
    """Open to the holders of one of these roles at the depot where they stand, or of an area that they look after."""
    return lambda view: _ruled(view, Rule(roles=roles, is_anywhere=anywhere))


def takes_up_to(size: int) -> Callable[[View], View]:
    """Let a page take a larger body than others, in bytes (photos, imports)."""

    def mark(view: View) -> View:
        view.body_limit = size  # type: ignore[attr-defined]
        return view

    return mark


def _ruled(view: View, rule: Rule) -> View:
    view.door_rule = rule  # type: ignore[attr-defined]
    return view


def rule_of(app: Flask, endpoint: str) -> Rule | None:
    """The rule of an endpoint; None when nobody wrote one."""
    if endpoint == "static":
        return Rule(is_public=True)
    return getattr(app.view_functions[endpoint], "door_rule", None)


def opens(path: str) -> bool:
    """Whether a page is there, and opens to who stands here: what a menu asks before it names a page."""
    try:
        endpoint, _values = current_app.url_map.bind("").match(path, method="GET")
    except HTTPException:
        return False
    rule = rule_of(current_app, endpoint)
    return rule is not None and current_door().passes(rule)


def current_door() -> Door:
    """Who stands here, read once a request and not at all without a cookie."""
    if "door" not in g:
        g.door = NOBODY
        signed: SignedIn | None = current_user.signed_in if current_user.is_authenticated else None
        if signed is not None:
            g.door = _enter(signed)
    door: Door = g.door
    return door


def current_depot() -> DepotPolicy:
    """The depot where the person stands. Raises NotOpenToYou for who works at none."""
    depot = current_door().depot
    if depot is None:
        raise NotOpenToYou
    return depot


def _enter(signed: SignedIn) -> Door:
    depot = _chosen(signed)
    if is_locked(signed, depot.lock_minutes if depot else 0, now()):
        return Door(staff=signed.staff, session_id=signed.session_id, depot=depot, is_locked=True)
    return Door(
        staff=signed.staff,
        session_id=signed.session_id,
        roles=signed.roles,
        depot=depot,
        depots=tuple((depot.id, depot.slug, depot.name) for depot in signed.depots),
    )


def _chosen(signed: SignedIn) -> DepotPolicy | None:
    """The depot that the form names, or was chosen before, or the first whose counter is theirs, or the first.

    Raises OfAnotherDepot when the form names a foreign one.
    A form names its depot so that a tab opened at one depot never acts at another that was chosen since.
    """
    slug = _named_depot()
    if slug:
        named = next((depot for depot in signed.depots if depot.slug == slug), None)
        own = _own(signed) if named is None else None
        if own is not None:
            # It opens nothing; what tells them so does it in their language.
            g.door = Door(staff=signed.staff, is_locked=True)
            raise OfAnotherDepot(name=signed.staff.name, depot=own.name)
        if named is None:
            raise NotFound
        return named
    return _own(signed)


def _own(signed: SignedIn) -> DepotPolicy | None:
    """The depot where they stand without a form that names one."""
    chosen = session.get("depot_id")
    for depot in signed.depots:
        if depot.id == chosen:
            return depot
    at_counter = [held for held in signed.roles if held.role in COUNTER]
    own = (depot for depot in signed.depots if any(held.reaches(depot) for held in at_counter))
    return next(own, signed.depots[0] if signed.depots else None)


def _named_depot() -> str | None:
    if request.method != "POST":
        return None
    try:
        return request.form.get("depot")
    except RequestEntityTooLarge:
        return None  # the page that reads the form says so


def _guard() -> AnyResponse | None:
    if request.endpoint is None:
        return None
    rule = rule_of(current_app, request.endpoint)
    if rule is None:
        raise RuntimeError(f"unruled endpoint: {request.endpoint}")
    limit = getattr(current_app.view_functions[request.endpoint], "body_limit", None)
    if limit is not None:
        request.max_content_length = limit
    if rule.is_public:
        return None
    door = current_door()
    if door.staff is None:
        return _lead_to("staff.sign_in", SignedOut)
    if door.is_locked:
        return _lead_to("locking.lock", Locked)
    be_seen(current_user.signed_in)
    if not door.passes(rule):
        raise NotOpenToYou
    stand_at(db.session(), door.depot.id if door.depot else None)
    return None


def _lead_to(endpoint: str, refusal: type[Refused]) -> AnyResponse:
    """Lead who opens a page to where they can come in, and from there back; a form is refused."""
    if request.method in {"GET", "HEAD"}:
        if "HX-Request" not in request.headers:
            return redirect(url_for(endpoint, next=own_address()))
        path = request.headers.get("HX-Current-URL", "/").partition(request.host)[2] or "/"
        return Response(status=204, headers={"HX-Redirect": url_for(endpoint, next=path)})
    raise refusal


def hang_doors(app: Flask) -> None:
    """Lock the app. What comes before a request in other modules must be registered after this."""
    login = LoginManager()
    login.session_protection = None
    login.init_app(app, add_context_processor=False)
    login.login_view = "staff.sign_in"

    @login.user_loader  # type: ignore[untyped-decorator]
    def load(token: str) -> Account | None:
        signed = who_is(db.session(), token, now())
        return Account(token, signed) if signed else None

    app.before_request(_guard)
    app.jinja_env.globals["door"] = LocalProxy(current_door)
    app.jinja_env.globals["opens"] = opens
    app.jinja_env.tests["opened"] = opens
