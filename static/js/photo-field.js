// <photo-field> round a file field: shows the photo before it is sent, takes one that is pasted or dragged, and draws
// it smaller, so that it is quickly sent; what the camera wrote down stays behind. The field alone works too.

const LONGEST_SIDE = 1600;
const LIGHT_BYTES = 400_000;
const READ = ["image/jpeg", "image/png", "image/webp"];

class PhotoField extends HTMLElement {
  connectedCallback() {
    this.input = this.querySelector("input[type=file]");
    this.querySelector(".photo-ways").hidden = matchMedia("(pointer: coarse)").matches;
    this.onPaste = (event) => this.take(event.clipboardData?.files, event);
    document.addEventListener("paste", this.onPaste);
    this.input.addEventListener("change", () => this.show());
    this.addEventListener("dragover", (event) => this.drag(event, true));
    this.addEventListener("dragleave", (event) => this.drag(event, false));
    this.addEventListener("drop", (event) => {
      this.drag(event, false);
      this.take(event.dataTransfer.files, event);
    });
    if (this.input.files.length) this.show();
  }

  disconnectedCallback() {
    document.removeEventListener("paste", this.onPaste);
  }

  drag(event, isOver) {
    event.preventDefault();
    this.classList.toggle("is-over", isOver);
  }

  take(files, event) {
    const file = [...(files ?? [])].find((one) => READ.includes(one.type));
    if (!file || !this.checkVisibility()) return;
    event.preventDefault();
    this.put(file);
    this.input.dispatchEvent(new Event("change", { bubbles: true }));
  }

  put(file) {
    const chosen = new DataTransfer();
    if (file) chosen.items.add(file);
    this.input.files = chosen.files;
  }

  async show() {
    const [file] = this.input.files;
    this.querySelector(".photo-preview:not(.photo-waiting)")?.remove();
    this.querySelector(".photo-waiting")?.toggleAttribute("hidden", Boolean(file));
    if (!file) return;
    const picture = await createImageBitmap(file).catch(() => null);
    if (!picture || file !== this.input.files[0]) return;
    const preview = this.querySelector("template").content.cloneNode(true).firstElementChild;
    const canvas = preview.querySelector("canvas");
    draw(picture, canvas);
    preview.querySelector("button").addEventListener("click", () => this.forget());
    this.input.before(preview);
    if (file.size > LIGHT_BYTES) this.lighten(file, canvas);
  }

  lighten(file, canvas) {
    canvas.toBlob(
      (lighter) => {
        if (!lighter || lighter.size > file.size || file !== this.input.files[0]) return;
        this.put(new File([lighter], file.name, { type: lighter.type }));
      },
      "image/jpeg",
      0.88,
    );
  }

  forget() {
    this.put(null);
    this.show();
    this.input.focus();
  }
}

function draw(picture, canvas) {
  const part = Math.min(1, LONGEST_SIDE / Math.max(picture.width, picture.height));
  canvas.width = Math.round(picture.width * part);
  canvas.height = Math.round(picture.height * part);
  const pen = canvas.getContext("2d");
  pen.fillStyle = "white";
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
}

customElements.define("photo-field", PhotoField);
