// The live connection: watches every [data-live-resource], over /ws/live/ or, where that is blocked, by polling.
// Says on document: live:change (a frame), live:caught-up, live:refused, live:state ("live" | "polling" | "offline").
const { now, setClock } = window.rongtong;
const html = document.documentElement;
const QUIET = 60_000;          // no frame for so long: the connection is dead, whatever the browser thinks
const MOST = 200;              // resources one connection may watch
const POLL = 5000;
const RETRY_SOCKET = 60_000;   // while polling, try the socket again
const HIDDEN = 300_000;        // a page nobody looks at lets go after five minutes
const seen = new Map();        // resource id -> last version shown

let socket = null, failures = 0, everOpened = false;
let silence = 0, again = 0, hiding = 0, polling = 0, state = "idle", behind = 0;

const tell = (name, detail) => document.dispatchEvent(new CustomEvent(name, { detail }));
function enter(next) {
  if (next === state) return;
  state = next;
  tell("live:state", { state, at: now() });
}

function collect() {
  let added = false;
  const present = new Set();
  for (const element of document.querySelectorAll("[data-live-resource]")) {
    const id = element.dataset.liveResource;
    present.add(id);
    if (seen.has(id)) continue;
    seen.set(id, Number(element.dataset.liveVersion) || 0);
    added = true;
  }
  for (const id of seen.keys()) if (!present.has(id)) seen.delete(id);
  return added;
}

function watch() {
  if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify({ watch: Object.fromEntries([...seen].slice(0, MOST)) }));
}

// A frame tells all that changed after `since`; one that begins later than what was seen is not shown: asking
// again brings what is missing.
function change(frame) {
  const id = String(frame.resource), last = seen.get(id);
  if (last === undefined || frame.version <= last) return;
  if ((frame.since ?? frame.version - 1) > last) return askAgain();
  behind += frame.version - last;
  seen.set(id, frame.version);
  tell("live:change", frame);
}
function askAgain() {
  if (again) return;
  again = setTimeout(() => { again = 0; }, 2000);
  watch();
}

function receive(frame) {
  if (frame.type === "change") change(frame);
  else if (frame.type === "heartbeat") {
    setClock(frame.now);
    if (Object.entries(frame.versions ?? {}).some(([id, version]) => seen.has(id) && version > seen.get(id))) askAgain();
  } else if (frame.type === "caught_up") {
    tell("live:caught-up", frame);
  } else if (frame.type === "refused") {
    seen.delete(String(frame.resource));
    tell("live:refused", frame);
  }
}

function listenForSilence() {
  clearTimeout(silence);
  silence = setTimeout(() => socket?.close(), QUIET);
}

function connect() {
  if (!seen.size || socket) return;
  const scheme = location.protocol === "https:" ? "wss:" : "ws:";
  socket = new WebSocket(`${scheme}//${location.host}${html.dataset.liveSocket}`);
  socket.addEventListener("open", () => {
    everOpened = true;
    failures = 0;
    clearTimeout(polling);
    polling = 0;
    enter("live");
    listenForSilence();
    watch();
  });
  socket.addEventListener("message", (event) => {
    listenForSilence();
    receive(JSON.parse(event.data));
  });
  socket.addEventListener("close", closed);
}

function closed() {
  clearTimeout(silence);
  socket = null;
  if (hiding === -1) return;
  failures += 1;
  if (state !== "polling") enter("offline");
  const blocked = !everOpened && failures >= 2;
  if (blocked && !polling) poll();
  const wait = blocked ? RETRY_SOCKET : Math.min(15_000, 500 * 2 ** (failures - 1));
  setTimeout(connect, wait * (0.75 + Math.random() / 2));
}

async function poll() {
  polling = setTimeout(poll, POLL);
  if (document.hidden || !seen.size) return;
  const query = new URLSearchParams([...seen].map(([id, version]) => ["r", `${id}:${version}`]));
  try {
    const answer = await fetch(`${html.dataset.livePoll}?${query}`, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(answer.statusText);
    const { frames } = await answer.json();
    behind = 0;
    const missed = state === "offline";
    for (const frame of frames) receive(frame);
    enter("polling");
    if (missed && behind) tell("live:caught-up", { changes: behind });
  } catch {
    enter("offline");
  }
}

document.addEventListener("visibilitychange", () => {
  clearTimeout(hiding);
  if (document.hidden) {
    hiding = setTimeout(() => { hiding = -1; socket?.close(); }, HIDDEN);
    return;
  }
  const paused = hiding === -1;
  hiding = 0;
  if (paused || !socket) connect();
});
addEventListener("online", connect);
addEventListener("offline", () => { if (socket) socket.close(); else enter("offline"); });

let settling = 0;
new MutationObserver(() => {
  clearTimeout(settling);
  settling = setTimeout(() => { if (collect()) { connect(); watch(); } }, 200);
}).observe(document.body, { childList: true, subtree: true });
if (collect()) connect();
