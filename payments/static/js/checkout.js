// What belongs to one way to pay, [data-rail], is shown while that is chosen; without scripts all of it is there.
// When the hold ends the page is asked for again: it then says so, and offers to hold once more.
const form = document.querySelector("[data-checkout]");

function show() {
  const chosen = new FormData(form).get("rail");
  for (const part of document.querySelectorAll("[data-rail]")) part.hidden = part.dataset.rail !== chosen;
}

if (form) {
  form.addEventListener("change", show);
  addEventListener("pageshow", show);
  show();
}
document.addEventListener("countdown:end", () => setTimeout(() => location.reload(), 1200));
