// Comfort on top of the question's form, which works without: a short address, "near me" on a click alone,
// and on a phone the parts of the question in sheets of full height behind three buttons.
const form = document.getElementById("finder");
const { elements } = form;

// What says nothing does not stand in the address.
form.addEventListener("formdata", ({ formData }) => {
  for (const [name, value] of [...formData]) if (value === "") formData.delete(name);
  if (!formData.has("place") && !formData.has("near")) formData.delete("radius");
  if (!formData.has("hours") && !formData.has("day") && formData.get("mode") === "row") formData.delete("mode");
});

// Hours or a day are typed: then a time is meant.
form.addEventListener("input", ({ target }) => {
  if (["hours", "day", "until"].includes(target.name) && elements.mode.value === "any") elements.mode.value = "row";
  if (target.name === "place") forget();
});

const near = form.querySelector("[data-near]");
function forget() {
  elements.near.value = "";
  near.ariaPressed = "false";
}
function found({ coords }) {
  elements.near.value = `${coords.latitude.toFixed(2)},${coords.longitude.toFixed(2)}`;  // about a kilometre is enough
  elements.place.value = "";
  form.requestSubmit();
}
function notFound() {
  near.disabled = false;
  window.rongtong.toast(gettext("The browser does not tell where you are; type a place instead."));
  elements.place.focus();
}
near.hidden = !navigator.geolocation;
near.addEventListener("click", () => {
  near.disabled = true;
  navigator.geolocation.getCurrentPosition(found, notFound, { timeout: 10_000, maximumAge: 600_000 });
});

const narrow = matchMedia("(max-width: 820px)");
const bar = document.querySelector("[data-sheets]");
const parts = new Map([...bar.querySelectorAll("[aria-controls]")].map((button) => [button, document.getElementById(button.getAttribute("aria-controls"))]));

function fold() {
  bar.hidden = !narrow.matches;
  for (const part of parts.values()) if (!part.closest("dialog")) part.hidden = narrow.matches;
}

function made(tag, attributes, ...children) {
  const element = Object.assign(document.createElement(tag), attributes);
  element.append(...children);
  return element;
}

function showing(total) {
  return total === null ? gettext("Show results") : interpolate(ngettext("Show %s machine", "Show %s machines", total), [total]);
}

let asked = 0;
async function count(button) {
  const mine = ++asked;
  const data = new FormData(form);
  const answer = await fetch(`${form.dataset.count}?${new URLSearchParams(data)}`);
  if (!answer.ok || mine !== asked) return;
  button.textContent = showing((await answer.json()).total);
}

function open(opener, part) {
  const title = made("h2", { className: "t16", id: "sheet-title", textContent: opener.dataset.title, tabIndex: -1 });
  const close = made("button", { type: "button", className: "btn btn-quiet push", textContent: gettext("Close") });
  const apply = made("button", { type: "button", className: "btn btn-primary btn-lg w100", textContent: showing(Number(bar.dataset.total)) });
  const place = document.createComment("sheet");
  part.before(place);
  const sheet = made("dialog", { className: "full-sheet" }, made("div", { className: "sheet-head" }, title, close), made("div", { className: "sheet-body" }, part), made("div", { className: "sheet-foot" }, apply));
  sheet.setAttribute("aria-labelledby", "sheet-title");
  part.hidden = false;
  let waiting = 0;
  // Within a sheet a change is counted, and sent by the button.
  sheet.addEventListener("change", (event) => {
    if (event.target.matches("[data-autosubmit]")) event.stopPropagation();
    clearTimeout(waiting);
    waiting = setTimeout(count, 250, apply);
  });
  close.addEventListener("click", () => sheet.close());
  apply.addEventListener("click", () => form.requestSubmit());
  sheet.addEventListener("close", () => {
    place.replaceWith(part);
    sheet.remove();
    fold();
    opener.focus();
  });
  form.append(sheet);
  sheet.showModal();
  title.focus();
}

for (const [button, part] of parts) button.addEventListener("click", () => open(button, part));
narrow.addEventListener("change", () => { document.querySelector("dialog.full-sheet")?.close(); fold(); });
fold();
