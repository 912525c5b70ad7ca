// The hits of this page on a map, where the site has tiles; made when it is opened first.
const fold = document.querySelector("[data-map]");
const FARTHEST_ZOOM = 12;  // places are known to a kilometre

// Several machines stand at one site: one mark for each place.
function places() {
  const found = new Map();
  for (const row of document.querySelectorAll(".hit[data-point]")) {
    found.set(row.dataset.point, [...(found.get(row.dataset.point) ?? []), row]);
  }
  return [...found].map(([point, rows]) => [point.split(",").map(Number), rows]);
}

function linksTo(rows) {
  const list = document.createElement("ul");
  for (const row of rows) {
    const link = document.createElement("a");
    link.href = `#${row.id}`;
    link.textContent = row.querySelector("h2").textContent;
    link.addEventListener("click", (click) => {
      click.preventDefault();
      row.querySelector("h2 a").focus();  // scrolls there
    });
    const entry = document.createElement("li");
    entry.append(link);
    list.append(entry);
  }
  return list;
}

function draw() {
  const map = L.map(fold.querySelector(".map"), { scrollWheelZoom: false, zoomControl: false });
  L.control.zoom({ position: "bottomleft" }).addTo(map);
  map.attributionControl.setPrefix(false);
  L.tileLayer(fold.dataset.map, { attribution: new Option(fold.dataset.credit).innerHTML }).addTo(map);
  const bounds = L.latLngBounds([]);
  for (const [point, rows] of places()) {
    const style = { className: "map-mark", radius: 7 + Math.min(rows.length, 6) };
    const mark = L.circleMarker(point, style).addTo(map).bindPopup(linksTo(rows), { minWidth: 120 });
    mark.bindTooltip(rows.length === 1 ? rows[0].querySelector("h2").textContent : String(rows.length));
    bounds.extend(point);
  }
  if (fold.dataset.circle) {
    const [latitude, longitude, kilometres] = fold.dataset.circle.split(",").map(Number);
    L.circle([latitude, longitude], { className: "map-circle", radius: kilometres * 1000, interactive: false }).addTo(map);
    bounds.extend([latitude, longitude]);
  }
  map.fitBounds(bounds, { padding: [24, 24], maxZoom: FARTHEST_ZOOM });
}

fold.hidden = false;
fold.addEventListener("toggle", draw, { once: true });
