/* Reads QR codes, Code 128 and EAN out of a picture. The reader weighs a megabyte: it is fetched when first wanted. */

const FORMATS = ["qr_code", "code_128", "ean_13", "ean_8"];
const LONG_SIDE = 2000;

let coming = null;

/* `reader` and `wasm` are the addresses of its two halves; the wasm's own default would be another host. */
export function labelReader({ reader, wasm }) {
  coming ??= fetchReader(reader, wasm).catch((fault) => {
    coming = null;
    throw fault;
  });
  return coming;
}

async function fetchReader(address, wasm) {
  const { BarcodeDetector, prepareZXingModule, purgeZXingModule } = await import(address);
  try {
    await prepareZXingModule({ overrides: { locateFile: () => wasm }, fireImmediately: true });
  } catch (fault) {
    purgeZXingModule();
    throw fault;
  }
  return new BarcodeDetector({ formats: FORMATS });
}

/* What stands on a photo: looked for in a smaller copy first, which takes a tenth of the time. */
export async function readPhoto(reader, photo) {
  const { width, height } = photo;
  const scale = LONG_SIDE / Math.max(width, height);
  if (scale < 1) {
    const small = await createImageBitmap(photo, { resizeWidth: Math.round(width * scale), resizeHeight: Math.round(height * scale) });
    const found = await reader.detect(small);
    small.close();
    if (found.length) return found;
  }
  return reader.detect(photo);
}
