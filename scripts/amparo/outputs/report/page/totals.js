/* What the filters leave, summed. Sums of all municipalities are those of the marts, which a test
 * compares; the page holds every municipality, so that any other choice can be summed as well. */
const LEAST_SEVERE = 4; // extreme and catastrophic, of which the first screen tells

/* The filtered municipalities; found once for each choice. */
function chosenRows() {
  const key = [state.assessment, state.department, [...state.levels].sort().join("."), state.search].join("|");
  if (chosenRows.key !== key) Object.assign(chosenRows, { key, rows: results().filter(matches) });
  return chosenRows.rows;
}
const isFiltered = () => chosenRows().length < results().length;
const summed = (rows, get) => {
  const known = rows.map(get).filter((v) => v !== null && v !== undefined);
  return known.length ? known.reduce((sum, v) => sum + v, 0) : null;
};
/* Half away from zero, as the marts; the small part is what adding up floating numbers loses. */
const roundedSum = (value) => (value === null ? null : Math.sign(value) * Math.floor(Math.abs(value) + 0.5 + 1e-6));

function totals(rows) {
  const withPin = rows.filter((r) => r.pin("pin") !== null);
  const severe = rows.filter((r) => r.final !== null && r.final >= LEAST_SEVERE);
  const pin = summed(withPin, (r) => r.pin("pin"));
  const children = summed(withPin, (r) => r.pin("child_population"));
  return {
    municipalities: rows.length, with_pin: withPin.length, severe: severe.length,
    severe_children: summed(severe, (r) => r.pin("child_population")) ?? (severe.length ? null : 0),
    children: summed(rows, (r) => r.pin("child_population")), children_with_pin: children, pin, pin_rounded: roundedSum(pin),
    pin_share: pin === null || !children ? null : pin / children,
  };
}
function grouped(rows, key) {
  const groups = new Map();
  for (const r of rows) groups.set(key(r), [...(groups.get(key(r)) || []), r]);
  return groups;
}
/* Departments from the largest PiN down; those without one last. */
function byDepartment(rows) {
  return [...grouped(rows, (r) => r.department)]
    .map(([code, own]) => ({ code, name: department(code).department_name, ...totals(own) }))
    .sort((a, b) => (b.pin ?? -1) - (a.pin ?? -1) || (a.code < b.code ? -1 : 1));
}
const chosenDepartments = () => new Set(chosenRows().map((r) => r.department));
function bySeverity(rows) {
  return ofAssessment("by_severity").map(({ severity }) => {
    const after = rows.filter((r) => r.final === severity);
    const { children, pin_rounded } = totals(after);
    return { severity, before: rows.filter((r) => r.severity("severity_calculated") === severity).length, after: after.length, children, pin_rounded };
  });
}
/* Severity as calculated, under the ceiling alone, and final. */
function flowRows() {
  const isCapped = assessment().is_capped_at_cluster;
  const stages = (r) => {
    const [own, cluster] = [r.severity("severity_calculated"), r.severity("cluster_severity_calculated")];
    return [own, own !== null && isCapped && cluster !== null ? Math.min(own, cluster) : own, r.final];
  };
  return [...grouped(chosenRows(), (r) => JSON.stringify(stages(r)))].map(([key, rows]) => {
    const [severity_calculated, severity_before_experts, severity_final] = JSON.parse(key);
    return { severity_calculated, severity_before_experts, severity_final, municipalities: rows.length };
  });
}

// ---- against another assessment ------------------------------------------------------------------
/* The one that was picked, else the one that the marts compare with. */
function otherId() {
  if (state.other && state.other !== state.assessment) return state.other;
  return results().length ? results()[0].change("compared_assessment_id") : null;
}
function changeOf(r, other) {
  const before = other && resultIn(other, r.code);
  const minus = (a, b) => (a === null || b === null ? null : a - b);
  const [severityBefore, pinBefore] = before ? [before.final, before.pin("pin")] : [null, null];
  return { r, code: r.code, severityBefore, severityAfter: r.final, severityChange: minus(r.final, severityBefore), pinBefore, pinAfter: r.pin("pin"), pinChange: minus(r.pin("pin"), pinBefore) };
}
/* Sum over the municipalities that have a PiN in both. */
function totalChange(rows, other) {
  const both = rows.map((r) => changeOf(r, other)).filter((c) => c.pinChange !== null);
  const before = summed(both, (c) => c.pinBefore), after = summed(both, (c) => c.pinAfter);
  return { municipalities: both.length, before, after, change: both.length ? roundedSum(after - before) : null, share: before ? after / before - 1 : null };
}
