/* What the camera reads at the counter goes the way of a scan; the camera is told how it was answered. */

export function hearCamera(desk) {
  desk.addEventListener("camera-read", (event) => {
    event.preventDefault();
    const asked = desk.send({ do: "scan", scan: event.detail.text, seen: "camera" });
    event.detail.answer = asked.then(() => answered(desk.querySelector("#answer")));
  });
}

function answered(answer) {
  const card = answer.querySelector("[data-card]")?.dataset.card;
  // A question waits for its answer, beneath the picture of a phone as well.
  if (answer.querySelector("[data-sound=ask]")) answer.scrollIntoView({ block: "nearest" });
  const words = [...answer.querySelectorAll(".answer-word, .answer-word + p")].map((part) => part.textContent.trim());
  return { isDone: Boolean(card) && card !== "not_ours", words: words.filter(Boolean).join(" · ") };
}
