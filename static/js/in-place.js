// A form marked data-in-place is answered by its own row. Where the answer is no row (signed out, a fault), the form is
// sent again as any form is, so that the person sees the page that says why. Its key makes the second sending harmless.

function sendWhole(event) {
  const form = event.target.closest?.("form[data-in-place]");
  if (!form) return;
  const pressed = event.detail.requestConfig?.triggeringEvent?.submitter;
  if (pressed?.name) {
    const told = document.createElement("input");
    Object.assign(told, { type: "hidden", name: pressed.name, value: pressed.value });
    form.append(told);
  }
  form.submit();
}

document.addEventListener("htmx:responseError", sendWhole);
document.addEventListener("htmx:sendError", sendWhole);
