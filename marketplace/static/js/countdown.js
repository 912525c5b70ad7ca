// Countdowns on the server's clock: [data-countdown="ISO"], its ring [data-ring-of="id"][data-ring="seconds"].
// One with data-ends speaks at five minutes, at one minute and at the end, and never between.
const { now, say } = window.rongtong;
const AROUND = 188.5;
const MARKS = [300, 60];
const last = new WeakMap();

function text(left) {
  const hours = Math.floor(left / 3600), minutes = Math.floor((left % 3600) / 60);
  if (hours >= 48) return interpolate(gettext("%(days)s d %(hours)s h"), { days: Math.floor(hours / 24), hours: hours % 24 }, true);
  if (hours) return interpolate(gettext("%(hours)s h %(minutes)s min"), { hours, minutes }, true);
  return `${minutes}:${String(left % 60).padStart(2, "0")}`;
}

function speak(element, left, before) {
  for (const mark of MARKS)
    if (before > mark && left <= mark) {
      const minutes = interpolate(ngettext("%s minute", "%s minutes", mark / 60), [mark / 60]);
      say(`${element.getAttribute("aria-label")}: ${minutes}`);
    }
  if (left === 0) say(element.dataset.ends);
}

function show(element) {
  const left = Math.max(0, Math.round((Date.parse(element.dataset.countdown) - now()) / 1000));
  const before = last.get(element) ?? left;
  last.set(element, left);
  element.textContent = text(left);
  const ring = element.id && document.querySelector(`[data-ring-of="${CSS.escape(element.id)}"]`);
  if (ring) ring.setAttribute("stroke-dasharray", `${Math.min(1, left / Number(ring.dataset.ring)) * AROUND} ${AROUND}`);
  if (element.dataset.ends && left < before) speak(element, left, before);
  if (left === 0 && before > 0) element.dispatchEvent(new CustomEvent("countdown:end", { bubbles: true }));
}

function tick() {
  for (const element of document.querySelectorAll("[data-countdown]")) show(element);
}
tick();
setInterval(tick, 1000);
