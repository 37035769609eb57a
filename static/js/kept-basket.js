/* What lies on the desk of this tab, a depot apart from the other: the things' ids and labels that wait, never a name
   or a number. */

const BASKET = "basket-";
const WAITING = "waiting-";
const SOON = 10_000;

export function keptItems(depot) {
  return (sessionStorage.getItem(BASKET + depot) ?? "").split(" ").filter(Boolean);
}

export function keepItems(depot, items) {
  sessionStorage.setItem(BASKET + depot, items.join(" "));
}

/* What a scanner read while the desk was being left is done when it stands there again; not when that is much later,
   since whoever heard no answer will have scanned it again. */
export function letWait(depot, text) {
  const waiting = [...waitingNow(depot), { text, at: Date.now() }];
  sessionStorage.setItem(WAITING + depot, JSON.stringify(waiting));
}

export function takeWaiting(depot) {
  const texts = waitingNow(depot).map((scan) => scan.text);
  sessionStorage.removeItem(WAITING + depot);
  return texts;
}

function waitingNow(depot) {
  const waiting = JSON.parse(sessionStorage.getItem(WAITING + depot) ?? "[]");
  return waiting.filter((scan) => Date.now() - scan.at < SOON);
}

export function forgetBaskets() {
  const isOfDesk = (key) => key.startsWith(BASKET) || key.startsWith(WAITING);
  for (const key of Object.keys(sessionStorage)) if (isOfDesk(key)) sessionStorage.removeItem(key);
}
