/* Pages, languages and events; the last of the scripts, which opens the first page. */
const drawn = new Set();
const FILTERED = ["resumen", "mapas", "municipios", "cambios", "comparacion"];
const ANEW = ["registro", "municipios", "perfil"]; // drawn each time they are opened
async function open(page) {
  state.page = page;
  document.title = L("r_title");
  document.body.dataset.page = page;
  for (const section of document.querySelectorAll("section[data-content]")) section.hidden = section.id !== page;
  for (const link of document.querySelectorAll("nav a")) {
    if (link.dataset.page !== page) { link.removeAttribute("aria-current"); continue; }
    link.setAttribute("aria-current", "page");
    const row = link.closest("ul"); // one row, which a narrow window scrolls
    row.scrollLeft = link.offsetLeft - row.offsetLeft - (row.clientWidth - link.offsetWidth) / 2;
  }
  el("filters").hidden = !FILTERED.includes(page);
  countShown();
  remember();
  if (!drawn.has(page) || ANEW.includes(page)) { PAGES[page](); drawn.add(page); }
  for (const figure of document.querySelectorAll(`#${page} figure[data-chart]`)) {
    const chart = figure.dataset.chart;
    if (!views[chart] || stale.has(chart)) {
      await new Promise((next) => setTimeout(next)); // let the page answer between maps
      if (state.page !== page) return;
      await drawFigure(figure);
    }
  }
  document.body.dataset.ready = "true";
}
function everythingAnew() {
  translate();
  drawn.clear();
  dirty(...Object.keys(CHARTS));
  fillFilters();
  return open(state.page);
}
function translate() {
  document.documentElement.lang = state.language;
  for (const part of document.querySelectorAll("[data-label]")) part.textContent = L(part.dataset.label);
  for (const part of document.querySelectorAll("[data-label-aria]")) part.setAttribute("aria-label", L(part.dataset.labelAria));
  const other = state.language === "es" ? "en" : "es";
  el("language").textContent = other === "en" ? "English" : "Español";
  el("language").lang = other;
  const p = DATA.publication;
  el("foot").textContent = L("r_foot", { date: p.published_at.slice(0, 10), id: p.content_id.slice(0, 12), version: p.amparo_version });
}
function route() {
  const { page, code, words } = parsed();
  const isOther = words !== null && takeUp(words);
  state.profile = page in PROFILES && profileKnown(page, code) ? { kind: page, code } : null;
  if (!state.profile && code && place(code)) { state.chosen = code; dirty(...FOLLOWING); }
  state.page = state.profile ? "perfil" : DATA.pages.includes(page) ? page : DATA.pages[0];
  scrollTo(0, 0); // the browser has gone to the section, whose head the filters would hide
  if (isOther) everythingAnew(); else open(state.page);
}

el("language").addEventListener("click", () => {
  state.language = state.language === "es" ? "en" : "es";
  store.set("amparo-language", state.language);
  everythingAnew();
});
el("pick-assessment").addEventListener("change", (event) => { state.assessment = event.target.value; everythingAnew(); });
el("filter-department").addEventListener("change", (event) => { state.department = event.target.value; filtersChanged(); });
let typing;
el("search").addEventListener("input", (event) => {
  clearTimeout(typing);
  typing = setTimeout(() => {
    state.search = event.target.value.trim();
    const exact = results().find((r) => optionText(r) === state.search || r.code === state.search);
    if (exact) choose(exact.code); else filtersChanged();
  }, 250);
});
el("search").addEventListener("keydown", (event) => {
  if (event.key !== "Enter") return;
  event.preventDefault();
  clearTimeout(typing);
  state.search = event.target.value.trim();
  const first = state.search && shownPlaces()[0];
  if (first) choose(first.code); else filtersChanged();
});
el("filters").addEventListener("submit", (event) => event.preventDefault());
el("filters").addEventListener("reset", () => {
  state.department = ""; state.search = ""; state.levels = new Set(LEVELS); state.chosen = "";
  setTimeout(() => { fillFilters(); filtersChanged(); });
});
el("fold").addEventListener("click", () => {
  const isOpen = el("filters").classList.toggle("open");
  el("fold").setAttribute("aria-expanded", String(isOpen));
});
el("download").addEventListener("click", download);
el("pick-other").addEventListener("change", (event) => compareWith(event.target.value));
el("swap").addEventListener("click", swap);
el("profile-print").addEventListener("click", () => print());
el("copy-link").addEventListener("click", copyLink);
addEventListener("hashchange", route);

if (store.get("amparo-language") === "en") state.language = "en";
translate();
fillFilters();
window.amparoReport = { state, results, csv, data: DATA, totals, chosenRows, byDepartment, bySeverity, flowRows, totalChange, otherId };
route();
if (document.documentElement.lang !== state.language) everythingAnew();
