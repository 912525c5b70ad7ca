// The inbox is fetched again when one of the provider's machines changes; not while focus is inside it.
const { say } = window.rongtong;
const DEBOUNCE = 300;
const inbox = document.querySelector("[data-inbox]");
let due = 0, isStale = false;

// The same number stands in the navigation and in a tile: it must not contradict the list.
function count() {
  const { waiting } = inbox.querySelector("[data-waiting]").dataset;
  for (const shown of document.querySelectorAll("[data-waiting-shown]")) shown.textContent = waiting;
  for (const link of document.querySelectorAll(`nav a[href="${inbox.dataset.countedAt}"]`)) {
    link.querySelector(".count")?.remove();
    if (waiting === "0") continue;
    const badge = document.createElement("span");
    badge.className = "count hot";
    badge.textContent = waiting;
    link.append(" ", badge);
  }
}

async function refresh() {
  if (inbox.contains(document.activeElement)) { isStale = true; return; }
  isStale = false;
  const answer = await fetch(inbox.dataset.inbox + location.search, { headers: { "X-Requested-With": "live" } });
  if (!answer.ok) return;
  const before = inbox.querySelectorAll(".inbox > li").length;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  inbox.replaceChildren(...[...page.body.childNodes].map((node) => document.adoptNode(node)));
  count();
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
