// The inbox is fetched again when one of the provider's machines changes; not while focus is inside it.
const { say } = window.rongtong;
const DEBOUNCE = 300;
const inbox = document.querySelector("[data-inbox]");
let due = 0, isStale = false;

async function refresh() {
  if (inbox.contains(document.activeElement)) { isStale = true; return; }
  isStale = false;
  const answer = await fetch(inbox.dataset.inbox + location.search, { headers: { "X-Requested-With": "live" } });
  if (!answer.ok) return;
  const before = inbox.querySelectorAll(".inbox > li").length;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  inbox.replaceChildren(...[...page.body.childNodes].map((node) => document.adoptNode(node)));
  document.dispatchEvent(new CustomEvent("live:swapped", { detail: inbox }));
  const after = inbox.querySelectorAll(".inbox > li").length;
  if (after > before) say(gettext("A new request is in the inbox"));
}

if (inbox) {
  document.addEventListener("live:change", () => {
    clearTimeout(due);
    due = setTimeout(refresh, DEBOUNCE);
  });
  inbox.addEventListener("focusout", () => { if (isStale) setTimeout(refresh, DEBOUNCE); });
}
