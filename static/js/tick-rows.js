// <tick-rows> round a list with check boxes: a box that ticks the whole page, and how many are ticked.
// Without scripts the boxes and the buttons below them do the same work.

customElements.define(
  "tick-rows",
  class extends HTMLElement {
    connectedCallback() {
      this.boxes = [...this.querySelectorAll(".tick-box")];
      this.told = this.querySelector(".many-told");
      this.plain = this.told.textContent;
      const words = document.querySelector("#tick-words");
      if (!words || this.querySelector(".tick-all")) return;
      this.append(words.content.cloneNode(true));
      const all = this.querySelector(".tick-all");
      this.told.before(all);
      this.all = all.querySelector("input");
      this.count = this.querySelector(".many-count").dataset.words;
      this.addEventListener("change", (event) => this.onTick(event));
      this.tell();
    }

    onTick(event) {
      if (event.target === this.all) for (const box of this.boxes) box.checked = this.all.checked;
      this.tell();
    }

    tell() {
      const ticked = this.boxes.filter((box) => box.checked).length;
      this.all.checked = ticked === this.boxes.length;
      this.all.indeterminate = ticked > 0 && !this.all.checked;
      this.told.textContent = ticked ? this.count.replace("{n}", ticked) : this.plain;
    }
  },
);
