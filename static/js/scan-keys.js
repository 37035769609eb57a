/* The key of each scan. The same scan again, after an answer that was lost, goes under the same key: what had been done
   after all is not done over. After a minute it is another scan. */

const SOON = 60_000;

export class ScanKeys {
  constructor() {
    this.unheard = new Map();
  }

  keyOf(text) {
    const before = this.unheard.get(text);
    return before && Date.now() - before.at < SOON ? before.key : newKey();
  }

  wasNotHeard(text, key) {
    this.unheard.set(text, { key, at: Date.now() });
  }

  wasHeard(text) {
    this.unheard.delete(text);
  }
}

function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
