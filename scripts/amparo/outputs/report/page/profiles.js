/* Profiles: one printable page of a department, a municipality or a localidad. */
const localidades = () => [...new Map(registry("registry_members").filter((m) => m.dimension === "localidad").map((m) => [m.member, m])).values()];
function profileKnown(kind, code) {
  if (kind === "localidad") return localidades().some((m) => m.member === code);
  return Boolean(kind === "departamento" ? department(code) : place(code));
}
const ofDepartment = (code) => results().filter((r) => r.department === code);
const departmentOfProfile = () => (!state.profile || state.profile.kind === "localidad" ? "" : state.profile.kind === "departamento" ? state.profile.code : place(state.profile.code).department_code);
CHARTS.profile = {
  ...final(), zoom: departmentOfProfile, chosen: () => (state.profile && state.profile.kind === "municipio" ? state.profile.code : ""),
  sets: () => ({ rows: departmentOfProfile() ? results().map((r) => ({ id: r.code, v: r.final, on: r.department === departmentOfProfile() ? 1 : 0 })) : [] }),
  table: () => [municipalityColumns(), placeTotals(ofDepartment(departmentOfProfile()))],
  click: (code) => { location.hash = profileAddress("municipio", code); },
};

const part = (title, ...children) => node("section", { class: "part" }, node("h3", { text: title }), ...children);
function tableOf(columns, rows, label) {
  const holder = node("div", { class: "holder", tabindex: "0", role: "region", "aria-label": label });
  drawTable(holder, columns, rows);
  return holder;
}
const titled = (id, columns, rows, note) => part(L(id), note ? node("p", { class: "note", text: note }) : null, tableOf(columns, rows, L(id)));
const sayings = (texts) => node("ul", { class: "answers" }, ...texts.map((text) => node("li", { text })));

/* The place of one among all by a figure, as "5 de 33"; a dash where it has none. */
function rankOf(all, own, get) {
  const mine = get(own);
  if (mine === null) return NONE;
  const known = all.map(get).filter((v) => v !== null);
  return L("r_of", { part: N(known.filter((v) => v > mine).length + 1), total: N(known.length) });
}
function rankTable(own, groups) {
  const measures = [["r_pin", (t) => t.pin, (t) => N(t.pin_rounded)], ["r_share", (t) => t.pin_share, (t) => percent(t.pin_share)], ["r_children", (t) => t.children, (t) => N(t.children)]];
  return titled("r_profile_rank", [
    col("label", "r_pick_metric", { show: (m) => L(m[0]) }), { key: "v", label: L("r_figure"), number: true, show: (m) => m[2](own) },
    ...groups.map(([label, all]) => ({ key: label, label: L(label), number: true, show: (m) => rankOf(all, own, m[1]) })),
  ], measures);
}
/* Every assessment, so that a year stands beside the one before. */
function yearTable(rowsIn, more) {
  const rows = table("assessments").map((a) => ({ a, t: totals(rowsIn(a.assessment_id)), rows: rowsIn(a.assessment_id) })).filter((y) => y.rows.length);
  return titled("r_profile_years", [{ key: "a", label: L("r_assessment"), show: (y) => either(y.a, "label") }, ...more,
    { key: "children", label: L("r_children"), number: true, show: (y) => N(y.t.children) }, { key: "share", label: L("r_share_short"), number: true, show: (y) => percent(y.t.pin_share) }, { key: "pin", label: L("r_pin"), number: true, show: (y) => N(y.t.pin_rounded) }], rows);
}
function decisionTable(codes) {
  const rows = ofAssessment("decisions").filter((d) => codes.has(d.reported_under));
  if (!rows.length) return part(L("r_decisions"), node("p", { text: L("x_no_expert") }));
  return titled("r_decisions", [col("reported_under", "r_municipality", { show: (d) => place(d.reported_under).municipality_name }), col("is_in_force", "r_in_force", { show: (d) => yesNo(d.is_in_force) }), col("text", "r_decision", { show: decisionText })], rows);
}
function municipalityColumns() {
  const severity = (key, label, get) => ({ key, label: L(label), number: true, show: (p) => chip(get(p.r)) });
  return [col("name", "r_municipality", { show: (p) => node("a", { href: profileAddress("municipio", p.code), text: p.name }) }),
    ...table("indicators").map((i, at) => ({ key: "i" + at, label: L("r_indicator_short", { id: i.indicator_id }), number: true, show: (p) => chip(p.r.indicators[at]) })),
    severity("calculated", "r_short_calculated", (r) => r.severity("severity_calculated")), severity("cluster", "r_short_cluster", (r) => r.severity("cluster_severity_final")), severity("final", "r_short_final", (r) => r.final),
    num("children", "r_short_children"), col("percentage", "r_short_percentage", { number: true, show: (p) => short(p.r.pin("percentage")) }), num("pin_rounded", "r_pin")];
}
function departmentProfile(code) {
  const rows = ofDepartment(code), own = totals(rows), places = placeTotals(rows);
  return [sayings(answersOf(rows, department(code).department_name, withPin(places))), node("div", { class: "cards" }, ...cardsOf(rows)),
    rankTable(own, [["r_rank_country", byDepartment(results())]]),
    titled("r_ranked_municipalities", municipalityColumns(), places),
    titled("r_fig_groups", groupColumns(), groupTable(rows)),
    yearTable((id) => resultsOf(id).filter((r) => r.department === code), [{ key: "severe", label: L("r_severe_short"), number: true, show: (y) => N(y.t.severe) }]),
    decisionTable(new Set(rows.map((r) => r.code)))];
}

