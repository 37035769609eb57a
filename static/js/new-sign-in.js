/* Who was signed out meanwhile and signed in again in another tab: the page takes the new sign-in's token and header. */

/* Whether somebody is signed in now, and this page with them. */
export async function takeNewSignIn() {
  const answer = await fetch("/counter");
  if (answer.redirected || !answer.ok) return { isIn: false, isOut: answer.redirected };
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const token = page.querySelector("#visit [name=csrf_token]").value;
  for (const field of document.querySelectorAll("[name=csrf_token]")) field.value = token;
  document.querySelector("header.top").replaceWith(document.adoptNode(page.querySelector("header.top")));
  return { isIn: true, isOut: false };
}
