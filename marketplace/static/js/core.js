// What the other scripts share: the server's clock, one polite voice, one toast. As window.rongtong.
const html = document.documentElement;
const PAUSE = 5000;

let offset = Date.parse(html.dataset.now) - Date.now() || 0;
const now = () => Date.now() + offset;
const setClock = (iso) => { offset = Date.parse(iso) - Date.now() || offset; };

// At most one message in five seconds; what comes meanwhile is said together, many as a count.
const waiting = [];
let spokenAt = -PAUSE;
let timer = 0;
function flush() {
  timer = 0;
  spokenAt = performance.now();
  const text = waiting.length > 2
    ? interpolate(ngettext("%s change on this page", "%s changes on this page", waiting.length), [waiting.length])
    : waiting.join(" ");
  waiting.length = 0;
  document.querySelector("[data-say]").textContent = text;
}
function say(text) {
  if (!waiting.includes(text)) waiting.push(text);
  timer ||= setTimeout(flush, Math.max(50, spokenAt + PAUSE - performance.now()));
}

let fading = 0;
function toast(text) {
  const box = document.querySelector("[data-toast]");
  box.textContent = text;
  box.hidden = false;
  clearTimeout(fading);
  fading = setTimeout(() => { box.hidden = true; }, 6000);
}

window.rongtong = { now, setClock, say, toast };
