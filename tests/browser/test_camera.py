"""The camera at the counter and beside a form's field: real Chromium, a fake camera that plays labels."""


from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, Route, expect
from sqlalchemy import select

from lendlib.models.labels import Label
from lendlib.operations import labels
from lendlib.rules.codes import new_code, spoken
from tests.browser import chromium, film
from tests.browser.desk import Desk
from tests.browser.house import House
from tests.browser.place import Place, Thing
from tests.browser.test_pages import violations
from tests.browser.watch import Watch

FAKE = "--use-fake-device-for-media-stream"
ALLOWED = "--use-fake-ui-for-media-stream"
FOREIGN = "https://elsewhere.example.org/I/"
HEARS = """
    window.tones = 0;
    const start = OscillatorNode.prototype.start;
    OscillatorNode.prototype.start = function (...when) { window.tones += 1; return start.apply(this, when); };
"""
HAS_LIGHT = """
    window.lights = [];
    MediaStreamTrack.prototype.getCapabilities = () => ({ torch: true });
    MediaStreamTrack.prototype.applyConstraints = async ({ advanced }) => { window.lights.push(advanced[0].torch); };
"""
WITH_A_CAMERA = Callable[..., Desk]


@pytest.fixture
def with_camera(
    browser: Browser, watch: Watch, place: Place, house: House, tmp_path: Path
) -> Iterator[WITH_A_CAMERA]:
    """A counter of Vera's in a Chromium of its own, whose camera plays these scenes over and over."""
    started: list[Browser] = []

    def start(*scenes: Image.Image, more: tuple[str, ...] = (ALLOWED,)) -> Desk:
        clip = film.write(tmp_path / "labels.y4m", scenes)
        plays = (f"--use-file-for-fake-video-capture={clip}",) if scenes else ()
        own = chromium.launch(browser.browser_type, FAKE, *plays, *more)
        started.append(own)
        context = own.new_context(locale="en-GB", **chromium.DESK)
        watch.host = urlsplit(house.url).netloc
        watch.over(context)
        context.add_cookies([house.cookie_of(place.vera.id)])  # type: ignore[list-item]
        context.add_init_script(HEARS)
        return Desk(context.new_page(), house.url).goes_to("/counter")

    yield start
    watch.is_content()
    for own in started:
        own.close()


def address_of(house: House, thing: Thing) -> str:
    """What our QR code holds."""
    return f"{house.url}/I/{thing.code}".upper()


def opens_camera(page: Page) -> None:
    """Press the button beside the field."""
    page.get_by_role("button", name="Camera", exact=True).click()


def is_told(page: Page, words: str) -> None:
    """The camera says this."""
    expect(page.locator("[data-part=told]")).to_contain_text(words)


def is_off(page: Page) -> bool:
    """Whether the camera is let go of."""
    return bool(page.evaluate("document.querySelector('video').srcObject === null"))


def photo_of(label: Image.Image) -> dict[str, object]:
    """A photo as a phone sends it."""
    written = BytesIO()
    film.scene(label).save(written, "JPEG")
    return {"name": "photo.jpg", "mimeType": "image/jpeg", "buffer": written.getvalue()}


def test_a_pile_of_five_is_counted_once_however_long_it_is_in_sight(
    with_camera: WITH_A_CAMERA, place: Place, house: House
) -> None:
    pile = place.things("football", "sledge", "kicksled", "football", "sledge")
    desk = with_camera(*(film.scene(film.qr(address_of(house, thing))) for thing in pile))
    asked: list[str] = []
    desk.page.on("request", lambda request: asked.append(urlsplit(request.url).path))
    expect(desk.page.get_by_role("button", name="Camera", exact=True)).to_be_visible()
    assert not [path for path in asked if "vendor" in path], "the reader came before anyone wanted it"
    opens_camera(desk.page)
    expect(desk.basket).to_have_count(5)
    is_told(desk.page, "Already read")
    assert "/static/vendor/zxing_reader.wasm" in asked
    expect(desk.basket).to_have_count(5)
    expect(desk.page.locator("[data-part=count]")).to_have_text("5")
    expect(desk.page.locator("[data-done]")).to_have_count(5)
    assert desk.page.evaluate("tones") == 5
    assert asked.count("/counter") == 5
    for scheme in ("light", "dark"):
        desk.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        desk.page.locator("[data-part=readings]").evaluate("readings => (readings.open = true)")
        assert list(violations(desk.page)) == []


