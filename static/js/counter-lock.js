// Locks the counter when nobody has pressed anything for the depot's minutes, as the server would at the next press:
// who walks past then reads no names. What stands in the desk goes with it, and is back after the PIN.
// Another page with something half typed is left as it is: the server asks for the PIN when it is sent.

const LATEST = "counter-lock-latest";
const LOOKS_EVERY_MS = 15_000;
const PRESSES = ["pointerdown", "keydown", "submit", "camera-read"];

class CounterLock extends HTMLElement {
  connectedCallback() {
    this.after = Number(this.getAttribute("minutes")) * 60_000;
    if (!this.after) return;
    this.press();
    this.onPress = () => this.press();
    for (const kind of PRESSES) document.addEventListener(kind, this.onPress, true);
    document.addEventListener("input", (event) => (event.target.form ? (event.target.form.dataset.typed = "yes") : null));
    this.clock = setInterval(() => this.look(), LOOKS_EVERY_MS);
  }

  disconnectedCallback() {
    clearInterval(this.clock);
    for (const kind of PRESSES) document.removeEventListener(kind, this.onPress, true);
  }

  /* Kept for all tabs: somebody who works in one is not locked out by another. */
  press() {
    localStorage.setItem(LATEST, String(Date.now()));
  }

  look() {
    if (Date.now() - Number(localStorage.getItem(LATEST)) < this.after) return;
    document.dispatchEvent(new Event("counter-locks"));
    const button = this.querySelector("[data-lock]");
    const isHalfTyped = document.querySelector("main form[data-typed]") && !button.hasAttribute("form");
    if (isHalfTyped) return;
    clearInterval(this.clock);
    button.click();
  }
}

customElements.define("counter-lock", CounterLock);
