// <print-button> shows its button where the browser can print, and prints the page when it is pressed.
// Without scripts it stays hidden: the browser's own menu prints.

customElements.define(
  "print-button",
  class extends HTMLElement {
    connectedCallback() {
      this.hidden = false;
      this.addEventListener("click", (event) => {
        if (event.target.closest("button")) window.print();
      });
    }
  },
);
