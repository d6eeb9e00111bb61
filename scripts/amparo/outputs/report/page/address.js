/* One state, one link: what is chosen stands in the address, and the address is what is chosen.
 *   #page/code?ev=assessment&lang=es&dep=27&sev=3.4&q=text&con=assessment&orden=-pin&r.metric=…
 * `sev` has a dash for municipalities without a severity. An address without `?` opens a page and
 * keeps what is chosen; with it, what the address does not name is as it is at first. */
const PROFILES = { departamento: "department", municipio: "municipality", localidad: "localidad" };
const FIRST_SORT = "-pin";
const asked = {}; // what somebody picked in the registry; the rest follows from it

const sortText = () => (state.sort.down ? "-" : "") + state.sort.column;
function path() {
  if (state.page === "perfil") return `${state.profile.kind}/${state.profile.code}`;
  return state.page === "municipios" && state.chosen ? `municipios/${state.chosen}` : state.page;
}
function query() {
  const found = new URLSearchParams({ ev: state.assessment, lang: state.language });
  const add = (key, value) => { if (value) found.set(key, value); };
  add("dep", state.department);
  if (state.levels.size < LEVELS.length) found.set("sev", LEVELS.filter((l) => state.levels.has(l)).map((l) => l || "-").join("."));
  add("q", state.search);
  add("con", state.other);
  if (sortText() !== FIRST_SORT) add("orden", sortText());
  for (const [name, value] of Object.entries(asked)) add("r." + name, value);
  return String(found);
}
const profileAddress = (kind, code) => `#${kind}/${code}?${query()}`;
/* Write the state into the address, without a step back for each letter that is typed. */
let seen = null; // the address that was last read or written
function remember() {
  const now = `#${path()}?${query()}`;
  if (seen !== null && location.hash !== seen) return; // the browser is on its way elsewhere
  if (location.hash !== now) history.replaceState(null, "", now);
  seen = location.hash;
  for (const link of document.querySelectorAll("nav a[data-page]")) link.href = "#" + link.dataset.page;
}
function parsed() {
  seen = location.hash;
  const [way, words] = location.hash.slice(1).split("?");
  const [page, code] = way.split("/").map((part) => { try { return decodeURIComponent(part); } catch { return part; } });
  return { page, code, words: words === undefined ? null : new URLSearchParams(words) };
}
/* Take up what an address says; tells whether anything is other than it was. */
function takeUp(words) {
  const before = query();
  const known = (id) => table("assessments").some((a) => a.assessment_id === id);
  const get = (key) => words.get(key) || "";
  state.assessment = known(get("ev")) ? get("ev") : DATA.first;
  state.other = known(get("con")) ? get("con") : "";
  if (["es", "en"].includes(get("lang"))) state.language = get("lang");
  state.department = department(get("dep")) ? get("dep") : "";
  state.levels = new Set(words.has("sev") ? get("sev").split(".").map((l) => (l === "-" ? "" : l)).filter((l) => LEVELS.includes(l)) : LEVELS);
  state.search = get("q");
  const sort = get("orden") || FIRST_SORT;
  state.sort = { column: sort.replace(/^-/, ""), down: sort.startsWith("-") };
  for (const name of Object.keys(asked)) { delete asked[name]; delete picked[name]; }
  for (const [key, value] of words) if (key.startsWith("r.")) asked[key.slice(2)] = picked[key.slice(2)] = value;
  return query() !== before;
}
async function copyLink() {
  remember();
  try {
    await navigator.clipboard.writeText(location.href);
  } catch { // a browser that gives pages from disk no clipboard
    const field = node("textarea", { "aria-hidden": "true" });
    field.value = location.href;
    document.body.append(field);
    field.select();
    document.execCommand("copy");
    field.remove();
  }
  el("copied").textContent = L("r_link_copied");
  setTimeout(() => { el("copied").textContent = ""; }, 4000);
}
