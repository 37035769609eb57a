// Shows how the size of the chosen category is written, the moment it is chosen.
// <size-hint for="category" data-nothing="...">: the hint is the first .hint inside; options carry data-hint.

class SizeHint extends HTMLElement {
  connectedCallback() {
    this.select = document.getElementById(this.getAttribute("for"));
    this.show = () => {
      const hint = this.querySelector(".hint");
      if (hint) hint.textContent = this.select.selectedOptions[0]?.dataset.hint || this.dataset.nothing;
    };
    this.select?.addEventListener("change", this.show);
    if (this.select) this.show();
  }

  disconnectedCallback() {
    this.select?.removeEventListener("change", this.show);
  }
}

customElements.define("size-hint", SizeHint);
