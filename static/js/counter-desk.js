/* The counter's desk: scans wherever the focus is, answers without a page load, and sounds.
   Everything here decorates one form that works without it. */

const BURST_GAP = 35;
const BURST_LENGTH = 6;
const SECOND_END = 100;
const TONES = {
  good: [[880, 0.09]],
  info: [[660, 0.07]],
  ask: [[520, 0.1], [660, 0.1]],
  bad: [[220, 0.16], [180, 0.2]],
};

class CounterDesk extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("#visit");
    this.scan = this.querySelector("#scan");
    this.line = Promise.resolve();
    this.burst = { text: "", at: 0, field: null, before: "" };
    this.ended = -SECOND_END;
    this.form.addEventListener("submit", (event) => this.onSubmit(event));
    this.form.addEventListener("change", (event) => this.onChange(event));
    document.addEventListener("keydown", (event) => this.onKey(event), true);
    document.addEventListener("htmx:afterSettle", () => this.sound());
    document.addEventListener("htmx:beforeOnLoad", (event) => {
      this.isLeaving ||= event.detail.xhr.getResponseHeader("HX-Redirect") !== null;
    });
    document.addEventListener("htmx:beforeSwap", (event) => this.onAnswer(event.detail));
    window.addEventListener("pageshow", (event) => event.persisted && this.scan.focus());
    this.sound();
  }

  /* Every press is answered in place, one after the other; a lending leads on to its receipt. */
  onSubmit(event) {
    if (event.submitter?.hasAttribute("formaction")) return;
    const value = event.submitter?.value ?? "enter";
    const text = this.scan.value.trim();
    const isScan = value === "scan" || (value === "enter" && text !== "");
    event.preventDefault();
    event.stopImmediatePropagation();
    const isNote = value === "enter" && document.activeElement?.id === "note";
    if (isNote) this.send({ do: this.form.elements.note_press.value });
    else if (isScan) this.send({ do: "scan", scan: text });
    else if (value !== "enter" || !this.goesOn()) this.send({ do: value });
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
    this.line = this.line
      .then(() => this.isLeaving || this.ask(values))
      .catch(() => this.show("#unheard"))
      .then(() => this.backToScan(origin, values));
  }

  /* Who was signed out meanwhile and signed in again in another tab goes on here as if nothing had happened. */
  async ask(values) {
    const post = () => htmx.ajax("POST", "/counter", { source: this.form, target: "#answer", swap: "innerHTML", values });
    this.isTurnedAway = false;
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
    }
    this.latest = null;
  }

  /* Also what the whole house refuses (too busy, too large) is shown where the answer would stand. */
  onAnswer(detail) {
    this.latest = this.typed();
    if (detail.xhr.status < 400) return;
    this.isTurnedAway = detail.xhr.status === 403 || detail.xhr.status === 400;
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
    if (wasLine && !wentOn && values.do === "scan") return this.goesToLine(origin);
    if (wentOn || (isTyping && values.do === "scan")) return;
    if (values.do === "kind") return;
    if (values.do.startsWith("word")) {
      const asks = this.querySelector('#answer [data-card="pick_over"] button');
      return (asks || this.querySelector(".lend-out")).focus();
    }
    if (values.do === "group" && this.querySelector("#group_name")) return this.querySelector("#group_name").focus();
    const wrong = ["lend", "enter"].includes(values.do) && this.form.querySelector("[aria-invalid=true]");
    (wrong || this.scan).focus();
  }

  /* A long basket scrolls within itself: what was scanned last is in sight. */
  showNewest(values) {
    const basket = this.querySelector(".basket--long");
    const row = basket?.querySelector(".is-again") ?? basket?.lastElementChild;
    if (row && (values.do === "scan" || values.do.startsWith("add:"))) {
      basket.scrollTop = row.offsetTop + row.offsetHeight - basket.clientHeight;
    }
  }

  /* Who types who has what goes on typing: into the line of the thing just scanned, or where one was. */
  goesToLine(origin) {
    const added = this.querySelector('#answer [data-card="added"]') && this.querySelector(".basket > li:last-child .line-input");
    (added || document.getElementById(origin.id) || this.scan).focus();
  }

  onChange(event) {
    if (event.target.name === "kind") this.send({ do: "kind" });
    if (event.target.name === "due_on") this.querySelector(".due-day").textContent = "";
    if (event.target.name === "reach") {
      this.line = this.line
        .then(() => this.isLeaving || htmx.ajax("POST", "/counter/known", { source: this.form, target: "#known", swap: "innerHTML" }))
        .catch(() => {});
    }
  }

  /* A scanner types faster than anyone: six keys or more, under 35 ms apart, ended by Enter or Tab.
     The event's own moment is asked, not the clock: a busy page hears of keys late. */
  onKey(event) {
    const now = event.timeStamp;
    if (event.key === "Shift") return;
    if (event.key === "Enter" && this.burst.text === "" && now - this.ended < SECOND_END) {
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    if (event.key === "Enter" && event.target.matches(".line-input") && this.burst.text.length < BURST_LENGTH) {
      event.preventDefault();
      event.stopImmediatePropagation();
      const lines = [...this.querySelectorAll(".line-input")];
      (lines[lines.indexOf(event.target) + 1] ?? this.scan).focus();
      return;
    }
    const isPart = event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey;
    if (now - this.burst.at > BURST_GAP) this.startBurst();
    if (isPart) {
      this.burst.text += event.key;
      this.burst.at = now;
      return;
    }
    const isEnd = (event.key === "Enter" || event.key === "Tab") && this.burst.text.length >= BURST_LENGTH;
    if (isEnd) this.endBurst(event);
    else this.startBurst();
  }

  startBurst() {
    const field = document.activeElement;
    const isField = field && field.matches("input, textarea, select");
    this.burst = { text: "", at: 0, field: isField ? field : null, before: isField ? field.value : "" };
  }

  endBurst(event) {
    const { text, field, before } = this.burst;
    this.ended = event.timeStamp;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (field && field !== this.scan) {
      field.value = before;
      this.startBurst();
      this.send({ do: "scan", scan: text });
      return;
    }
    const typed = before.trim() === "" ? text : this.scan.value.trim();
    this.startBurst();
    this.send({ do: "scan", scan: typed });
  }

  sound() {
    const card = this.querySelector("#answer [data-sound], #answer .flash");
    if (!card || card.dataset.heard) return;
    card.dataset.heard = "yes";
    play(TONES[card.dataset.sound ?? "bad"] ?? []);
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

let speaker = null;

function play(tones) {
  if (!tones.length || !window.AudioContext || !navigator.userActivation?.hasBeenActive) return;
  speaker ??= new AudioContext();
  let start = speaker.currentTime;
  for (const [pitch, length] of tones) {
    const tone = speaker.createOscillator();
    const volume = speaker.createGain();
    tone.frequency.value = pitch;
    volume.gain.value = 0.08;
    tone.connect(volume).connect(speaker.destination);
    tone.start(start);
    tone.stop(start + length);
    start += length + 0.03;
  }
}

function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

customElements.define("counter-desk", CounterDesk);
