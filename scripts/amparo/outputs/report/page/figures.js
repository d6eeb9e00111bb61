/* What stands on and below a figure: names of a department's municipalities, circles, source, files. */
const NAME_SIZE = 12;

/* Names of the municipalities of the department a map shows alone, the largest first, none on another. */
function namesOn(code, width) {
  if (!code) return [];
  const own = placeTotals(resultsOf(state.assessment).filter((r) => r.department === code)).filter((p) => DATA.centres[p.code])
    .sort((a, b) => (b.children ?? 0) - (a.children ?? 0));
  const xs = own.map((p) => DATA.centres[p.code][0]), ys = own.map((p) => DATA.centres[p.code][1]);
  const across = Math.max(Math.max(...xs) - Math.min(...xs), ((Math.max(...ys) - Math.min(...ys)) * MAP.width) / MAP.height, 0.2);
  const degree = (width * 0.8) / across; // about as many pixels as a degree has
  const placed = [];
  for (const p of own) {
    const [x, y] = DATA.centres[p.code];
    const half = (p.name.length * NAME_SIZE * 0.68) / degree / 2, high = (NAME_SIZE * 1.25) / degree;
    if (placed.every((o) => Math.abs(o.x - x) > o.half + half || Math.abs(o.y - y) > high)) placed.push({ x, y, half, t: p.name });
  }
  return placed.map(({ x, y, t }) => ({ x, y, t }));
}

/* PiN by municipality as circles: a choropleth of counts would hide a city behind a plain. */
const circled = () => results().filter((r) => r.pin("pin") > 0 && DATA.centres[r.code] && inDepartment(r.department));
CHARTS.pin_places = {
  map: true, spec: "map_circles", chosen: () => state.department, legend: () => [...severityLegend(1)().slice(0, -1), ["transparent", L("r_largest_circle", { pin: N(Math.max(...circled().map((r) => r.pin("pin_rounded")), 0)) })]],
  sets: () => ({ rows: circled().map((r) => ({ id: r.code, x: DATA.centres[r.code][0], y: DATA.centres[r.code][1], s: r.pin("pin_rounded"), v: r.final, on: matches(r) ? 1 : 0 })).sort((a, b) => b.s - a.s) }),
  table: () => [[col("code", "r_code"), col("name", "r_municipality"), num("pin_rounded", "r_pin"), col("final", "r_severity", { number: true, show: (p) => chip(p.r.final) })], placeTotals(chosenRows())],
  tip: (code) => CHARTS.final.tip(code), click: (code) => choose(code),
};

/* Who made it, of what, when; a map says what its borders are. */
function sourceText(chart) {
  const a = assessment(), p = DATA.publication;
  const borders = chart.map ? ` ${L(DATA.shapes.is_schematic ? "r_image_schematic" : "r_image_polygons")}.` : "";
  const synthetic = a.is_synthetic ? ` ${L("synthetic_banner")}.` : "";
  return L("r_source_line", { assessment: either(a, "label"), date: p.published_at.slice(0, 10), id: p.content_id.slice(0, 8) }) + borders + synthetic;
}
function underFigure(figure, chart) {
  const buttons = ["svg", "png", "csv"].map((kind) => node("button", { type: "button", class: "link", text: kind.toUpperCase(), "aria-label": `${L("r_download_figure")} ${kind.toUpperCase()}`, "data-file": kind, onclick: () => saveFigure(figure, chart, kind) }));
  figure.querySelector(".under").replaceChildren(node("p", { class: "source", text: sourceText(chart) }), node("p", { class: "files noprint" }, `${L("r_download_figure")} `, ...buttons.flatMap((b) => [b, " "])));
}
function save(name, blob) {
  const link = node("a", { href: URL.createObjectURL(blob), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}
const cellText = (shown) => (shown instanceof Node ? shown.textContent : shown === null || shown === undefined ? "" : String(shown));
function figureCsv(chart) {
  const [columns, rows] = chart.table();
  return csvOf(columns.map((c) => c.label), rows.map((row) => columns.map((c) => {
    const raw = row[c.key];
    return c.number && typeof raw === "number" ? raw : c.show ? cellText(c.show(row)) : raw;
  })));
}
/* The drawing with title, legend and source, as a file of its own. */
function figureSvg(figure, chart) {
  const drawing = figure.querySelector(".plot svg").cloneNode(true);
  const [, , width, height] = drawing.getAttribute("viewBox").split(" ").map(Number);
  const make = (tag, attributes, text) => {
    const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    if (text) made.textContent = text;
    return made;
  };
  const wide = Math.max(width, 620), letters = Math.floor(wide / 6.2);
  const lines = (text) => text.split(" ").reduce((all, word) => ((all[all.length - 1] + " " + word).length > letters ? [...all, word] : [...all.slice(0, -1), `${all[all.length - 1]} ${word}`.trim()]), [""]);
  const out = make("svg", { xmlns: "http://www.w3.org/2000/svg", "font-family": "system-ui, 'Segoe UI', Roboto, Arial, sans-serif" });
  out.append(make("rect", { width: "100%", height: "100%", fill: "#ffffff" }), make("text", { x: 12, y: 26, "font-size": 17, "font-weight": 600, fill: "#1d2733" }, figure.querySelector("h3").textContent));
  let x = 12, y = 46;
  for (const [colour, text] of chart.legend ? chart.legend() : []) {
    const room = 22 + text.length * 6.8;
    if (x + room > wide) { x = 12; y += 18; }
    out.append(make("rect", { x, y: y - 10, width: 12, height: 12, fill: colour }), make("text", { x: x + 17, y, "font-size": 12, fill: "#1d2733" }, text));
    x += room;
  }
  for (const text of chart.map ? drawing.querySelectorAll("text") : []) for (const [key, value] of [["paint-order", "stroke"], ["stroke", "#ffffff"], ["stroke-width", "2.5"]]) text.setAttribute(key, value);
  for (const [key, value] of [["x", (wide - width) / 2], ["y", y + 8], ["width", width], ["height", height]]) drawing.setAttribute(key, value);
  drawing.removeAttribute("aria-hidden");
  out.append(drawing);
  y += height + 26;
  for (const line of lines(sourceText(chart))) { out.append(make("text", { x: 12, y, "font-size": 12, fill: "#566373" }, line)); y += 16; }
  for (const [key, value] of [["width", wide], ["height", y], ["viewBox", `0 0 ${wide} ${y}`]]) out.setAttribute(key, value);
  return new XMLSerializer().serializeToString(out);
}
async function saveFigure(figure, chart, kind) {
  const name = `${figure.dataset.chart}_${state.assessment}${state.department ? "_" + state.department : ""}.${kind}`;
  if (kind === "csv") { save(name, new Blob([figureCsv(chart)], { type: "text/csv" })); return; }
  const svg = new Blob([figureSvg(figure, chart)], { type: "image/svg+xml" });
  if (kind === "svg") { save(name, svg); return; }
  const image = new Image();
  image.src = "data:image/svg+xml;charset=utf-8," + encodeURIComponent(await svg.text());
  await image.decode();
  const canvas = node("canvas", { width: image.width * 2, height: image.height * 2 });
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  canvas.toBlob((png) => save(name, png), "image/png");
}