// ---- a municipality, from case to PiN ------------------------------------------------------------
const sourceName = (id) => either(table("sources").find((s) => s.source_id === id) || {}, "label");
/* Sources and years that a variable counts in this assessment. */
function sourcesOf(variable) {
  const years = new Map(ofAssessment("settings").filter((s) => s.setting.startsWith("data_year:")).map((s) => [s.setting.slice(10), s.value]));
  const parts = (DATA.components[variable] || []).filter((c) => years.has(c.component_id)).map((c) => `${sourceName(c.source_id)}, ${years.get(c.component_id)}`);
  return [...new Set(parts)].join("; ") || NONE;
}
function casesText(get) {
  if (get("is_suppressed")) return L("r_cases_suppressed");
  if (get("missing_reason")) return L("reason_" + get("missing_reason"));
  return N(get("cases") ?? get("cases_known"));
}
function variableTable(r) {
  const rows = table("variables").filter((v) => r.variable(v.variable_id, "components_total") !== null).map((v) => ({ v, get: (name) => r.variable(v.variable_id, name) }));
  if (!rows.length) return part(L("r_profile_way"), node("p", { text: L("r_sure_published", { cycle: assessment().hpc_cycle }) }));
  const measure = ({ v, get }) => (get("measure_rounded") === null || get("is_suppressed") ? NONE : v.measure === "rate" ? L("r_per", { value: N(get("measure_rounded")), per: N(v.rate_per) }) : N(get("measure_rounded")));
  return titled("r_profile_way", [
    col("indicator", "r_indicator_column", { show: (x) => L("r_indicator_short", { id: x.v.indicator_id }) }), col("variable", "r_variable", { show: (x) => either(x.v, "label") }),
    col("cases", "r_cases", { number: true, show: (x) => casesText(x.get) }), col("measure", "r_measure", { number: true, show: measure }),
    col("severity", "r_severity", { number: true, show: (x) => chip(x.get("severity")) }), col("source", "r_source_year", { show: (x) => sourcesOf(x.v.variable_id) })], rows);
}
function municipalityProfile(code) {
  const r = result(code);
  if (!r) return [node("p", { text: L("r_not_listed") })];
  const own = { ...totals([r]), r }, all = placeTotals(results());
  const s = r.severity, chipped = (label, value) => node("div", { class: "card" }, node("div", { class: "big" }, chip(value)), node("div", { class: "what", text: label }));
  const bounds = s("severity_lower") !== s("severity_upper") ? L("r_profile_between", { lower: whole(s("severity_lower")), upper: whole(s("severity_upper")) }) : "";
  const steps = [...table("indicators").filter((i) => r.indicator(i.indicator_id, "severity_lower") !== null).map((i) => item(`${L("r_indicator", { id: i.indicator_id })} · ${either(i, "label")}: ${severityWord(r.indicator(i.indicator_id, "severity"))}`)),
    ...explainAor(r, assessment()), explainCluster(r, assessment()), explainPin(r)];
  return [node("div", { class: "cards" }, chipped(L("r_final_severity"), r.final), chipped(L("r_calculated"), s("severity_calculated")), chipped(L("r_cluster"), s("cluster_severity_final")),
    card(N(own.pin_rounded), L("r_head_pin")), card(N(own.children), L("r_head_children")), card(r.pin("percentage") === null ? NONE : hundredth(r.pin("percentage")), L("r_percentage"))),
    sayings([changeText([r]), bounds].filter(Boolean)), variableTable(r), part(L("r_profile_steps"), node("ul", null, ...steps)),
    rankTable(own, [["r_rank_country", all], ["r_rank_department", all.filter((p) => p.r.department === r.department)]]),
    titled("r_fig_groups", groupColumns(), groupTable([r])),
    yearTable((id) => [resultIn(id, code)].filter(Boolean), [{ key: "final", label: L("r_final_severity"), number: true, show: (y) => chip(y.rows[0].final) }]),
    decisionTable(new Set([code]))];
}

