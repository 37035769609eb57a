/* The counter's desk: scans wherever the focus is, answers without a page load, and sounds.
   Everything here decorates one form that works without it. */

import { hearCamera } from "./counter-camera.js";
import { play } from "./counter-sound.js";
import "./due-day.js";
import { keepItems, keptItems } from "./kept-basket.js";
import { ScannerBurst } from "./scanner-burst.js";

const WHOLE_NUMBER = 10;
const PAUSE = 150;
const BESIDE = matchMedia("(min-width: 62.5rem)");

class CounterDesk extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("#visit");
    this.scan = this.querySelector("#scan");
    this.line = Promise.resolve();
    this.burst = new ScannerBurst((scan) => this.onScan(scan));
    hearCamera(this);
    this.form.addEventListener("submit", (event) => this.onSubmit(event));
    this.form.addEventListener("change", (event) => this.onChange(event));
    this.form.addEventListener("input", (event) => this.onInput(event));
    document.addEventListener("keydown", (event) => this.onLineEnd(event), true);
    document.addEventListener("htmx:afterSettle", () => this.sound());
    document.addEventListener("htmx:afterRequest", () => !this.isLeaving && this.keepBasket());
    document.addEventListener("htmx:beforeOnLoad", (event) => {
      this.isLeaving ||= event.detail.xhr.getResponseHeader("HX-Redirect") !== null;
    });
    document.addEventListener("htmx:beforeSwap", (event) => this.onAnswer(event.detail));
    window.addEventListener("pageshow", (event) => event.persisted && this.scan.focus());
    window.addEventListener("beforeunload", (event) => this.hasTyped() && event.preventDefault());
    // An answer may push the page down under a double click: its second half unfolds nothing.
    this.addEventListener("click", (event) => event.detail > 1 && event.target.closest("summary") && event.preventDefault());
    this.sound();
    this.putBack();
  }

  /* The basket of this tab and depot outlives a reload and a look at another page: the things' ids, never a name.
     What was lent is in no basket any more. */
  putBack() {
    const { searchParams } = new URL(location.href);
    if (searchParams.has("lent")) this.keepBasket();
    else history.replaceState(null, "", "/counter");
    const [here, kept] = [this.basket(), keptItems(this.form.elements.depot.value)];
    if (kept.every((item) => here.includes(item))) return this.keepBasket();
    this.line = htmx
      .ajax("POST", "/counter", { source: this.form, target: "#answer", swap: "none", values: { do: "show", item: [...new Set([...kept, ...here])] } })
      .catch(() => {});
  }

  basket() {
    return [...this.form.querySelectorAll("input[name=item]")].map((field) => field.value);
  }

  keepBasket() {
    keepItems(this.form.elements.depot.value, this.basket());
  }

  /* A name, a number or a note that nobody has sent yet is not left behind without a question. */
  hasTyped() {
    const typed = [...this.querySelectorAll("#name, #reach, #group_name, #note, .line-input")].some((field) => field.value);
    return !this.isLeaving && typed;
  }

  /* Every press is answered in place, one after the other; a lending leads on to its receipt. Enter belongs to the
     field where it was pressed: what stands in the scan field is asked for only there. */
  onSubmit(event) {
    if (event.submitter?.hasAttribute("formaction")) {
      this.isLeaving = true;
      return;
    }
    const value = event.submitter?.value ?? "enter";
    const text = this.scan.value.trim();
    const isInScan = document.activeElement === this.scan;
    const isScan = value === "scan" || (value === "enter" && isInScan && text !== "");
    event.preventDefault();
    event.stopImmediatePropagation();
    const isNote = value === "enter" && document.activeElement?.id === "note";
    if (isNote) this.send({ do: this.form.elements.note_press.value });
    else if (isScan) this.send({ do: "scan", scan: text });
    else if (value !== "enter" || !this.goesOn()) this.send({ do: value === "enter" && !isInScan ? "lend" : value });
  }

  /* Enter goes on to what comes next and is empty: when all is scanned to the name, and from the name to the number. */
  goesOn() {
    const steps = ["scan", "group_name", "name", "reach"].map((id) => this.querySelector(`#${id}`)).filter(Boolean);
    const at = steps.indexOf(document.activeElement);
    const next = at < 0 ? null : steps[at + 1];
    const isDone = at === 0 ? this.querySelector(".basket") : steps[at]?.value.trim();
    if (!next || next.value || !isDone) return false;
    next.focus();
    return true;
  }

  send(values) {
    if (values.do === "scan") {
      this.scan.value = "";
      values.scan_key = newKey();
    }
    const origin = document.activeElement;
    history.replaceState(null, "", "/counter");
    this.line = this.line
      .then(() => this.isLeaving || this.ask(values))
      .catch(() => this.show("#unheard"))
      .then(() => this.backToScan(origin, values))
      .then(() => this.giveBack(values.scan));
    return this.line;
  }

  /* Who was signed out meanwhile and signed in again in another tab goes on here as if nothing had happened; somebody
     of another depot is shown, and turned away again. */
  async ask(values) {
    const post = () => htmx.ajax("POST", "/counter", { source: this.form, target: "#answer", swap: "innerHTML", values });
    this.isTurnedAway = false;
    this.asked = "";
    const sent = this.typed();
    await post();
    if (this.isLocked) return this.goToLock(values);
    this.keepTyping(sent);
    if (this.isTurnedAway && (await this.takeNewSignIn())) await post();
  }

  /* The counter was locked meanwhile: the whole desk is sent as without scripts, so that the page that asks for the
     PIN keeps it, and what was pressed is done after that. */
  goToLock(values) {
    this.isLeaving = true;
    this.scan.value = values.scan ?? "";
    for (const [name, value] of Object.entries(values)) {
      if (name === "scan") continue;
      this.form.querySelector(`input[type=hidden][name="${name}"]`)?.remove();
      const field = Object.assign(document.createElement("input"), { type: "hidden", name, value });
      this.form.append(field);
    }
    HTMLFormElement.prototype.submit.call(this.form);
  }

  async takeNewSignIn() {
    const answer = await fetch("/counter");
    if (answer.redirected) this.show("#signed-out");
    if (answer.redirected || !answer.ok) return false;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const token = page.querySelector("#visit [name=csrf_token]").value;
    for (const field of document.querySelectorAll("[name=csrf_token]")) field.value = token;
    document.querySelector("header.top").replaceWith(document.adoptNode(page.querySelector("header.top")));
    return true;
  }

  /* What stands in the visible fields now, each under its name. */
  typed() {
    const fields = [...this.form.elements].filter((field) => field.name && field.matches("input:not([type=hidden]), select"));
    return new Map(fields.map((field) => [fieldKey(field), { field, state: fieldState(field) }]));
  }

  /* What was typed or ticked while an answer was on its way outlives the part of the page that the answer replaced. */
  keepTyping(sent) {
    for (const field of this.form.elements) {
      const key = fieldKey(field);
      const latest = this.latest?.get(key);
      if (!latest || latest.field.isConnected || latest.state === sent.get(key)?.state) continue;
      if (isChoice(field)) field.checked = latest.state;
      else field.value = latest.state;
      field.closest("due-day")?.onChoice(field);
    }
    this.latest = null;
  }

  /* Also what the whole house refuses (too busy, too large) is shown where the answer would stand. */
  onAnswer(detail) {
    this.latest = this.typed();
    if (detail.xhr.status < 400) return;
    this.isTurnedAway = [400, 403, 404].includes(detail.xhr.status);
    this.isLocked = detail.xhr.status === 423;
    detail.shouldSwap = detail.target.id === "answer" && !this.isLocked;
    detail.isError = false;
  }

  show(card) {
    this.querySelector("#answer").replaceChildren(this.querySelector(card).content.cloneNode(true));
    this.sound();
  }

  backToScan(origin, values) {
    const present = document.activeElement;
    const wasLine = origin?.matches(".line-input");
    // An answer that replaced the field has put a new one in its place, under the same id: nobody went on to that.
    const isSame = present === origin || (origin?.id && present.id === origin.id);
    const wentOn = !isSame && present.matches("input, select");
    const stood = isSame ? present : origin;
    const isTyping = stood && stood !== this.scan && this.form.contains(stood) && stood.matches("input, select");
    this.showNewest(values);
    // Whoever holds the camera wants no keyboard over the picture.
    if (values.seen) return;
    if (wasLine && !wentOn && values.do === "scan") return this.goesToLine(origin);
    if (wentOn || (isTyping && values.do === "scan")) return;
    if (values.do === "kind") return;
    if (values.do.startsWith("word")) {
      const asks = this.querySelector('#answer [data-card="pick_over"] button');
      return (asks || this.querySelector(".lend-out")).focus();
    }
    if (values.do === "group" && this.querySelector("#group_name")) return this.querySelector("#group_name").focus();
    const wrong = ["lend", "enter"].includes(values.do) && this.form.querySelector("[aria-invalid=true]");
    const note = values.do.startsWith("came:") && this.querySelector("#note[aria-invalid=true]");
    (wrong || note || this.scan).focus();
  }

  /* What meant nothing stands in the field again, marked: it is put right there, or typed and scanned over. */
  giveBack(text) {
    if (text === undefined) return;
    const meantNothing = this.querySelector('#answer :is([data-card="nothing"], [data-card="mistyped"], [data-card="not_whole"])');
    this.kept = text && meantNothing && !this.scan.value ? text : "";
    if (!this.kept) return;
    this.scan.value = text;
    if (document.activeElement === this.scan) this.scan.select();
  }

  /* A long basket scrolls within itself: what was scanned last is in sight. */
  showNewest(values) {
    const basket = this.querySelector(".basket--long");
    const row = basket?.querySelector(".is-again") ?? basket?.lastElementChild;
    const isAdded = values.do === "scan" || values.do.startsWith("add:");
    if (row && isAdded) basket.scrollTop = row.offsetTop + row.offsetHeight - basket.clientHeight;
    const added = isAdded && this.querySelector('#answer :is([data-card="added"], [data-card="again"])');
    if (added && BESIDE.matches) this.querySelector(".basket > .is-again, .basket > li:last-child")?.scrollIntoView({ block: "nearest" });
  }

  /* Who types who has what goes on typing: into the line of the thing just scanned, or where one was. */
  goesToLine(origin) {
    const added = this.querySelector('#answer [data-card="added"]') && this.querySelector(".basket > li:last-child .line-input");
    (added || document.getElementById(origin.id) || this.scan).focus();
  }

  onChange(event) {
    if (event.target.name === "kind") this.send({ do: "kind" });
    if (event.target.name === "reach") this.askKnown();
  }

  /* A whole number is looked up before Enter is pressed, not only when the field is left. */
  onInput(event) {
    clearTimeout(this.pause);
    if (event.target.name !== "reach") return;
    const isWhole = event.target.value.replace(/\D/g, "").length >= WHOLE_NUMBER;
    if (isWhole) this.pause = setTimeout(() => this.askKnown(), PAUSE);
  }

  askKnown() {
    clearTimeout(this.pause);
    const { reach } = this.form.elements;
    if (!reach || reach.value === this.asked) return;
    this.asked = reach.value;
    this.line = this.line
      .then(() => this.isLeaving || htmx.ajax("POST", "/counter/known", { source: this.form, target: "#known", swap: "innerHTML" }))
      .catch(() => {});
  }

  /* What was scanned is taken back out of the field that it fell into. */
  onScan({ text, field, before }) {
    const isInScan = field === this.scan;
    if (field && !isInScan) field.value = before;
    const isWhole = !isInScan || before.trim() === "" || before === this.kept;
    this.send({ do: "scan", scan: isWhole ? text : this.scan.value.trim() });
  }

  /* Enter in who has what goes on to the next thing. */
  onLineEnd(event) {
    if (event.key !== "Enter" || !event.target.matches(".line-input")) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const lines = [...this.querySelectorAll(".line-input")];
    (lines[lines.indexOf(event.target) + 1] ?? this.scan).focus();
  }

  sound() {
    const card = this.querySelector("#answer [data-sound], #answer .flash");
    if (!card || card.dataset.heard) return;
    card.dataset.heard = "yes";
    play(card.dataset.sound ?? "bad");
  }
}

function isChoice(field) {
  return field.type === "checkbox" || field.type === "radio";
}

function fieldKey(field) {
  return isChoice(field) ? `${field.name}=${field.value}` : field.name;
}

function fieldState(field) {
  return isChoice(field) ? field.checked : field.value;
}

function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

customElements.define("counter-desk", CounterDesk);
