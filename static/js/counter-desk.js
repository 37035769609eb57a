/* The counter's desk: scans wherever the focus is, answers without a page load, and sounds.
   Everything here decorates one form that works without it. */

import { hearCamera } from "./counter-camera.js";
import { play } from "./counter-sound.js";
import "./due-day.js";
import { keepItems, keptItems, letWait, takeWaiting } from "./kept-basket.js";
import { keepTyping, leftNote, takeScanOut, typedIn } from "./kept-typing.js";
import { takeNewSignIn } from "./new-sign-in.js";
import { ScanKeys } from "./scan-keys.js";
import { ScannerBurst } from "./scanner-burst.js";

const [WHOLE_NUMBER, PAUSE] = [10, 150];
const LENDS = ["lend", "enter"];
const GIVEN_BACK = ["nothing", "mistyped", "not_whole", "unheard", "note_refused"];
const BESIDE = matchMedia("(min-width: 62.5rem)");

class CounterDesk extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("#visit");
    this.scan = this.querySelector("#scan");
    this.line = Promise.resolve();
    [this.keys, this.lendings] = [new ScanKeys(), 0];
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
    this.addEventListener("click", (event) => this.onClick(event));
    this.sound();
    this.putBack();
    for (const scan of takeWaiting(this.form.elements.depot.value)) this.send({ do: "scan", scan }, { isScanned: true });
  }

  /* An answer may put something else under a double click: its second half does what the first did, or nothing. */
  onClick(event) {
    const pressed = event.target.closest("button, a, summary");
    const does = pressed?.matches("summary") ? Symbol("unfolds once") : (pressed?.href ?? pressed?.value?.split(":", 2).join(":"));
    if (event.detail > 1 && does !== this.did) {
      event.preventDefault();
      this.scan.focus();
    }
    this.did = does;
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
    if (event.submitter?.hasAttribute("formaction")) return void (this.isLeaving = true);
    const value = event.submitter?.value ?? "enter";
    const text = this.scan.value.trim();
    const isInScan = document.activeElement === this.scan;
    const isScan = value === "scan" || (value === "enter" && isInScan && text !== "");
    event.preventDefault();
    event.stopImmediatePropagation();
    const isNote = value === "enter" && document.activeElement?.id === "note";
    const isOfCard = isNote || Boolean(event.submitter?.closest("#answer"));
    if (isScan) this.send({ do: "scan", scan: text });
    else if (isNote) this.send({ do: this.form.elements.note_press.value }, { isOfCard });
    else if (value !== "enter" || !this.goesOn()) this.send({ do: value === "enter" && !isInScan ? "lend" : value }, { isOfCard });
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

  /* `press` tells whether a scanner read it, and whether it belongs to the card that the answer shows. */
  send(values, press = {}) {
    if (values.do === "scan") {
      this.scan.value = "";
      values.scan_key = this.keys.keyOf(values.scan);
    }
    const origin = document.activeElement;
    history.replaceState(null, "", "/counter");
    const pressed = { ...press, lendings: this.lendings, isAgain: LENDS.includes(values.do) && !this.isChanged };
    this.isChanged = !LENDS.includes(values.do);
    this.line = this.line
      .then(() => this.inTurn(values, pressed))
      .catch(() => this.onUnheard(values))
      .then(() => this.backToScan(origin, values))
      .then(() => this.giveBack(values.scan));
    return this.line;
  }

  /* A note that stands on the card is sent before the card goes, and what is wrong with it is answered first. A second
     press of "Lend out", with nothing done in between, does not act upon a refusal that came after it. */
  async inTurn(values, { isScanned, isOfCard, isAgain, lendings }) {
    if (isAgain && lendings !== this.lendings) return;
    const hasNote = !isOfCard && !values.do.startsWith("undo") && this.querySelector("#note")?.value.trim();
    if (hasNote && !this.isLeaving) await this.ask({ do: this.form.elements.note_press.value });
    if (hasNote && this.isRefused) return;
    if (this.isLeaving) return void (isScanned && letWait(this.form.elements.depot.value, values.scan));
    await this.ask(values);
    this.keys.wasHeard(values.scan);
    this.lendings += LENDS.includes(values.do);
  }

  onUnheard(values) {
    if (values.do === "scan") this.keys.wasNotHeard(values.scan, values.scan_key);
    this.show("#unheard", true);
  }

  /* Who signed in again meanwhile goes on as if nothing had happened; one of another depot is turned away again. */
  async ask(values) {
    this.isTurnedAway = false;
    this.asked = "";
    const sent = typedIn(this.form);
    await this.post(values);
    if (this.isLocked) return this.goToLock(values);
    keepTyping(this.form, sent, this.latest);
    const left = leftNote(this.form, sent, this.latest);
    this.latest = null;
    if (left) await this.post(left, "none");
    if (!this.isTurnedAway) return;
    const { isIn, isOut } = await takeNewSignIn();
    if (isOut) this.show("#signed-out");
    if (isIn) await this.post(values);
  }

  post(values, swap = "innerHTML") {
    return htmx.ajax("POST", "/counter", { source: this.form, target: "#answer", swap, values });
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

  /* Also what the whole house refuses (too busy, too large) is shown where the answer would stand. */
  onAnswer(detail) {
    this.latest = typedIn(this.form);
    this.isRefused = detail.xhr.status >= 400;
    if (!this.isRefused) return;
    this.isTurnedAway = [400, 403, 404].includes(detail.xhr.status);
    this.isLocked = detail.xhr.status === 423;
    detail.shouldSwap = detail.target.id === "answer" && !this.isLocked;
    detail.isError = false;
  }

  /* What is above leaves the card that stands there: it may hold a note. */
  show(card, isAbove = false) {
    const [answer, shown] = [this.querySelector("#answer"), this.querySelector(card).content.cloneNode(true)];
    answer.querySelector(":scope > [data-card=unheard]")?.remove();
    if (isAbove) answer.prepend(shown);
    else answer.replaceChildren(shown);
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
    const wrong = LENDS.includes(values.do) && this.form.querySelector("[aria-invalid=true]");
    const note = values.do.startsWith("came:") && this.querySelector("#note[aria-invalid=true]");
    (wrong || note || this.scan).focus();
  }

  /* What meant nothing or was not heard stands in the field again, marked: it is put right there, or typed and scanned over. */
  giveBack(text) {
    if (text === undefined) return;
    const card = this.querySelector("#answer [data-card]")?.dataset.card;
    this.kept = text && GIVEN_BACK.includes(card) && !this.scan.value ? text : "";
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
    this.isChanged = true;
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
    if (field && !isInScan) takeScanOut(this.latest, field, before);
    const isWhole = !isInScan || before.trim() === "" || before === this.kept;
    this.send({ do: "scan", scan: isWhole ? text : this.scan.value.trim() }, { isScanned: true });
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

customElements.define("counter-desk", CounterDesk);
