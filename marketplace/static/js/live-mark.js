// What the reader is told of the connection: the mark in the bar, a notice while it is down, another when it is back.
const { say } = window.rongtong;
const mark = document.querySelector("[data-live]");
const notices = document.querySelector("[data-live-notices]");
const WORDS = {
  live: () => gettext("Live"),
  polling: () => gettext("Live, every 5 s"),
  offline: () => gettext("Offline, reconnecting"),
};
let late = 0, wasOffline = false;

function notice(tone, title, text) {
  const box = document.createElement("div");
  box.className = `note ${tone}`;
  const inner = document.createElement("div");
  if (title) inner.append(Object.assign(document.createElement("p"), { className: "note-title", textContent: title }));
  inner.append(text);
  box.append(inner);
  notices.replaceChildren(box);
}

function offline(at) {
  const time = new Date(at).toLocaleTimeString(document.documentElement.lang, { hour12: false });
  wasOffline = true;
  notice("hold", gettext("Offline, reconnecting"), interpolate(gettext("What you see is as of %s. It is checked again before you book."), [time]));
  say(gettext("Offline, reconnecting"));
}

document.addEventListener("live:state", ({ detail }) => {
  mark.hidden = false;
  mark.dataset.state = detail.state;
  mark.querySelector("[data-live-word]").textContent = WORDS[detail.state]();
  clearTimeout(late);
  if (detail.state === "offline") late = setTimeout(offline, 3000, detail.at);
  else if (wasOffline) back(0);
});

function back(changes) {
  wasOffline = false;
  const text = changes
    ? interpolate(ngettext("Connected again, %s change caught up.", "Connected again, %s changes caught up.", changes), [changes])
    : gettext("Connected again, nothing was missed.");
  notice("free", "", text);
  setTimeout(() => notices.replaceChildren(), 12_000);
}

document.addEventListener("live:caught-up", ({ detail }) => { if (detail.changes && notices.childElementCount) back(detail.changes); });
