// <intake-form> round the form that takes things in: a scan goes on to the category, a category to the size, and a
// picture chooses without asking the server. The form alone does the same work, a page at a time.

import { hearPile } from "./intake-pile.js";

class IntakeForm extends HTMLElement {
  connectedCallback() {
    const form = this.querySelector("form");
    [this.code, this.select, this.size] = ["code", "category", "size"].map((name) => form.elements[name]);
    this.picker = this.querySelector("category-picker");
    this.code.addEventListener("keydown", (event) => this.onKey(event));
    // A scan that fell elsewhere is put into the field by a script, and no key was pressed in it.
    this.code.addEventListener("input", (event) => event instanceof InputEvent || this.goOn());
    this.addEventListener("picked", () => this.size.focus());
    if (this.code.hasAttribute("data-scan")) hearPile(this, form);
    this.addEventListener("click", (event) => this.onClick(event));
  }

  /* Where each scan registers, Enter does what Enter does in a form. */
  onKey(event) {
    if (event.key !== "Enter" || this.code.hasAttribute("data-scan")) return;
    event.preventDefault();
    this.goOn();
  }

  goOn() {
    if (this.code.hasAttribute("data-scan")) return;
    if (this.select.value) this.size.focus();
    else this.picker.querySelector("[role=combobox]").focus();
  }

  onClick(event) {
    const kind = event.target.closest("button[name=pick]");
    if (!kind) return;
    event.preventDefault();
    this.picker.choose(kind.value);
    kind.closest("details").open = false;
  }
}

customElements.define("intake-form", IntakeForm);
