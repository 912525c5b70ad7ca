// A machine that becomes free outside the list is told above it; the list itself stays as it is.
const { say } = window.rongtong;
const note = document.querySelector("[data-more][data-total]");
const PAUSE = 30_000;
const SETTLE = 5_000;  // the index may lag behind a change of the list a little

const takenRows = () => document.querySelectorAll(".hit.taken").length;
let changedAt = -SETTLE;

async function look() {
  if (document.hidden || performance.now() - changedAt < SETTLE) return;
  const answer = await fetch(note.dataset.more);
  if (!answer.ok) return;
  const { total } = await answer.json();
  if (total === null) return;
  const more = total - (Number(note.dataset.total) - (takenRows() - takenAtFirst));
  if (more <= 0) { note.hidden = true; return; }
  const text = interpolate(ngettext("%s more machine is free, show", "%s more machines are free, show", more), [more]);
  const link = note.querySelector("a");
  if (link.textContent !== text) say(text);
  link.textContent = text;
  note.hidden = false;
}

const takenAtFirst = takenRows();
if (note) {
  document.addEventListener("live:change", () => { changedAt = performance.now(); });
  setInterval(look, PAUSE);
}
