/* What the camera reads at the counter goes the way of a scan; the camera is told how it was answered. */

const NOT_DONE = ["not_ours", "refused", "unheard"];

export function hearCamera(desk) {
  desk.addEventListener("camera-read", (event) => {
    event.preventDefault();
    const asked = desk.send({ do: "scan", scan: event.detail.text, seen: "camera" }, { isScanned: true });
    event.detail.answer = asked.then(() => (desk.isLeaving ? { isDone: false, words: "" } : answered(desk.querySelector("#answer"))));
  });
}

function answered(answer) {
  const card = answer.querySelector("[data-card]")?.dataset.card;
  // A question waits for its answer, beneath the picture of a phone as well.
  if (answer.querySelector("[data-sound=ask]")) answer.scrollIntoView({ block: "nearest" });
  const words = [...answer.querySelectorAll(".answer-word, .answer-word + p, .flash-text")].map((part) => part.textContent.trim());
  return { isDone: Boolean(card) && !NOT_DONE.includes(card), words: words.filter(Boolean).join(" · ") };
}
