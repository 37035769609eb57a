// Another language keeps what is half typed: that form goes along, and its page shows it again, with nothing saved.
// On a page that answered a form, that form counts as typed. Files can't go along: then the browser asks first.
// A button that belongs to a form of the page takes it along without this.

let typed = null;

document.addEventListener("input", (event) => {
  const form = event.target.form;
  if (form?.method === "post" && form.closest("main")) typed = form;
});

document.addEventListener("click", (event) => {
  const button = event.target.closest(".tongues button[name=language]");
  const form = button && half(button.form);
  if (!form || form.querySelector("[type=password]")) return;
  if (form.enctype === "multipart/form-data" || form.dataset.busy === "off") {
    window.addEventListener("beforeunload", (leaving) => leaving.preventDefault(), { once: true });
    return;
  }
  if (button.form.dataset.shows) return takeAlong(form, button);
  event.preventDefault();
  sendAlong(form, button.value);
});

function half(tongues) {
  if (typed?.isConnected) return typed;
  if (!("answered" in tongues.dataset)) return null;
  const posts = [...document.querySelectorAll("main form[method=post]")];
  return posts.find((form) => addressOf(form).pathname === location.pathname && visibleFields(form).length) ?? null;
}

function visibleFields(form) {
  return [...form.elements].filter((part) => part.matches("input:not([type=hidden]), textarea, select"));
}

function addressOf(form) {
  return new URL(form.getAttribute("action") || location.href, location.href);
}

/* As a button of that form, so that a page that asks before it is left hears who presses. */
function takeAlong(form, button) {
  const shows = button.form.dataset.shows;
  button.setAttribute("formaction", `/language?${new URLSearchParams({ language: button.value, shows })}`);
  button.setAttribute("form", form.id);
}

/* Past whatever would send the form in place. Its first button is what Enter would have pressed. */
function sendAlong(form, language) {
  const action = form.getAttribute("action");
  const { pathname, search } = addressOf(form);
  const first = [...form.elements].find((part) => part.matches("button:not([type=button]), input[type=submit]"));
  const pressed = first?.name ? Object.assign(document.createElement("input"), { type: "hidden", name: first.name, value: first.value }) : null;
  if (pressed) form.append(pressed);
  form.setAttribute("action", `/language?${new URLSearchParams({ language, shows: pathname + search })}`);
  HTMLFormElement.prototype.submit.call(form);
  pressed?.remove();
  if (action === null) form.removeAttribute("action");
  else form.setAttribute("action", action);
}
