// <paper-list>: Enter goes on to the next field of a paper list, as a scanner's Enter after a code does, and the last
// line is followed by a new one as soon as something stands in it. Without scripts Enter checks the paper.

class PaperList extends HTMLElement {
  connectedCallback() {
    this.lines = this.querySelector("ol");
    this.blank = this.querySelector("template");
    this.addEventListener("keydown", (event) => this.goOn(event));
    this.addEventListener("input", (event) => this.addLineAfter(event.target));
  }

  goOn(event) {
    const here = event.target;
    if (event.key !== "Enter" || event.isComposing || event.ctrlKey || event.metaKey) return;
    if (!here.matches("input:not([type=checkbox]), select")) return;
    event.preventDefault();
    this.addLineAfter(here);
    this.after(here)?.focus();
  }

  // A thing that came back has no name to type; a new line goes on with its code, because day and time stay the same.
  after(here) {
    const line = here.closest("li");
    const fields = [...line.querySelectorAll("input:not([type=checkbox]), select")];
    const way = line.querySelector("select");
    const isLast = here === fields.at(-1) || (here === way && way.value === "back");
    if (!isLast) return fields[fields.indexOf(here) + 1];
    return line.nextElementSibling?.querySelector("[name^=code-]");
  }

  addLineAfter(here) {
    const last = this.lines.lastElementChild;
    const isFull = this.lines.children.length >= Number(this.getAttribute("most"));
    if (isFull || !here.value || !last.contains(here) || here.matches("select")) return;
    const line = this.blank.content.firstElementChild.cloneNode(true);
    const number = this.lines.children.length;
    for (const part of line.querySelectorAll("[name], [id], [for]")) {
      for (const name of ["name", "id", "for"]) {
        if (part.hasAttribute(name)) part.setAttribute(name, part.getAttribute(name).replace(/-N$/, `-${number}`));
      }
    }
    line.querySelector("legend").append(` ${number + 1}`);
    line.querySelector("select").value = last.querySelector("select").value;
    this.lines.append(line);
  }
}

customElements.define("paper-list", PaperList);
