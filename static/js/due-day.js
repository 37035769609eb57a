/* The last day as it is chosen: in words beside its field, whatever order of figures the browser's own field has; and
   a day on which the depot is closed is marked at once, with the open days next to it. */

class DueDay extends HTMLElement {
  connectedCallback() {
    this.addEventListener("change", (event) => event.target.name === "due_on" && this.onChoice(event.target));
  }

  onChoice(field) {
    this.querySelector(".due-day").textContent = dayInWords(field.value);
    const open = this.dataset.open.split(" ");
    const [before, after] = [open.findLast((day) => day < field.value), open.find((day) => day > field.value)];
    const isClosed = before && after && !open.includes(field.value);
    const named = { day: field.value, before, after };
    const words = isClosed ? this.dataset.closed.replace(/\{(\w+)\}/g, (_, name) => dayInWords(named[name])) : "";
    const wrong = this.querySelector(".wrong");
    wrong.hidden = !words;
    wrong.querySelector("span").textContent = words;
    if (words) field.setAttribute("aria-invalid", "true");
    else field.removeAttribute("aria-invalid");
  }
}

function dayInWords(day) {
  const language = document.documentElement.lang === "en" ? "en-GB" : document.documentElement.lang;
  const written = { weekday: "long", day: "numeric", month: "long", timeZone: "UTC" };
  return day ? new Date(day).toLocaleDateString(language, written) : "";
}

customElements.define("due-day", DueDay);
