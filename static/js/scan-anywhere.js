/* A scan counts on every page of the staff: it goes into the page's own field for a code, else to the counter, as if
   it had been scanned there, with what lies in the basket. The form stands in the page and is only filled in here. */

import { play } from "./counter-sound.js";
import { forgetBaskets, keptItems } from "./kept-basket.js";
import { ScannerBurst } from "./scanner-burst.js";

const WANTS_CODE = 'main input:is([data-scan], [name="code"], .input--code)';
const SEARCHES = "input[type=search]";
const LEAVES = ["/sign-out", "/lock/change"];

class ScanAnywhere extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("form");
    new ScannerBurst(
      (scan) => this.onScan(scan),
      (field) => Boolean(field?.matches(`${WANTS_CODE}, ${SEARCHES}`)),
    );
    // Back on this page by the browser's own memory, the form has been sent already.
    window.addEventListener("pageshow", (event) => event.persisted && this.form.elements.scan.value && location.reload());
  }

  onScan({ text, field, before }) {
    if (field) {
      field.value = before;
      field.dispatchEvent(new Event("change", { bubbles: true }));
    }
    const own = [...document.querySelectorAll(WANTS_CODE)].filter((other) => other.checkVisibility());
    if (own.length) this.fillIn(own.find((other) => !other.value) ?? own[0], text);
    else if (hasTyped()) this.sayNo();
    else this.goToCounter(text);
  }

  fillIn(field, text) {
    field.focus();
    field.value = text;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    if (field.hasAttribute("data-scan")) field.form.requestSubmit();
  }

  goToCounter(text) {
    const { scan, depot } = this.form.elements;
    if (scan.value) return;
    scan.value = text;
    for (const value of keptItems(depot.value)) {
      this.form.append(Object.assign(document.createElement("input"), { type: "hidden", name: "item", value }));
    }
    this.form.submit();
  }

  /* The page would be left with something half typed on it. */
  sayNo() {
    play("bad");
    const flashes = document.querySelector("#flashes");
    flashes.replaceChildren(this.querySelector("template").content.cloneNode(true));
    flashes.scrollIntoView({ block: "nearest" });
  }
}

function hasTyped() {
  return [...document.querySelectorAll('main form[method="post"] :is(input:not([type=hidden]), textarea, select)')].some((field) => {
    if (field.matches("[type=checkbox], [type=radio]")) return field.checked !== field.defaultChecked;
    if (field.matches("select")) return [...field.options].some((option) => option.selected !== option.defaultSelected && !isFirst(field));
    return field.value !== field.defaultValue;
  });
}

/* A list of which nothing is marked in the page shows its first line; nobody chose that. */
function isFirst(field) {
  return field.selectedIndex === 0 && ![...field.options].some((option) => option.defaultSelected);
}

/* Whoever signs out or hands over takes no basket along. */
function onLeaving(event) {
  const action = event.submitter?.getAttribute("formaction") ?? event.target.getAttribute("action");
  if (LEAVES.includes(action)) forgetBaskets();
}

document.addEventListener("submit", onLeaving, true);
customElements.define("scan-anywhere", ScanAnywhere);
