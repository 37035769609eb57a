/* The camera itself: opened and closed, which one, and its light. What was chosen is remembered in this browser. */

const CHOSEN = "camera-chosen";
const LIT = "camera-lit";
const SIZE = { width: { ideal: 1280 }, height: { ideal: 720 } };
const REASONS = {
  NotAllowedError: "refused",
  SecurityError: "refused",
  NotFoundError: "none",
  OverconstrainedError: "none",
};

/* Why it did not open, as the page's texts name it. */
export function reasonOf(fault) {
  return REASONS[fault.name] ?? "busy";
}

export function isShut() {
  return !window.isSecureContext || !navigator.mediaDevices?.getUserMedia;
}

export class CameraStream {
  /* `lost()` is called when the camera is pulled out or taken away. */
  constructor(video, lost) {
    [this.video, this.lost, this.turn] = [video, lost, 0];
  }

  /* True when it shows; false when it was closed before it came. */
  async open() {
    this.close();
    const turn = this.turn;
    const stream = await chosenOrBack(localStorage.getItem(CHOSEN));
    if (turn !== this.turn) {
      stop(stream);
      return false;
    }
    this.stream = stream;
    [this.track] = stream.getVideoTracks();
    this.track.addEventListener("ended", () => this.stream === stream && this.lost());
    this.video.srcObject = stream;
    await this.video.play().catch(() => {});
    this.isLit = false;
    if (this.hasLight() && localStorage.getItem(LIT)) await this.light(true);
    return turn === this.turn;
  }

  close() {
    this.turn += 1;
    stop(this.stream);
    [this.stream, this.track, this.video.srcObject] = [null, null, null];
  }

  get isOpen() {
    return Boolean(this.stream);
  }

  /* All that there are, as [id, name, whether it is the one that shows]. */
  async cameras() {
    const devices = await navigator.mediaDevices.enumerateDevices();
    const shown = this.track?.getSettings().deviceId;
    return devices.filter(({ kind }) => kind === "videoinput").map(({ deviceId, label }) => [deviceId, label, deviceId === shown]);
  }

  choose(deviceId) {
    localStorage.setItem(CHOSEN, deviceId);
  }

  hasLight() {
    return Boolean(this.track?.getCapabilities?.().torch);
  }

  async light(isOn) {
    await this.track.applyConstraints({ advanced: [{ torch: isOn }] }).catch(() => {});
    this.isLit = isOn;
    if (isOn) localStorage.setItem(LIT, "yes");
    else localStorage.removeItem(LIT);
  }
}

/* The camera that was chosen here, while it is there; else one that looks away from whoever holds it. */
function chosenOrBack(chosen) {
  if (!chosen) return picture({ facingMode: { ideal: "environment" } });
  return picture({ deviceId: { exact: chosen } }).catch((fault) => {
    if (fault.name !== "OverconstrainedError") throw fault;
    return chosenOrBack(null);
  });
}

function picture(which) {
  return navigator.mediaDevices.getUserMedia({ audio: false, video: { ...SIZE, ...which } });
}

function stop(stream) {
  for (const track of stream?.getTracks() ?? []) track.stop();
}
