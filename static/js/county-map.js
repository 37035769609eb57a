// <county-map> round a map whose municipalities are links. Without scripts each is a stop of the Tab key.
// With scripts the map is one stop: arrow keys walk from one to the next, letters lead to a name, Escape goes back;
// where the pointer or the focus stands is told under the map, and drawn round above its neighbours.

const WAYS = { ArrowUp: 0, ArrowRight: 1, ArrowDown: 2, ArrowLeft: 3 };
const SPACE = "http://www.w3.org/2000/svg";

class CountyMap extends HTMLElement {
  connectedCallback() {
    this.map = this.querySelector(".picture");
    this.told = this.querySelector(".map-told");
    this.places = [...this.map.querySelectorAll("[data-code]")];
    this.byCode = new Map(this.places.map((place) => [place.dataset.code, place]));
    this.ring = this.map.appendChild(document.createElementNS(SPACE, "path"));
    this.ring.setAttribute("class", "map-ring");
    this.querySelector(".map-keys").hidden = false;
    this.told.hidden = false;
    for (const place of this.places) place.tabIndex = -1;
    this.enter(this.named() ?? this.places.find((place) => place.matches("a")) ?? this.places[0]);
    if (this.named()) this.here.focus();
    this.map.addEventListener("keydown", (event) => this.onKey(event));
    // Not on the drawing itself: one that listens for the focus becomes a stop of the Tab key of its own.
    this.addEventListener("focusin", (event) => this.onFocus(event.target.closest("[data-code]")));
    this.addEventListener("focusout", () => this.tell(null));
    this.map.addEventListener("pointerover", (event) => this.tell(event.target.closest("[data-code]") ?? this.focused()));
    this.map.addEventListener("pointerleave", () => this.tell(this.focused()));
  }

  named() {
    return this.places.find((place) => location.hash === `#${place.id}`);
  }

  focused() {
    return this.map.contains(document.activeElement) ? document.activeElement.closest("[data-code]") : null;
  }

  enter(place) {
    if (this.here) this.here.tabIndex = -1;
    this.here = place;
    if (place) place.tabIndex = 0;
  }

  onFocus(place) {
    if (!place) return;
    this.enter(place);
    this.tell(place);
  }

  onKey(event) {
    const here = event.target.closest("[data-code]");
    if (!here || event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === "Escape") this.querySelector(".map-back")?.click();
    const next = event.key in WAYS ? this.step(here, WAYS[event.key]) : this.called(here, event.key);
    if (!next && !(event.key in WAYS)) return;
    event.preventDefault();
    next?.focus();
  }

  step(here, way) {
    return this.byCode.get(here.dataset.steps.split(" ")[way]);
  }

  // The next one whose name begins with that letter.
  called(here, key) {
    if (key.length !== 1 || key === " ") return undefined;
    const at = this.places.indexOf(here) + 1;
    const letter = key.toLocaleLowerCase();
    return [...this.places.slice(at), ...this.places.slice(0, at)].find((place) =>
      place.getAttribute("aria-label").toLocaleLowerCase().startsWith(letter),
    );
  }

  tell(place) {
    const shape = place?.querySelector("path");
    this.told.textContent = place ? place.getAttribute("aria-label") : "";
    for (const name of ["d", "transform"]) this.ring.setAttribute(name, shape?.getAttribute(name) ?? "");
  }
}

customElements.define("county-map", CountyMap);
