// The calendar of one machine: <div data-calendar data-feed data-zone data-date [data-min data-max]
// data-live-resource data-live-version>. Dragging fills the form [data-period-form]; the form is drawn as "your choice".
const { offsetAt, event, opening, content, load, mend, patch, locale, narrow } = window.rongtong.calendar;
const element = document.querySelector("[data-calendar]");

function picked() {
  const form = document.querySelector("[data-period-form]");
  const value = (name) => form?.elements[name]?.value ?? "";
  const day = value("date"), starts = value("starts"), ends = value("ends");
  if (!day || !starts || !ends) return null;
  const start = `${day}T${starts}:00`, end = `${value("end_date") || day}T${ends}:00`;
  if (end <= start) return null;
  const refused = document.querySelector("[data-verdict='refused']");
  return { id: "pick", start, end, title: gettext("Your choice"), classNames: [refused ? "k-bad" : "k-pick"], extendedProps: { note: `${starts}–${ends}` } };
}

function drawPick(calendar) {
  calendar.removeEventById("pick");
  const pick = picked();
  if (pick) calendar.addEvent(pick);
}

function start(element) {
  const { zone, feed } = element.dataset;
  const day = element.dataset.date;
  element.replaceChildren();
  mend(element);
  const calendar = EventCalendar.create(element, {
    view: narrow.matches ? "timeGridDay" : "timeGridWeek", date: day, firstDay: 1, locale, timeZone: offsetAt(day, zone),
    slotMinTime: element.dataset.min || "08:00", slotMaxTime: element.dataset.max || "20:00", slotDuration: "01:00",
    slotHeight: narrow.matches ? 30 : 26, allDaySlot: false, nowIndicator: true, height: "auto",
    selectable: true, selectBackgroundColor: "transparent", eventStartEditable: false, eventDurationEditable: false,
    headerToolbar: { start: "title", center: "", end: "today prev,next" },
    buttonText: (text) => ({ ...text, today: gettext("Today"), prev: gettext("Earlier"), next: gettext("Later") }),
    dayHeaderFormat: { weekday: "short", day: "numeric" }, slotLabelFormat: { hour: "2-digit", minute: "2-digit", hour12: false },
    titleFormat: narrow.matches ? { month: "long", day: "numeric", weekday: "long" } : { year: "numeric", month: "long" },
    eventContent: content,
    eventSources: [{ events: async (shown) => {
      element.ariaBusy = "true";
      try {
        const week = await load(feed, shown.startStr, shown.endStr);
        if (week.min && week.max) calendar.setOption("slotMinTime", week.min).setOption("slotMaxTime", week.max);
        const pick = picked();
        return [...week.open.map((span) => opening(span, zone)), ...week.blocks.map((block) => event(block, zone)), ...(pick ? [pick] : [])];
      } finally {
        element.ariaBusy = null;
      }
    } }],
    datesSet: ({ startStr }) => calendar?.setOption("timeZone", offsetAt(startStr.slice(0, 10), zone)),
    select: ({ startStr, endStr }) => {
      calendar.unselect();
      window.rongtong.fillPeriod(startStr.slice(0, 16), endStr.slice(0, 16));
    },
  });
  document.addEventListener("live:change", ({ detail }) => {
    if (String(detail.resource) === element.dataset.liveResource) patch(calendar, detail, zone);
  });
  for (const name of ["change", "live:swapped", "htmx:after:swap"]) document.addEventListener(name, () => drawPick(calendar));
  return calendar;
}

if (element) start(element);
