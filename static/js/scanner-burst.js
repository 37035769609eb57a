/* A scanner types faster than anyone: six keys or more, under 35 ms apart, ended by Enter or Tab.
   The event's own moment is asked, not the clock: a busy page hears of keys late. */

const BURST_GAP = 35;
const BURST_LENGTH = 6;
const SECOND_END = 100;

/* `take({text, field, before})` is told each scan: into which field it fell, if any, and what stood there before.
   `isLeft(field)` says whether it is left to that field, with its Enter. */
export class ScannerBurst {
  constructor(take, isLeft = () => false) {
    [this.take, this.isLeft] = [take, isLeft];
    this.ended = -SECOND_END;
    this.start();
    document.addEventListener("keydown", (event) => this.onKey(event), true);
  }

  start() {
    const field = document.activeElement;
    const isField = field && field.matches("input, textarea, select");
    [this.text, this.at, this.field, this.before] = ["", 0, isField ? field : null, isField ? field.value : ""];
  }

  onKey(event) {
    const now = event.timeStamp;
    if (event.key === "Shift") return;
    if (event.key === "Enter" && this.text === "" && now - this.ended < SECOND_END) return stop(event);
    const isPart = event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey;
    if (now - this.at > BURST_GAP) this.start();
    if (isPart) {
      this.text += event.key;
      this.at = now;
      return;
    }
    const isEnd = (event.key === "Enter" || event.key === "Tab") && this.text.length >= BURST_LENGTH;
    if (isEnd && !this.isLeft(this.field)) this.end(event);
    else this.start();
  }

  end(event) {
    const { text, field, before } = this;
    this.ended = event.timeStamp;
    stop(event);
    this.start();
    this.take({ text, field, before });
  }
}

function stop(event) {
  event.preventDefault();
  event.stopImmediatePropagation();
}
