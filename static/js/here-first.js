// <here-first> lies in a strip that scrolls sideways and moves it, so that the door one stands at is in sight.
// Without scripts the strip begins at its beginning; the heading below says where one is.

customElements.define(
  "here-first",
  class extends HTMLElement {
    connectedCallback() {
      const here = this.querySelector("[aria-current]");
      const strip = this.parentElement;
      if (!here || strip.scrollWidth <= strip.clientWidth) return;
      const frame = strip.getBoundingClientRect();
      const door = here.getBoundingClientRect();
      strip.scrollLeft += door.left + door.width / 2 - (frame.left + frame.width / 2);
    }
  },
);