def test_a_pile_of_blank_labels_registers_the_same_again(
    with_camera: WITH_A_CAMERA, place: Place, house: House
) -> None:
    first, codes = place.thing("football"), [place.blank_label() for _ in range(3)]
    page = with_camera(*(film.scene(film.qr(code)) for code in codes)).goes_to(f"/intake?like={first.id}").page
    opens_camera(page)
    expect(page.locator("[data-part=count]")).to_have_text("3")
    expect(page.locator(".intake-side .act", has_text="Football")).to_have_count(4)
    with house.reading() as session:
        claimed = session.scalars(select(Label.item_id).where(Label.code.in_(codes))).all()
    assert len(set(claimed)) == 3 and None not in claimed


def test_bars_are_read_too_and_what_is_out_comes_back(with_camera: WITH_A_CAMERA, place: Place) -> None:
    ball, sledge, old = place.things("football", "sledge", "kicksled")
    place.does(lambda act: labels.assign(act, old.id, "4006381333931"))
    place.lent(ball)
    desk = with_camera(*(film.scene(code) for code in (film.bars(ball.code), film.bars("4006381333931", "EAN13"))))
    opens_camera(desk.page)
    desk.holds("Kicksled")
    expect(desk.page.locator("[data-part=rows]")).to_contain_text("Returned · Football")
    desk.tells("Football returned")
    desk.scans(sledge)
    desk.holds("Kicksled", "Sledge")


def test_only_our_labels_count_and_no_address_is_followed(
    with_camera: WITH_A_CAMERA, place: Place, house: House
) -> None:
    ball, sledge = place.things("football", "sledge")
    scenes = [film.scene(film.qr(text)) for text in (FOREIGN + sledge.code, address_of(house, ball))]
    desk = with_camera(*scenes)
    opens_camera(desk.page)
    desk.holds("Football")
    expect(desk.page.locator("[data-part=rows]")).to_contain_text("That is not one of our labels")
    desk.page.keyboard.press("Escape")
    assert is_off(desk.page)
    desk.goes_to("/items/new")
    opens_camera(desk.page)
    expect(desk.page.locator("#code")).to_have_value(spoken(ball.code))
    is_told(desk.page, f"Read: {spoken(ball.code)}")
    assert is_off(desk.page)
    expect(desk.page).to_have_url(f"{house.url}/items/new")


def test_a_foreign_address_fills_no_field(desk: Desk) -> None:
    desk.goes_to("/items/new")
    opens_camera(desk.page)
    is_told(desk.page, "No camera was found.")
    desk.page.locator("[data-part=photo]").set_input_files(photo_of(film.qr(FOREIGN + new_code())))  # type: ignore[arg-type]
    is_told(desk.page, "That is not one of our labels.")
    expect(desk.page.locator("#code")).to_have_value("")


def test_which_camera_and_its_light_are_remembered(with_camera: WITH_A_CAMERA) -> None:
    desk = with_camera(more=(ALLOWED, f"{FAKE}=device-count=2"))
    page = desk.page
    page.context.add_init_script(HAS_LIGHT)
    for is_known in (False, True):
        desk.goes_to("/counter")
        opens_camera(page)
        is_told(page, "Point the camera at a label.")
        cameras, light = page.get_by_label("Which camera"), page.get_by_role("button", name="Light")
        expect(cameras.locator("option")).to_have_count(2)
        expect(light).to_have_attribute("aria-pressed", str(is_known).lower())
        assert page.evaluate("lights") == [True] * is_known
        if not is_known:
            light.click()
            expect(light).to_have_attribute("aria-pressed", "true")
            page.get_by_text("Another camera").click()
            cameras.select_option(index=1)
            is_told(page, "Point the camera at a label.")
        second = cameras.locator("option").last.get_attribute("value")
        expect(cameras).to_have_value(str(second))
    page.evaluate("localStorage.setItem('camera-chosen', 'one that was pulled out')")
    desk.goes_to("/counter")
    opens_camera(page)
    is_told(page, "Point the camera at a label.")


