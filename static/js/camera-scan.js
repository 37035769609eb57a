/* The camera beside a scan field. Each label that it reads is told to the page by the event camera-read; a page that
   takes it (preventDefault, and an `answer` in its detail) gets a whole pile. Else the server is asked whether the text
   is a label's, and the field is filled in. An address that was read is never followed.
   Without the camera there is the photo; without this script there is typing. */

import { CameraStream, isShut, reasonOf } from "./camera-stream.js";
import { play } from "./counter-sound.js";
import { labelReader, readPhoto } from "./label-reader.js";
import { ScanPile } from "./scan-pile.js";

const REST = 100;

class CameraScan extends HTMLElement {
  connectedCallback() {
    this.hidden = false;
    this.opener = this.querySelector("[aria-expanded]");
    this.panel = this.named("panel");
    this.video = this.querySelector("video");
    this.camera = new CameraStream(this.video, () => this.rest());
    this.pile = new ScanPile();
    this.line = Promise.resolve();
    this.watching = 0;
    this.opener.addEventListener("click", () => (this.panel.hidden ? this.open() : this.close()));
    this.named("start").addEventListener("click", () => this.start());
    this.named("light").addEventListener("click", () => this.turnLight());
    this.named("pile").addEventListener("click", () => this.beginPile());
    this.named("cameras").addEventListener("change", (event) => this.choose(event.target.value));
    this.named("photo").addEventListener("change", (event) => this.onPhoto(event.target));
    this.closest("details")?.addEventListener("toggle", (event) => event.target.open || this.close());
    this.hear(document, "keydown", (event) => event.key === "Escape" && this.close());
    this.hear(document, "counter-locks", () => this.close());
    this.hear(document, "visibilitychange", () => document.hidden && this.rest());
    this.hear(window, "pagehide", () => this.rest());
  }

  named(part) {
    return this.querySelector(`[data-part="${part}"]`);
  }

  hear(where, what, act) {
    this.leaving ??= new AbortController();
    where.addEventListener(what, act, { signal: this.leaving.signal });
  }

  disconnectedCallback() {
    this.camera.close();
    this.leaving.abort();
    this.leaving = null;
  }

  open() {
    this.panel.hidden = false;
    this.opener.setAttribute("aria-expanded", "true");
    this.beginPile();
    this.start();
  }

  close() {
    if (this.panel.hidden) return;
    const hadFocus = this.panel.contains(document.activeElement);
    this.stop();
    this.say(null);
    this.panel.hidden = true;
    this.opener.setAttribute("aria-expanded", "false");
    if (hadFocus) this.opener.focus();
  }

  stop() {
    this.watching += 1;
    this.camera.close();
    for (const name of ["sight", "light", "choice"]) this.named(name).hidden = true;
  }

  /* Off until somebody presses: the page went out of sight, or the camera was pulled out. */
  rest() {
    if (!this.camera.isOpen) return;
    this.fail("resting");
  }

  fail(reason) {
    this.stop();
    this.named("start").hidden = reason === "insecure";
    this.say(reason);
  }

  async start() {
    this.stop();
    this.named("start").hidden = true;
    if (isShut()) return this.fail("insecure");
    const watching = this.watching;
    this.say("starting");
    try {
      if (!(await this.camera.open())) return;
    } catch (fault) {
      return watching === this.watching && this.fail(reasonOf(fault));
    }
    if (document.hidden) return this.fail("resting");
    this.named("sight").hidden = false;
    await this.offerChoices();
    const reader = await this.reader();
    if (watching !== this.watching) return;
    if (!reader) return this.fail("unread");
    this.say("ready");
    this.watch(reader, watching);
  }

  reader() {
    return labelReader(this.dataset).catch(() => null);
  }

  /* One look after another, with a rest as long as the look took: a slow tablet still answers its buttons. */
  async watch(reader, watching) {
    while (watching === this.watching) {
      const begun = performance.now();
      const found = this.video.readyState < HTMLMediaElement.HAVE_CURRENT_DATA ? [] : await reader.detect(this.video).catch(() => []);
      if (watching !== this.watching) return;
      const now = performance.now();
      this.take(this.pile.look(found, now));
      await new Promise((done) => setTimeout(done, Math.max(REST, now - begun)));
    }
  }

