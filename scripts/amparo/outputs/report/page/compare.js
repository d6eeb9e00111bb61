/* Two assessments beside each other, in either direction: the open one is read against the other. */
const LEAST_CHANGE = -4;
const nameOf = (id) => either(table("assessments").find((a) => a.assessment_id === id), "label");
const changes = () => (otherId() ? chosenRows().map((r) => changeOf(r, otherId())) : []);
const inYear = (label, id) => `${L(label)} ${id}`;
const signed = (value) => (value === null ? NONE : (value > 0 ? "+" : "") + N(value));
const changeColour = (change) => DATA.palette.change[change - LEAST_CHANGE];

CHARTS.changed_map = {
  ...placeMap("map_change", (r) => changeOf(r, otherId()).severityChange, () => {
    const found = results().map((r) => changeOf(r, otherId()).severityChange);
    const steps = [...new Set(found)].filter((v) => v !== null).sort((a, b) => a - b);
    return [...steps.map((v) => [changeColour(v), v === 0 ? L("r_change_none") : L(v > 0 ? "r_change_up" : "r_change_down", { levels: N(Math.abs(v)) })]), ...(found.includes(null) ? [[DATA.palette.none, L("r_no_data")]] : [])];
  }, () => L("r_severity_change")),
  sets: () => ({ rows: otherId() ? results().map((r) => ({ id: r.code, v: changeOf(r, otherId()).severityChange, on: matches(r) ? 1 : 0 })) : [] }),
  table: () => [changeColumns(), changes()],
};
CHARTS.change = {
  spec: "matrix", titles: () => ({ x: inYear("r_severity_in", state.assessment), y: inYear("r_severity_in", otherId()) }),
  sets: () => {
    const rows = crossed();
    const most = Math.max(...rows.map((r) => r.municipalities), 1);
    return { rows: rows.map((r) => ({ before: severityWord(r.before), after: severityWord(r.after), v: r.municipalities, t: N(r.municipalities), is_dark: r.municipalities > most / 4 })) };
  },
  table: () => [[{ key: "before", label: inYear("r_severity_in", otherId()), show: (r) => chip(r.before) }, { key: "after", label: inYear("r_severity_in", state.assessment), show: (r) => chip(r.after) }, num("municipalities", "r_municipalities"), { key: "pinBefore", label: inYear("r_pin", otherId()), number: true, show: (r) => N(r.pinBefore) }, { key: "pinAfter", label: inYear("r_pin", state.assessment), number: true, show: (r) => N(r.pinAfter) }], crossed()],
};
/* Municipalities by severity in the one and in the other. */
function crossed() {
  return [...grouped(changes(), (c) => JSON.stringify([c.severityBefore, c.severityAfter]))].map(([key, own]) => {
    const [before, after] = JSON.parse(key);
    return { before, after, municipalities: own.length, pinBefore: roundedSum(summed(own, (c) => c.pinBefore)), pinAfter: roundedSum(summed(own, (c) => c.pinAfter)) };
  }).sort((a, b) => (a.before ?? 0) - (b.before ?? 0) || (a.after ?? 0) - (b.after ?? 0));
}
function changeColumns() {
  const [before, after] = [otherId(), state.assessment];
  const figure = (key, label, show) => ({ key, label, number: true, show: (c) => show(c[key]) });
  return [{ key: "name", label: L("r_municipality"), show: (c) => node("a", { href: profileAddress("municipio", c.code), text: `${c.r.name} (${c.r.departmentName})` }) },
    figure("severityBefore", inYear("r_severity", before), chip), figure("severityAfter", inYear("r_severity", after), chip),
    figure("pinBefore", inYear("r_pin", before), (v) => N(roundedSum(v))), figure("pinAfter", inYear("r_pin", after), (v) => N(roundedSum(v))), figure("pinChange", L("r_difference"), (v) => signed(roundedSum(v)))];
}
PAGES.comparacion = () => {
  const other = otherId();
  const others = table("assessments").filter((a) => a.assessment_id !== state.assessment);
  el("pick-other").replaceChildren(...(other ? [] : [node("option", { value: "", text: NONE })]), ...others.map((a) => node("option", { value: a.assessment_id, text: either(a, "label") })));
  el("pick-other").value = other || "";
  el("swap").disabled = !other;
  for (const id of ["changed-block", "compared-note"]) el(id).hidden = !other;
  if (!other) { el("compared").textContent = L(others.length ? "r_choose_other" : "r_not_compared"); return; }
  const rows = chosenRows(), c = totalChange(rows, other);
  const then = rows.map((r) => resultIn(other, r.code)).filter(Boolean);
  const worse = changes().filter((x) => x.severityChange > 0).length, better = changes().filter((x) => x.severityChange < 0).length;
  el("compared").textContent = [L("r_compared", { other: nameOf(other), this: nameOf(state.assessment), other_pin: N(totals(then).pin_rounded), pin: N(totals(rows).pin_rounded), change: signed(c.change), share: c.share === null ? NONE : percent(c.share), count: N(c.municipalities) }), L("r_compared_severity", { worse: N(worse), better: N(better) })].join(" ");
  const taken = [other, state.assessment].filter((id) => table("assessments").find((a) => a.assessment_id === id).severity_basis === "published");
  el("compared-note").textContent = taken.length ? L("r_compared_published", { which: taken.map(nameOf).join(", ") }) : "";
  const changed = changes().filter((x) => x.severityChange !== 0).sort((a, b) => Math.abs(b.pinChange || 0) - Math.abs(a.pinChange || 0));
  drawTable(el("changed"), changeColumns(), changed);
};
function compareWith(other) {
  state.other = other;
  dirty("change", "changed_map");
  drawn.clear();
  return open(state.page);
}
function swap() {
  const other = otherId();
  [state.assessment, state.other] = [other, state.assessment];
  return everythingAnew();
}
PAGES.mapas = () => {
  el("map-source").textContent = shapesText();
  el("maps-published").hidden = assessment().severity_basis !== "published";
  el("maps-published").textContent = L("r_maps_published", { cycle: assessment().hpc_cycle });
};
