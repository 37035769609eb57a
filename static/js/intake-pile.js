/* Where the same thing comes again, each label of a pile that the camera reads registers one, and the camera stays open.
   The form is sent as it stands, without its photo, which shows one thing alone; the page that comes back is read. */

import { play } from "./counter-sound.js";

export function hearPile(intake, form) {
  let line = Promise.resolve();
  intake.addEventListener("camera-read", (event) => {
    event.preventDefault();
    const { target, detail } = event;
    line = line.then(() => taken(target, form, detail.text)).catch(() => ({ isDone: false, words: form.dataset.unheard }));
    detail.answer = line.then((told) => {
      play(told.isDone ? "good" : "bad");
      return told;
    });
  });
}

async function taken(camera, form, text) {
  const code = await camera.codeIn(text);
  if (!code) return { isDone: false, words: form.dataset.notOurs };
  const body = new FormData(form);
  for (const left of ["photo", "photo_kept"]) body.delete(left);
  body.set("code", code);
  const answer = await fetch(form.action, { method: "POST", body });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const next = page.querySelector("form.intake");
  if (!next) return { isDone: false, words: form.dataset.unheard };
  const isDone = answer.ok;
  if (isDone) goOn(form, next, page);
  const words = page.querySelector(isDone ? ".just-taken .flash-text, #flashes .flash-text" : ".error-list");
  return { isDone, words: words?.textContent.replace(/\s+/g, " ").trim() ?? code };
}

/* The next of them: its own key, its own fresh code, and what is told beside the form. */
function goOn(form, next, page) {
  for (const name of ["command_key", "fresh_code", "like"]) form.elements[name].value = next.elements[name].value;
  document.querySelector(".intake-side").replaceWith(page.querySelector(".intake-side"));
}
