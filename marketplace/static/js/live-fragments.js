// After a change, every [data-live-fragment] of that resource is fetched again, once, and swapped in place.
// Where the reader is typing in it, a button offers the new version instead.
const { say } = window.rongtong;
const DEBOUNCE = 250;
const pending = new Map();
let ownUntil = 0;

document.addEventListener("submit", () => { ownUntil = performance.now() + 3000; }, true);

function parse(text) {
  const page = new DOMParser().parseFromString(text, "text/html");
  return page.body;
}

function put(element, body) {
  const fresh = body.querySelector("[data-live-fragment]");
  if (fresh) element.replaceWith(document.adoptNode(fresh));
  else element.replaceChildren(...body.childNodes);
  window.htmx?.process(fresh ?? element);
  document.dispatchEvent(new CustomEvent("live:swapped", { detail: fresh ?? element }));
  return fresh ?? element;
}

function offer(element, body) {
  element.querySelector("[data-newer]")?.remove();
  const button = Object.assign(document.createElement("button"), { type: "button", className: "btn btn-sm", textContent: gettext("New version, show") });
  const row = document.createElement("div");
  row.className = "newer";
  row.dataset.newer = "";
  row.append(button);
  button.addEventListener("click", () => {
    const shown = put(element, body);
    shown.tabIndex = -1;
    shown.focus();
  });
  element.prepend(row);
  say(gettext("A new version is ready"));
}

async function refresh(url) {
  pending.delete(url);
  const answer = await fetch(url, { headers: { "X-Requested-With": "live" } });
  if (!answer.ok) return;
  const text = await answer.text();
  for (const element of document.querySelectorAll(`[data-live-fragment="${CSS.escape(url)}"]`)) {
    const body = parse(text);
    if (element.contains(document.activeElement)) { offer(element, body); continue; }
    put(element, body);
    if (element.dataset.liveSay && performance.now() > ownUntil) say(element.dataset.liveSay);
  }
}

document.addEventListener("live:change", ({ detail }) => {
  const found = document.querySelectorAll(`[data-live-resource="${detail.resource}"][data-live-fragment]`);
  for (const url of new Set([...found].map((element) => element.dataset.liveFragment))) {
    clearTimeout(pending.get(url));
    pending.set(url, setTimeout(refresh, DEBOUNCE, url));
  }
});
