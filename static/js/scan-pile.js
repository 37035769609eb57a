/* What counts of all that the camera sees. A label in sight is read many times a second and counts once; one that was
   counted counts no more in this pile, however the camera wanders over it, until a new pile is begun. */

const OUT_OF_SIGHT = 3000;
const LOOKS_AT_BARS = 2;

export class ScanPile {
  constructor() {
    this.begin();
  }

  begin() {
    [this.counted, this.sightings] = [new Set(), new Map()];
  }

  /* One look at that moment: the texts that count now, and whether one that had counted came back into sight.
     Bars can be misread where a QR code can't: they are believed when two looks agree, or on a photo. */
  look(found, now, { isPhoto = false } = {}) {
    const fresh = [];
    let isAgain = false;
    for (const { rawValue, format } of found) {
      const key = keyOf(rawValue);
      const last = this.sightings.get(key);
      const sighting = last && now - last.at < OUT_OF_SIGHT ? last : { looks: 0, isTold: false };
      [sighting.at, sighting.looks] = [now, sighting.looks + 1];
      this.sightings.set(key, sighting);
      const isSure = isPhoto || format === "qr_code" || sighting.looks >= LOOKS_AT_BARS;
      if (!key || !isSure || (sighting.isTold && !isPhoto)) continue;
      sighting.isTold = true;
      if (this.counted.has(key)) isAgain = true;
      else fresh.push(rawValue);
      this.counted.add(key);
    }
    return { fresh, isAgain };
  }

  /* It was no label of ours, or could not be asked about: once out of sight it may be shown again. */
  forget(text) {
    this.counted.delete(keyOf(text));
  }
}

/* A label may carry its code twice, as an address and as bars. This tells only what is the same: whose it is,
   the server decides. */
function keyOf(text) {
  const last = text.trim().replace(/\/+$/, "").split("/").pop();
  return last.toUpperCase().replace(/[\s-]/g, "");
}
