/* The first screen: three sentences, four cards, a map and a ranked table of what is chosen. */
const WORST = 3; // places that the sentence names

function chosenName() {
  if (state.department && !state.search && state.levels.size === LEVELS.length) return department(state.department).department_name;
  return isFiltered() ? L("r_chosen_places") : "Colombia";
}
const withPin = (places) => places.filter((p) => p.pin_rounded !== null).slice(0, WORST).map((p) => `${p.name} (${N(p.pin_rounded)})`).join(", ");
const placeTotals = (rows) => rows.map((r) => ({ code: r.code, name: r.name, r, ...totals([r]) })).sort((a, b) => (b.pin ?? -1) - (a.pin ?? -1));
/* Departments of the country, municipalities of a department or of few departments. */
const ranksMunicipalities = () => chosenDepartments().size === 1;

function changeText(rows) {
  const other = otherId();
  if (!other) return L("r_answer_first");
  const c = totalChange(rows, other);
  if (c.change === null) return L("r_answer_no_change", { other });
  const id = c.change === 0 ? "r_answer_same" : c.change > 0 ? "r_answer_more" : "r_answer_less";
  return L(id, { other, change: N(Math.abs(c.change)), share: c.share === null ? NONE : percent(Math.abs(c.share)), count: N(c.municipalities) });
}
function sureText(rows) {
  const parts = [];
  if (assessment().severity_basis === "published") parts.push(L("r_sure_published", { cycle: assessment().hpc_cycle }));
  const open = rows.filter((r) => r.severity("severity_calculated") !== null && r.severity("severity_lower") !== r.severity("severity_upper")).length;
  if (open) parts.push(L("r_sure_open", { count: N(open) }));
  const empty = rows.filter((r) => r.pin("pin") === null);
  if (empty.length) parts.push(L("r_sure_without_pin", { count: N(empty.length), people: N(summed(empty, (r) => r.pin("total_population"))) }));
  const variables = Object.values(DATA.results[state.assessment].variable);
  const unknown = variables.filter((v) => v.severity.every((s) => s === null)).length;
  if (unknown) parts.push(L("r_sure_variables", { count: N(unknown), total: N(variables.length) }));
  const decided = rows.filter((r) => r.severity("expert_severity") !== null).length;
  if (decided) parts.push(L("r_sure_decided", { count: N(decided) }));
  return L("r_answer_sure", { parts: parts.length ? parts.join("; ") : L("r_sure_nothing") });
}
function answersOf(rows, name, worst) {
  const t = totals(rows);
  return [
    `${L("r_answer_pin", { pin: N(t.pin_rounded), place: name, share: percent(t.pin_share), children: N(t.children_with_pin) })} ${changeText(rows)}`,
    L("r_answer_where", { severe: N(t.severe), total: N(t.municipalities), children: N(t.severe_children), worst }),
    sureText(rows),
  ];
}
function card(text, label, extra) {
  return node("div", { class: "card" }, node("div", { class: "big", text }), node("div", { class: "what", text: label }), extra);
}
const severityChips = (rows) => node("div", { class: "chips" }, ...bySeverity(rows).map((s) => node("span", null, chip(s.severity), N(s.after))).reverse());
function cardsOf(rows) {
  const t = totals(rows);
  return [card(N(t.pin_rounded), L("r_head_pin")), card(N(t.severe_children), L("r_head_severe", { count: N(t.severe) })),
    node("div", { class: "card" }, severityChips(rows), node("div", { class: "what", text: L("r_head_by_severity") }))];
}
function drawHeadline() {
  const a = assessment();
  const rows = chosenRows();
  el("assessment-text").textContent = either(a, "label");
  el("none-chosen").hidden = rows.length > 0;
  for (const id of ["answers", "headline", "ranked-block"]) el(id).hidden = !rows.length;
  el("basis").replaceChildren(...DATA.basis[a.assessment_id][state.language].map((text) => node("li", { text })));
  el("basis-block").hidden = !el("basis").childElementCount;
  const control = DATA.control[a.assessment_id][state.language];
  el("control").replaceChildren(...control.map((text) => node("p", { text })));
  el("control-block").hidden = !control.length;
  if (!rows.length) return;
  const places = ranksMunicipalities() ? placeTotals(rows) : byDepartment(rows);
  el("answers").replaceChildren(...answersOf(rows, chosenName(), withPin(places)).map((text) => node("li", { text })));
  const n = table("national").find((row) => row.assessment_id === state.assessment);
  el("headline").replaceChildren(...cardsOf(rows),
    n.published_pin === null ? "" : card(N(n.published_pin, 0), L("r_head_published", { pin: N(n.pin_rounded) })));
  drawRanked(places);
}
function drawRanked(places) {
  const ofPlaces = ranksMunicipalities();
  el("ranked-title").textContent = L(ofPlaces ? "r_ranked_municipalities" : "r_ranked_departments");
  const order = new Map(places.map((p, at) => [p, at + 1]));
  const go = (p) => node("a", { href: profileAddress(ofPlaces ? "municipio" : "departamento", p.code), text: p.name });
  drawTable(el("ranked"), [
    { key: "rank", label: "#", number: true, show: (p) => whole(order.get(p)) }, col("name", ofPlaces ? "r_municipality" : "r_department", { show: go }),
    num("pin_rounded", "r_pin"), col("pin_share", "r_share_short", { number: true, show: (p) => percent(p.pin_share) }),
    ofPlaces ? col("final", "r_severity", { number: true, show: (p) => chip(p.r.final) }) : num("severe", "r_severe_short"),
    num(ofPlaces ? "children" : "severe_children", ofPlaces ? "r_short_children" : "r_severe_children_short"),
  ], places);
}
/* What the figures rest on, on the page Coverage. */
function drawCoverageCards() {
  const a = assessment();
  const n = table("national").find((row) => row.assessment_id === state.assessment);
  const which = a.is_main ? L("main_assessment", { id: a.assessment_id }) : `${a.assessment_id} (${L("r_not_main")})`;
  el("coverage-text").textContent = `${L("r_assessment")} ${which}. ${either(a, "description")}. ${L("r_methodology")}: ${either(a, "methodology_label")}.`;
  el("coverage-cards").replaceChildren(
    card(L("r_of", { part: N(n.municipalities_with_severity), total: N(n.municipalities) }), L("r_head_municipalities")),
    card(L("r_of", { part: N(n.municipalities_with_pin), total: N(n.municipalities) }), L("r_head_with_pin")),
    card(n.variables_with_data === null ? L("r_published_basis") : L("r_of", { part: N(n.variables_with_data), total: N(n.variables_total) }), L("r_head_coverage")),
    card(N(n.child_population), L("r_head_children")), card(percent(n.pin_share), L("r_head_share")),
    card(String(a.pin_population_year), L("r_head_vintage"), node("div", { class: "what", text: vintages(a) })));
}
