// The booking form beyond forms.js: fields that the verdict speaks of are marked, the last day follows the first,
// and the form's token stays out of addresses.
const FIELDS = ["date", "starts", "ends", "end_date"];
const form = document.querySelector("[data-period-form]");

function mark() {
  const verdict = form?.querySelector("[data-verdict]");
  if (!verdict) return;
  const refused = verdict.dataset.verdict === "refused";
  for (const name of FIELDS) {
    const field = form.elements[name];
    if (!field) continue;
    if (refused) {
      field.setAttribute("aria-invalid", "true");
      field.setAttribute("aria-describedby", "why");
    } else {
      field.removeAttribute("aria-invalid");
      field.removeAttribute("aria-describedby");
    }
  }
}

const daysBetween = (from, to) => Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000);
const shifted = (day, days) => new Date(Date.parse(day) + days * 86_400_000).toISOString().slice(0, 10);

function follow(event) {
  const { date, end_date: last } = form.elements;
  if (!last) return;
  const before = date.dataset.before;
  if (event.target === date && before && date.value && last.value) last.value = shifted(last.value, daysBetween(before, date.value));
  if (last.value === date.value) last.value = "";
  if (last.value) last.closest("details").open = true;
  date.dataset.before = date.value;
}

if (form) {
  form.elements.date.dataset.before = form.elements.date.value;
  form.addEventListener("change", follow);
  for (const name of ["htmx:after:swap", "live:swapped"]) document.addEventListener(name, mark);
  mark();
}
// A deadline is over on the second, whether or not the server has told: its part of the page is asked for again.
document.addEventListener("countdown:end", ({ target }) => {
  const resource = target.closest("[data-live-fragment]")?.dataset.liveResource;
  const again = () => (resource ? document.dispatchEvent(new CustomEvent("live:change", { detail: { resource } })) : location.reload());
  if (resource || target.closest(".hold-box")) setTimeout(again, 1200);
});
document.addEventListener("htmx:config:request", ({ detail }) => {
  const { request } = detail.ctx;
  if (request.method === "GET") request.body?.delete("csrfmiddlewaretoken");
});
