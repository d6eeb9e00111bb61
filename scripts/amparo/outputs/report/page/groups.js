/* PiN by sex and age: of what is chosen, in the order of ages. */
const sexes = () => DATA.groups.sexes;
const ages = () => DATA.groups.ages;
/* One row per age, with the PiN of each sex and the sum; null where no population says how many. */
function groupRows(rows) {
  const groups = DATA.results[state.assessment].groups;
  const own = (sex, age) => summed(rows, (r) => (groups[`${sex}|${age}`] || [])[r.row]);
  return ages().map((age) => {
    const parts = sexes().map((sex) => own(sex.id, age.id));
    const known = parts.filter((v) => v !== null);
    return { age, parts, sum: known.length ? known.reduce((a, b) => a + b, 0) : null };
  });
}
const groupColumns = () => [
  { key: "age", label: L("r_age"), show: (g) => (g.age ? either(g.age, "label") : L("r_total")) },
  ...sexes().map((sex, at) => ({ key: sex.id, label: either(sex, "label"), number: true, show: (g) => N(roundedSum(g.parts[at])) })),
  { key: "sum", label: L("r_total"), number: true, show: (g) => N(roundedSum(g.sum)) },
];
function groupTable(rows) {
  const found = groupRows(rows);
  const add = (get) => summed(found, get);
  return [...found, { age: null, parts: sexes().map((_, at) => add((g) => g.parts[at])), sum: add((g) => g.sum) }];
}
CHARTS.groups = {
  spec: "bars", titles: () => ({ x: L("r_age"), y: L("r_axis_pin") }),
  legend: () => sexes().map((sex, at) => [DATA.palette.pair[at], either(sex, "label")]),
  sets: () => ({ rows: groupRows(chosenRows()).flatMap((g) => g.parts.map((v, at) => ({ group: g.age.id, place: at, v, t: barText(roundedSum(v)) }))).filter((g) => g.v !== null) }),
  table: () => [groupColumns(), groupTable(chosenRows())],
};