  async offerChoices() {
    const cameras = await this.camera.cameras();
    const field = this.named("cameras");
    field.replaceChildren(...cameras.map(([id, name, isShown], at) => new Option(name || `${field.dataset.name} ${at + 1}`, id, isShown, isShown)));
    this.named("choice").hidden = cameras.length < 2;
    this.named("light").hidden = !this.camera.hasLight();
    this.named("light").setAttribute("aria-pressed", String(this.camera.isLit));
  }

  async turnLight() {
    await this.camera.light(!this.camera.isLit);
    this.named("light").setAttribute("aria-pressed", String(this.camera.isLit));
  }

  choose(deviceId) {
    this.camera.choose(deviceId);
    this.start();
  }

  async onPhoto(field) {
    const [file] = field.files;
    if (!file) return;
    this.say("looking");
    const [photo, reader] = await Promise.all([createImageBitmap(file).catch(() => null), this.reader()]);
    field.value = "";
    if (this.panel.hidden) return;
    if (!photo) return this.say("no-photo");
    if (!reader) return this.say("unread");
    const found = await readPhoto(reader, photo).catch(() => []);
    photo.close();
    this.say(found.length ? "photo-read" : "no-label");
    this.take(this.pile.look(found, performance.now(), { isPhoto: true }));
  }

  take({ fresh, isAgain }) {
    if (isAgain && !fresh.length) this.say("again");
    for (const text of fresh) this.read(text);
  }

  read(text) {
    const event = new CustomEvent("camera-read", { bubbles: true, cancelable: true, detail: { text, answer: null } });
    const isTaken = !this.dispatchEvent(event);
    const answer = isTaken ? event.detail.answer : null;
    this.line = this.line.then(() => (isTaken ? answer.then((told) => this.note(text, told)) : this.fillIn(text)));
  }

  /* How the page answered stands in the pile. */
  note(text, { isDone, words }) {
    if (!isDone) this.pile.forget(text);
    const row = this.named(isDone ? "row" : "row-not").content.cloneNode(true);
    row.querySelector("[data-words]").textContent = words;
    this.named("rows").prepend(row);
    this.named("count").textContent = this.named("rows").querySelectorAll("[data-done]").length;
    this.named("last").textContent = words;
    this.named("readings").hidden = this.named("pile").hidden = false;
    this.say(null);
  }

  beginPile() {
    this.pile.begin();
    this.named("rows").replaceChildren();
    this.named("readings").hidden = this.named("pile").hidden = true;
    if (this.camera.isOpen) this.say("ready");
  }

  async fillIn(text) {
    if (this.panel.hidden) return;
    const code = await this.codeIn(text).catch(() => undefined);
    if (!code) {
      play("bad");
      this.pile.forget(text);
      return this.say(code === undefined ? "unheard" : "not-ours");
    }
    play("good");
    const field = document.getElementById(this.dataset.field);
    this.close();
    field.value = code;
    for (const kind of ["input", "change"]) field.dispatchEvent(new Event(kind, { bubbles: true }));
    this.say("read", code);
    if (field.hasAttribute("data-scan")) field.form.requestSubmit();
  }

  /* The code that a label carries; null for anything else. */
  async codeIn(text) {
    const { csrf_token: token, depot } = document.getElementById(this.dataset.field).form.elements;
    const body = new URLSearchParams({ text, csrf_token: token.value, ...(depot && { depot: depot.value }) });
    const answer = await fetch("/camera/read", { method: "POST", body, headers: { "HX-Request": "true" } });
    if (answer.status !== 200) throw new Error(`answered ${answer.status}`);
    return (await answer.json()).code;
  }

  say(name, value = "") {
    const words = name ? [this.querySelector(`template[data-say="${name}"]`).content.cloneNode(true)] : [];
    this.named("told").replaceChildren(...words);
    this.querySelector("[data-part=told] [data-value]")?.append(value);
  }
}

customElements.define("camera-scan", CameraScan);
