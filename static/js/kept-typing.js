/* What was typed or ticked while an answer was on its way outlives the part of the page that the answer replaced. */

/* What stands in the visible fields of a form now, each under its name. */
export function typedIn(form) {
  const fields = [...form.elements].filter((field) => field.name && field.matches("input:not([type=hidden]), select"));
  return new Map(fields.map((field) => [fieldKey(field), { field, state: fieldState(field), press: pressOf(field) }]));
}

/* A note that was typed to its end while the card of another thing came: what to send, so that it is not lost. */
export function leftNote(form, sent, latest) {
  const [key, last] = [...(latest ?? [])].find(([, { press }]) => press) ?? [];
  if (!last?.state.trim() || last.field.isConnected || last.state === sent.get(key)?.state) return null;
  const present = form.elements.note;
  return present && fieldKey(present) === key ? null : { do: last.press, note: last.state };
}

/* Put back what differs between `sent` and `latest`, where the field itself is gone and another stands in its place. */
export function keepTyping(form, sent, latest) {
  for (const field of form.elements) {
    const key = fieldKey(field);
    const last = latest?.get(key);
    if (!last || last.field.isConnected || last.state === sent.get(key)?.state) continue;
    if (isChoice(field)) field.checked = last.state;
    else field.value = last.state;
    field.closest("due-day")?.onChoice(field);
  }
}

/* A scan fell into this field: what stood there before stands there again, or in the one that took its place. */
export function takeScanOut(latest, field, before) {
  if (isChoice(field)) return;
  const last = latest?.get(fieldKey(field));
  if (last) last.state = before;
  const present = field.isConnected ? field : document.getElementById(field.id);
  if (!present) return;
  present.value = before;
  present.closest("due-day")?.onChoice(present);
}

function isChoice(field) {
  return field.type === "checkbox" || field.type === "radio";
}

/* A note is of the loan on its card, and no other's. */
function fieldKey(field) {
  if (field.id === "note") return pressOf(field).split(":", 2).join(":");
  return isChoice(field) ? `${field.name}=${field.value}` : field.name;
}

/* What Enter in a note does. */
function pressOf(field) {
  return field.id === "note" ? field.form.elements.note_press.value : "";
}

function fieldState(field) {
  return isChoice(field) ? field.checked : field.value;
}
