// Copies the field beside the button. The button is shown only where the browser lets a page copy.

class CopyButton extends HTMLElement {
  connectedCallback() {
    const button = this.querySelector("button");
    const field = this.querySelector("input");
    const status = this.querySelector("[role=status]");
    field.addEventListener("focus", () => field.select());
    if (!navigator.clipboard) return;
    button.hidden = false;
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(field.value);
        status.textContent = status.dataset.words;
      } catch {
        field.focus();
      }
    });
  }
}

customElements.define("copy-button", CopyButton);