def test_the_camera_is_off_when_nobody_is_there(with_camera: WITH_A_CAMERA, place: Place) -> None:
    desk = with_camera(film.scene())
    page = desk.page
    opens_camera(page)
    is_told(page, "Point the camera at a label.")
    page.evaluate("Object.defineProperty(document, 'hidden', {get: () => true, configurable: true})")
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    is_told(page, "The camera is off.")
    assert is_off(page)
    page.evaluate("delete document.hidden")
    page.get_by_role("button", name="Start the camera").click()
    is_told(page, "Point the camera at a label.")
    page.get_by_role("button", name="Start the camera").wait_for(state="hidden")
    page.keyboard.press("Escape")
    expect(page.locator("[data-part=panel]")).to_be_hidden()
    assert is_off(page)
    page.clock.install()
    desk.goes_to("/items/new")
    page.locator("#brand").fill("Half typed")
    opens_camera(page)
    is_told(page, "Point the camera at a label.")
    page.clock.fast_forward("30:00")
    expect(page.locator("[data-part=panel]")).to_be_hidden()
    assert is_off(page)


def test_where_it_may_not_be_used_a_photo_does(with_camera: WITH_A_CAMERA, place: Place, house: House) -> None:
    ball = place.thing("football")
    desk = with_camera(film.scene(), more=("--deny-permission-prompts",))
    opens_camera(desk.page)
    is_told(desk.page, "The camera is not allowed here.")
    desk.page.locator("[data-part=photo]").set_input_files(photo_of(film.qr(address_of(house, ball))))  # type: ignore[arg-type]
    desk.holds("Football")


def test_where_there_is_none_a_photo_does(desk: Desk, place: Place) -> None:
    ball = place.thing("football")
    opens_camera(desk.page)
    is_told(desk.page, "No camera was found.")
    photo = desk.page.locator("[data-part=photo]")
    photo.set_input_files({"name": "photo.jpg", "mimeType": "image/jpeg", "buffer": b"no photo"})
    is_told(desk.page, "That is no photo that can be read.")
    photo.set_input_files(photo_of(Image.new("L", (100, 100), 90)))  # type: ignore[arg-type]
    is_told(desk.page, "No label could be read on the photo.")
    photo.set_input_files(photo_of(film.bars(ball.code)))  # type: ignore[arg-type]
    desk.holds("Football")


def test_without_https_it_says_so_and_a_photo_does(
    new_desk: Callable[..., Desk], place: Place, house: House, watch: Watch
) -> None:
    """The house under a name that is neither HTTPS nor the machine's own, as a phone in the depot would see it."""
    desk = new_desk()
    context = desk.page.context
    watch.host = "depot.example"
    plain = f"http://{watch.host}"

    def pass_on(route: Route) -> None:
        headers = {name: value for name, value in route.request.headers.items() if name not in ("host", "origin")}
        headers["referer"] = house.url
        answer = route.fetch(url=route.request.url.replace(plain, house.url), headers=headers)
        # Chromium writes to the console that it ignores this one without HTTPS.
        kept = {name: value for name, value in answer.headers.items() if name != "cross-origin-opener-policy"}
        route.fulfill(response=answer, headers=kept)

    context.route(f"{plain}/**", pass_on)
    context.add_cookies([{**house.cookie_of(place.vera.id), "url": plain}])  # type: ignore[list-item]
    ball = place.thing("football")
    desk.page.goto(f"{plain}/counter")
    opens_camera(desk.page)
    is_told(desk.page, "This page was not opened over HTTPS")
    expect(desk.page.get_by_role("button", name="Start the camera")).to_be_hidden()
    desk.page.locator("[data-part=photo]").set_input_files(photo_of(film.qr(ball.code)))  # type: ignore[arg-type]
    desk.holds("Football")


QR, BARS = "qr_code", "code_128"
LOOKS = [
    # what is in sight, at which millisecond, and what of it counts
    ([("HTTP://A/I/22222222", QR)], 0, ["HTTP://A/I/22222222"]),
    ([("HTTP://A/I/22222222", QR), ("2222-2222", BARS)], 200, []),
    ([("33333333", BARS)], 400, []),
    ([("33333333", BARS), ("44444444", QR)], 600, ["33333333", "44444444"]),
    ([("22222222", QR)], 9000, []),
]


def test_what_counts_of_what_the_camera_sees(desk: Desk) -> None:
    looks = [([{"rawValue": text, "format": kind} for text, kind in seen], moment) for seen, moment, _ in LOOKS]
    script = """async looks => {
        const { ScanPile } = await import("/static/js/scan-pile.js");
        const pile = new ScanPile();
        return looks.map(([seen, moment]) => pile.look(seen, moment));
    }"""
    answers = desk.page.evaluate(script, looks)
    assert [answer["fresh"] for answer in answers] == [fresh for *_, fresh in LOOKS]
    assert [answer["isAgain"] for answer in answers] == [False, False, False, False, True]

