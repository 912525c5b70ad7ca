// The week of a workshop by unit: <div data-timeline data-feed data-zone data-date [data-view="day|week"]>.
// The feed adds "units": [{id, title, note, use}]. The page has a table with the same content beside it.
const { offsetAt, event, content, load, mend, locale } = window.rongtong.calendar;
const element = document.querySelector("[data-timeline]");
const NARROWEST = 34;
const HOURS = { day: 1, week: 4 };

function head({ resource }) {
  const { note, use } = resource.extendedProps;
  const part = (tag, text, name = "") => Object.assign(document.createElement(tag), { textContent: text, className: name });
  const box = part("div", "", "rh");
  box.append(part("b", resource.title));
  if (use === undefined || use === null) box.append(part("span", ""));
  else box.append(part("span", `${use}%`, "u n"));
  box.append(part("span", note));
  if (use !== undefined && use !== null) {
    const meter = Object.assign(document.createElement("meter"), { min: 0, max: 100, low: 0, high: 101, optimum: 50, value: use });
    meter.setAttribute("aria-label", interpolate(gettext("%(unit)s: %(use)s% used"), { unit: resource.title, use }, true));
    box.append(meter);
  }
  return { domNodes: [box] };
}

function start(element) {
  const { zone, feed, date } = element.dataset;
  const view = element.dataset.view === "day" ? "day" : "week";
  element.replaceChildren();
  mend(element);
  const calendar = EventCalendar.create(element, {
    view: view === "day" ? "resourceTimelineDay" : "resourceTimelineWeek", date, firstDay: 1, locale, timeZone: offsetAt(date, zone),
    headerToolbar: { start: "", center: "", end: "" }, height: "auto", nowIndicator: true,
    slotMinTime: element.dataset.min || "08:00", slotMaxTime: element.dataset.max || "20:00", slotDuration: `0${HOURS[view]}:00`,
    slotWidth: NARROWEST,
    eventStartEditable: false, eventDurationEditable: false,
    dayHeaderFormat: { weekday: "short", day: "numeric" },
    slotLabelFormat: (time) => String(time.getHours()).padStart(2, "0"),
    eventContent: content, resourceLabelContent: head, resources: [],
    eventSources: [{ events: async (shown) => {
      const week = await load(feed, shown.startStr, shown.endStr);
      calendar.setOption("resources", week.units.map(({ id, title, note, use }) => ({ id: String(id), title, extendedProps: { note: note ?? "", use } })));
      return week.blocks.map((block) => event(block, zone));
    } }],
  });
  // Cells have a fixed width in pixels and do not stretch: they are given what the panel has to give.
  const fit = () => {
    const sidebar = element.querySelector(".ec-sidebar")?.offsetWidth ?? 0;
    const slots = element.querySelectorAll(".ec-slot").length || 1;
    calendar.setOption("slotWidth", Math.max(NARROWEST, (element.clientWidth - sidebar - 2) / slots));
  };
  new ResizeObserver(fit).observe(element);
  // A frame of one resource says nothing of the others' rows, so the week is fetched again, once for a burst.
  let due = 0;
  document.addEventListener("live:change", () => {
    clearTimeout(due);
    due = setTimeout(() => calendar.refetchEvents(), 250);
  });
  return calendar;
}

if (element) start(element);
