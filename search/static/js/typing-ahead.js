// Suggestions below the box, as a combobox: arrows choose, Enter takes, Escape closes. Without them it is a plain box.
const box = document.querySelector("[data-ahead]");
const input = box.querySelector("input");
const form = input.form;
const PAUSE = 160;
const list = Object.assign(document.createElement("ul"), { id: "ahead", className: "ahead", hidden: true });
list.role = "listbox";
list.ariaLabel = gettext("Suggestions");
box.append(list);
Object.assign(input, { role: "combobox", ariaAutoComplete: "list", ariaExpanded: "false" });
input.setAttribute("aria-controls", list.id);

let shown = [], active = -1, waiting = 0, asking = null;

function close() {
  clearTimeout(waiting);
  asking?.abort();
  list.hidden = true;
  shown = [];
  mark(-1);
  input.ariaExpanded = "false";
}

function mark(index) {
  active = index;
  [...list.children].forEach((option, at) => { option.ariaSelected = String(at === index); });
  if (index < 0) return input.removeAttribute("aria-activedescendant");
  input.setAttribute("aria-activedescendant", list.children[index].id);
  list.children[index].scrollIntoView({ block: "nearest" });
}

function option({ label, kind }, index) {
  const row = document.createElement("li");
  row.id = `ahead-${index}`;
  row.role = "option";
  const word = document.createElement("span");
  word.textContent = label;
  const note = document.createElement("span");
  note.className = "t12 ink3 push";
  note.textContent = kind;
  row.append(word, note);
  row.addEventListener("mousedown", (event) => { event.preventDefault(); take(index); });
  return row;
}

function show(suggestions) {
  shown = suggestions;
  list.replaceChildren(...suggestions.map(option));
  list.hidden = !suggestions.length;
  input.ariaExpanded = String(!list.hidden);
  mark(-1);
  if (suggestions.length) window.rongtong.say(interpolate(ngettext("%s suggestion", "%s suggestions", suggestions.length), [suggestions.length]));
}

async function ask() {
  asking?.abort();
  const text = input.value.trim();
  if (!text) return close();
  asking = new AbortController();
  try {
    const answer = await fetch(`${box.dataset.ahead}?${new URLSearchParams({ q: text })}`, { signal: asking.signal });
    if (answer.ok && document.activeElement === input) show((await answer.json()).suggestions);
  } catch (error) {
    if (error.name !== "AbortError") close();
  }
}

// A class is checked and a place filled in; what is left in the box would only say the same again.
function take(index) {
  const { name, value } = shown[index];
  close();
  if (name === "q") {
    input.value = value;
  } else {
    input.value = "";
    const field = name === "place" ? form.elements.place : document.createElement("input");
    Object.assign(field, { value });
    if (name === "place") form.elements.near.value = "";
    else form.append(Object.assign(field, { type: "hidden", name }));
  }
  form.requestSubmit();
}

const STEPS = { ArrowDown: 1, ArrowUp: -1 };
input.addEventListener("keydown", (event) => {
  if (event.isComposing) return;
  if (event.key in STEPS) {
    event.preventDefault();
    if (list.hidden) return void ask();
    const rows = shown.length + 1;  // the last stop is the box itself
    mark((active + 1 + STEPS[event.key] + rows) % rows - 1);
  } else if (event.key === "Enter" && active >= 0) {
    event.preventDefault();
    take(active);
  } else if (event.key === "Escape" && !list.hidden) {
    event.preventDefault();
    close();
  } else if (event.key === "Tab") {
    close();
  }
});
input.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(ask, PAUSE); });
input.addEventListener("blur", close);
form.addEventListener("submit", close);
