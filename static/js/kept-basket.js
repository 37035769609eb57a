/* What lies in the basket of this tab, a depot apart from the other: the things' ids, never a name or a number. */

const PREFIX = "basket-";

export function keptItems(depot) {
  return (sessionStorage.getItem(PREFIX + depot) ?? "").split(" ").filter(Boolean);
}

export function keepItems(depot, items) {
  sessionStorage.setItem(PREFIX + depot, items.join(" "));
}

export function forgetBaskets() {
  for (const key of Object.keys(sessionStorage)) if (key.startsWith(PREFIX)) sessionStorage.removeItem(key);
}