// ---- a localidad of Bogotá -----------------------------------------------------------------------
function localidadProfile(code) {
  const ranks = registry("registry_ranking").filter((r) => r.localidad_code === code);
  const latest = [...grouped(ranks, (r) => r.criterion_id).values()].map((own) => own.filter((r) => r.rank !== null).sort((a, b) => (a.period < b.period ? 1 : -1))[0]).filter(Boolean);
  const whole_period = registry("registry_metrics").filter((r) => r.dimension === "localidad" && r.member === code && r.period === "all");
  const order = new Map(registry("dim_metric").map((m) => [m.metric_id, m.metric_order]));
  const city = new Map(registry("registry_metrics").filter((r) => r.dimension === "total" && r.period === "all").map((r) => [r.metric_id, r]));
  whole_period.sort((a, b) => order.get(a.metric_id) - order.get(b.metric_id));
  return [node("p", { class: "lead", text: L("r_registry_how") }), node("p", { class: "note", text: L("r_suppressed_how", { least: short(rule("minimum_cell")), base: short(rule("rounding_base")) }) }),
    titled("r_registry_ranking", [col("criterion_id", "r_criterion", { show: (r) => member("criterion", r.criterion_id) }), col("period", "r_period", { show: (r) => (r.period === "all" ? L("r_all_periods") : r.period) }), num("rank", "r_rank"), num("rank_lower", "r_rank_lower"), num("rank_upper", "r_rank_upper"), col("value", "r_value", { number: true, show: criterionValue("value") }), num("previous_rank", "r_previous_rank")], latest),
    titled("r_profile_measures", [col("metric_id", "r_pick_metric", { show: (r) => either(metricOf(r.metric_id) || {}, "label") }), ...measured(), { key: "city", label: L("r_profile_city"), number: true, show: (r) => (city.has(r.metric_id) ? value(city.get(r.metric_id)) : NONE) }], whole_period, L("r_all_periods"))];
}
function profileTitle({ kind, code }) {
  if (kind === "departamento") return `${department(code).department_name} (${code})`;
  if (kind === "localidad") return `${L("r_dimension_localidad")} ${member("localidad", code)} (${code})`;
  return `${place(code).municipality_name}, ${place(code).department_name} (${code})`;
}
PAGES.perfil = () => {
  const { kind, code } = state.profile;
  dirty("profile");
  el("profile-title").textContent = profileTitle(state.profile);
  document.title = `${profileTitle(state.profile)} · ${L("r_title")}`;
  el("profile-assessment").textContent = kind === "localidad" ? "" : `${either(assessment(), "label")} · ${L("r_profile_date", { date: DATA.publication.published_at.slice(0, 10) })}`;
  const back = { departamento: ["resumen", L("r_page_resumen")], municipio: ["departamento/" + (place(code) || {}).department_code, (place(code) || {}).department_name], localidad: ["registro", L("r_page_registro")] }[kind];
  Object.assign(el("profile-back"), { href: `#${back[0]}?${query()}`, textContent: `← ${back[1]}` });
  el("profile").replaceChildren(...{ departamento: departmentProfile, municipio: municipalityProfile, localidad: localidadProfile }[kind](code));
};
