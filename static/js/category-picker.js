// <category-picker> round a list of categories: a field in its place finds them by a few letters of any of their words.
// Enter or Tab takes the first that is found. The list keeps the choice, hidden, and is what is sent.

const MOST_SHOWN = 10;

class CategoryPicker extends HTMLElement {
  connectedCallback() {
    if (this.words) return;
    this.select = this.querySelector("select");
    this.select.after(this.querySelector("template").content.cloneNode(true));
    this.words = this.querySelector("[role=combobox]");
    this.found = this.querySelector("[role=listbox]");
    this.none = this.querySelector(".picker-none");
    this.querySelector("label").htmlFor = this.words.id;
    this.select.classList.add("for-ears");
    this.select.tabIndex = -1;
    this.select.setAttribute("aria-hidden", "true");
    this.choices = [...this.select.options].filter((option) => option.value).map(asChoice);
    if (document.activeElement === this.select) this.words.focus();
    this.select.addEventListener("focus", () => this.words.focus());
    this.select.addEventListener("change", () => this.tell());
    this.words.addEventListener("input", () => this.look());
    this.words.addEventListener("focus", () => this.words.select());
    this.words.addEventListener("blur", () => this.leave());
    this.words.addEventListener("keydown", (event) => this.onKey(event));
    // On the way down, so that the field keeps the focus.
    this.found.addEventListener("pointerdown", (event) => event.preventDefault());
    this.found.addEventListener("click", (event) => this.onClick(event));
    this.tell();
  }

  /* The name of what is chosen stands in the field. */
  tell() {
    this.words.value = this.select.value ? this.select.selectedOptions[0].text : "";
    this.close();
  }

  look() {
    const typed = fold(this.words.value);
    const hits = typed ? ranked(this.choices, typed).slice(0, MOST_SHOWN) : [];
    this.found.replaceChildren(...hits.map((choice, place) => this.row(choice, place)));
    this.found.hidden = !hits.length;
    this.none.hidden = Boolean(hits.length) || !typed;
    this.words.setAttribute("aria-expanded", String(Boolean(hits.length)));
    this.point(0);
  }

  row(choice, place) {
    const row = document.createElement("li");
    Object.assign(row, { id: `${this.found.id}-${place}`, role: "option" });
    row.dataset.value = choice.value;
    const group = document.createElement("span");
    Object.assign(group, { className: "soft small", textContent: choice.group });
    row.append(choice.name, " ", group);
    return row;
  }

  point(place) {
    const rows = [...this.found.children];
    this.at = rows.length ? (place + rows.length) % rows.length : 0;
    rows.forEach((row, number) => row.setAttribute("aria-selected", String(number === this.at)));
    if (rows.length) this.words.setAttribute("aria-activedescendant", rows[this.at].id);
    else this.words.removeAttribute("aria-activedescendant");
  }

  onKey(event) {
    const isOpen = !this.found.hidden;
    if (event.key === "Enter") {
      event.preventDefault();
      if (isOpen) this.choose(this.found.children[this.at].dataset.value);
      else if (this.select.value) this.goOn();
    } else if (event.key === "Tab" && isOpen && !event.shiftKey) {
      this.choose(this.found.children[this.at].dataset.value, false);
    } else if (event.key === "Escape" && isOpen) {
      event.preventDefault();
      this.tell();
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (isOpen) this.point(this.at + (event.key === "ArrowDown" ? 1 : -1));
      else this.look();
    }
  }

  onClick(event) {
    const row = event.target.closest("[role=option]");
    if (row) this.choose(row.dataset.value);
  }

  choose(value, goesOn = true) {
    this.select.value = value;
    this.select.dispatchEvent(new Event("change", { bubbles: true }));
    if (goesOn) this.goOn();
  }

  goOn() {
    this.dispatchEvent(new CustomEvent("picked", { bubbles: true }));
  }

  /* What was typed in whole is meant; a field that was emptied chooses nothing; else the choice stays. */
  leave() {
    const typed = fold(this.words.value);
    const meant = this.choices.find((choice) => fold(choice.name) === typed);
    if (!typed && this.select.value) this.choose("", false);
    else if (meant && meant.value !== this.select.value) this.choose(meant.value, false);
    else this.tell();
  }

  close() {
    this.found.hidden = this.none.hidden = true;
    this.words.setAttribute("aria-expanded", "false");
    this.words.removeAttribute("aria-activedescendant");
  }
}

function asChoice(option) {
  const group = option.closest("optgroup")?.label ?? "";
  return { value: option.value, name: option.text, group, words: fold(option.text).split(/[\s/-]+/), whole: fold(option.text) };
}

/* First those that begin so, then those of which a word does, then those that have it anywhere. */
function ranked(choices, typed) {
  const rank = ({ whole, words }) => {
    if (whole.startsWith(typed)) return 0;
    if (words.some((word) => word.startsWith(typed))) return 1;
    return typed.length > 1 && whole.includes(typed) ? 2 : 3;
  };
  return choices
    .map((choice) => [rank(choice), choice])
    .filter(([place]) => place < 3)
    .sort(([a], [b]) => a - b)
    .map(([, choice]) => choice);
}

const fold = (text) => text.trim().toLocaleLowerCase();

customElements.define("category-picker", CategoryPicker);
