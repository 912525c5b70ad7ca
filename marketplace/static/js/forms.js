// Comfort on top of plain forms. Everything works without it.
// data-autosubmit    a control whose change sends its form
// data-take          a link with data-starts and data-ends: fills the period form instead of leaving the page
// data-show-when     a block that is shown while one of its "name=value" holds in its form
// data-hide-when     a block that is shown while none does
// data-once          a form that is sent once, however often the button is pressed

const periodForm = () => document.querySelector("[data-period-form]");

function fillPeriod(starts, ends) {
  const form = periodForm();
  if (!form) return false;
  const parts = { date: starts.slice(0, 10), starts: starts.slice(11, 16), end_date: ends.slice(0, 10), ends: ends.slice(11, 16) };
  for (const [name, value] of Object.entries(parts)) {
    const field = form.elements[name];
    if (field) field.value = value;
  }
  form.dispatchEvent(new Event("change", { bubbles: true }));
  return true;
}

window.rongtong.fillPeriod = fillPeriod;

function toggle(form) {
  const values = new FormData(form);
  const holds = (condition) => values.getAll(condition.split("=")[0]).includes(condition.split("=")[1]);
  for (const block of form.querySelectorAll("[data-show-when], [data-hide-when]")) {
    const { showWhen, hideWhen } = block.dataset;
    const shown = showWhen ? showWhen.split(" ").some(holds) : !hideWhen.split(" ").some(holds);
    block.hidden = !shown;
    if (block.tagName === "FIELDSET") block.disabled = !shown;
  }
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-take]");
  if (!link || !fillPeriod(link.dataset.starts, link.dataset.ends)) return;
  event.preventDefault();
  periodForm().elements.date?.focus();
});
document.addEventListener("change", (event) => {
  const form = event.target.form ?? event.target;
  if (form instanceof HTMLFormElement) toggle(form);
  if (event.target.matches?.("[data-autosubmit]")) form.requestSubmit();
});
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("[data-once]")) return;
  if (form.ariaBusy === "true") event.preventDefault();
  form.ariaBusy = "true";
});
addEventListener("pageshow", () => { for (const form of document.querySelectorAll("form[data-once]")) form.ariaBusy = null; });
for (const form of document.forms) toggle(form);
