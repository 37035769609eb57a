// A form that was sent is not sent again by a second, impatient press. The button says that it is busy and keeps
// its name, its value and the focus: it is marked, not disabled, because a disabled button would not be sent.
// Forms that htmx sends are left alone. data-busy="off" on a form leaves that form alone: one that answers
// with a file never leaves the page.

const GIVE_UP_AFTER_MS = 15_000;

const buttonsOf = (form) =>
  [...form.elements].filter((part) => part.matches("button:not([type=button]), input[type=submit]"));

function free(form) {
  delete form.dataset.sent;
  for (const button of buttonsOf(form)) {
    button.removeAttribute("aria-disabled");
    delete button.dataset.busy;
  }
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post" || form.dataset.busy === "off") return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  for (const button of buttonsOf(form)) button.setAttribute("aria-disabled", "true");
  if (event.submitter) event.submitter.dataset.busy = "yes";
  setTimeout(() => free(form), GIVE_UP_AFTER_MS);
});

window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) free(form);
});
