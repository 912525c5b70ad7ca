// What the calendar of a machine and the timeline of a workshop share. As window.rongtong.calendar.
// Times are the site's wall time without offset, which EventCalendar leaves alone; instants are turned into it.
const KINDS = new Set(["busy", "partial", "imported", "mine", "hold", "outage", "maintenance", "proposal", "requested", "confirmed", "in_use", "delivered", "completed", "buffer", "closed", "struck"]);
const formats = new Map();

function wall(text, zone) {
  if (!/(Z|[+-]\d\d:?\d\d)$/.test(text.slice(10))) return text;
  if (!formats.has(zone)) formats.set(zone, new Intl.DateTimeFormat("sv-SE", { timeZone: zone, dateStyle: "short", timeStyle: "medium" }));
  return formats.get(zone).format(new Date(text)).replace(" ", "T");
}

// EventCalendar takes no IANA name: the offset of the week shown, so that "today" and "now" are the site's.
function offsetAt(day, zone) {
  const parts = new Intl.DateTimeFormat("en-GB", { timeZone: zone, timeZoneName: "longOffset" }).formatToParts(new Date(`${day}T12:00:00Z`));
  const name = parts.find((part) => part.type === "timeZoneName").value.replace("GMT", "");
  return name || "+00:00";
}

const WORDS = {
  busy: () => pgettext("claim", "Busy"), imported: () => pgettext("claim", "Busy elsewhere"), mine: () => pgettext("claim", "Mine"),
  hold: () => pgettext("claim", "On hold"), outage: () => pgettext("claim", "Outage"), maintenance: () => pgettext("claim", "Maintenance"),
};

function event(block, zone) {
  const kind = KINDS.has(block.kind) ? block.kind : "busy";
  return {
    id: String(block.key), start: wall(block.start, zone), end: wall(block.end, zone),
    title: block.label || WORDS[kind]?.() || "", classNames: [`k-${kind}`],
    display: kind === "partial" ? "background" : "auto",  // it leaves room: what stands there is not squeezed
    resourceIds: block.unit === undefined ? [] : [String(block.unit)],
    extendedProps: { note: block.note ?? "", url: block.url ?? "" },
  };
}
const opening = (span, zone) => ({ display: "background", start: wall(span.start, zone), end: wall(span.end, zone), resourceIds: span.unit === undefined ? [] : [String(span.unit)], extendedProps: { isOpening: true } });

// A block that leads somewhere holds a real link: EventCalendar's own click would make a button of the article.
function content({ event: shown }) {
  const { url } = shown.extendedProps;
  const box = document.createElement(url ? "a" : "div");
  if (url) box.href = url;
  box.className = "ev";
  box.append(Object.assign(document.createElement("b"), { textContent: shown.title }));
  if (shown.extendedProps.note) box.append(Object.assign(document.createElement("small"), { textContent: shown.extendedProps.note }));
  return { domNodes: [box] };
}

async function load(feed, from, to) {
  const url = new URL(feed, location.href);
  url.searchParams.set("from", from.slice(0, 10));
  url.searchParams.set("to", to.slice(0, 10));
  const answer = await fetch(url, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(answer.statusText);
  return answer.json();
}

// EventCalendar puts role=table around a toolbar and articles, which is not a table: the wrapper is a named group.
const ROLES = "[role=table],[role=rowgroup],[role=row],[role=columnheader],[role=rowheader],[role=cell],[aria-colindex]";
const ATTRIBUTES = ["role", "aria-colindex", "aria-rowindex", "aria-colcount", "aria-rowcount"];
function mend(element) {
  const strip = () => {
    for (const node of element.querySelectorAll(ROLES)) for (const name of ATTRIBUTES) node.removeAttribute(name);
    element.querySelector(".ec-main")?.setAttribute("tabindex", "0");
  };
  new MutationObserver(strip).observe(element, { subtree: true, childList: true, attributes: true, attributeFilter: ["role"] });
}

// A change replaces the blocks of its window: what touched the window goes, what the frame brings comes.
function patch(calendar, frame, zone) {
  if (!frame.blocks) return calendar.refetchEvents();
  const from = wall(frame.from, zone).padEnd(19, ":00"), to = wall(frame.to, zone).padEnd(19, ":00");
  const stamp = (date) => new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 19);
  const keys = new Set(frame.blocks.map((block) => String(block.key)));
  for (const shown of calendar.getEvents()) {
    if (shown.extendedProps.isOpening || shown.id === "pick") continue;
    if (keys.has(shown.id) || (stamp(shown.start) < to && stamp(shown.end) > from)) calendar.removeEventById(shown.id);
  }
  for (const block of frame.blocks) calendar.addEvent(event(block, zone));
}

const locale = document.documentElement.lang.startsWith("zh") ? "zh-CN" : "en-GB";
const narrow = matchMedia("(max-width: 820px)");
window.rongtong.calendar = { wall, offsetAt, event, opening, content, load, mend, patch, locale, narrow };
