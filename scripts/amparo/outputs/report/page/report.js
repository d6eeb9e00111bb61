/* The page's script: language, pages, filters, tables, maps, explanations. It shows what the
 * published marts hold; what is computed here are sums of the municipalities that are shown (totals.js).
 * The files of this folder are one function (page.py puts them together, in its order).
 *
 * For tests and links, stable names:
 *   #resumen #mapas #municipios #cambios #comparacion #cobertura #registro #metodo   pages; the
 *     address's hash opens one, and #municipios/05001 opens a municipality's explanation
 *   nav a[data-page]             links to pages; the open one has aria-current="page"
 *   #pick-assessment #language   assessment; language (html[lang] says which)
 *   #filter-department #filter-severity input[value] #search #clear #shown   filters, rows shown
 *   figure[data-chart]           charts: .plot (data-drawn="true" once drawn), details.behind
 *   #places-table tr[data-code]  municipalities; th[data-column] button sorts (aria-sort)
 *   #download                    CSV of the rows shown
 *   #explanation[data-code]      explanation of the chosen municipality
 *   #departamento/27 #municipio/27001 #localidad/08   profiles, in the section #perfil
 *   body[data-ready="true"]      set once the first page is drawn; window.amparoReport holds
 *                                state, results and the CSV for tests
 */
  async function unpacked(text) {
    const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    return JSON.parse(await new Response(stream).text());
  }
  if (!("DecompressionStream" in window)) { // browsers of before 2023
    document.getElementById("too-old").hidden = false;
    return;
  }
  const { data: DATA, topology: TOPOLOGY, specs: SPECS } = await unpacked(document.getElementById("data").textContent);
  const NONE = "–";
  const el = (id) => document.getElementById(id);

  // ---- data ------------------------------------------------------------------------------------
  function rowsOf(table) {
    const names = Object.keys(table || {});
    if (!names.length) return [];
    return table[names[0]].map((_, row) => Object.fromEntries(names.map((name) => [name, table[name][row]])));
  }
  const made = {};
  const once = (key, make) => (key in made ? made[key] : (made[key] = make()));
  const table = (name) => once("t:" + name, () => rowsOf(DATA.tables[name]));
  const registry = (name) => once("r:" + name, () => rowsOf(DATA.registry[name]));
  const place = (code) => once("places", () => new Map(table("places").map((p) => [p.municipality_code, p]))).get(code);
  const department = (code) => table("departments").find((d) => d.department_code === code);
  const assessment = () => table("assessments").find((a) => a.assessment_id === state.assessment);
  const ofAssessment = (name) => table(name).filter((row) => row.assessment_id === state.assessment);
  const ofMethod = (name) => table(name).filter((row) => row.methodology_id === assessment().methodology_id);

  /* One object per municipality of the assessment, with getters for what the maps and tables need. */
  const results = () => resultsOf(state.assessment);
  function resultsOf(assessment_id) {
    return once("results:" + assessment_id, () => {
      const found = DATA.results[assessment_id];
      const get = (part, name, row) => (found[part][name] === undefined ? null : found[part][name][row]);
      const key = (part, id, name, row) => {
        const columns = found[part][id];
        return columns && columns[name] !== undefined ? columns[name][row] : null;
      };
      const lowered = new Map(table("lowered").filter((r) => r.assessment_id === assessment_id).map((r) => [r.municipality_code, r.levels_lowered]));
      return found.codes.map((code, row) => ({
        code, row, name: place(code).municipality_name, department: place(code).department_code,
        departmentName: place(code).department_name,
        indicators: table("indicators").map((i) => key("indicator", i.indicator_id, "severity", row)),
        severity: (name) => get("severity", name, row),
        pin: (name) => get("pin", name, row),
        change: (name) => get("change", name, row),
        indicator: (id, name) => key("indicator", id, name, row),
        variable: (id, name) => key("variable", id, name, row),
        final: get("severity", "severity_final", row),
        words: plain(`${place(code).municipality_name} ${place(code).department_name}`),
        lowered: get("severity", "severity_calculated", row) === null ? null : lowered.get(code) || 0,
      }));
    });
  }
  const resultIn = (id, code) => once("by:" + id, () => new Map(resultsOf(id).map((r) => [r.code, r]))).get(code);
  const result = (code) => resultIn(state.assessment, code);

  // ---- state -----------------------------------------------------------------------------------
  const LEVELS = ["1", "2", "3", "4", "5", ""];
  const state = {
    language: "es", page: DATA.pages[0], department: "", levels: new Set(LEVELS), search: "", chosen: "",
    profile: null, other: "", assessment: DATA.first, sort: { column: "pin", down: true },
  };
  const store = { // not where a browser forbids it on files
    get: (key) => { try { return localStorage.getItem(key); } catch { return null; } },
    set: (key, value) => { try { localStorage.setItem(key, value); } catch { /* the page still works */ } },
  };

  // ---- texts -----------------------------------------------------------------------------------
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? NONE);
  const L = (id, values) => fill(DATA.labels[state.language][id] ?? id, values || {});
  const has = (id) => id in DATA.labels[state.language];
  const either = (row, name) => row[name + "_" + state.language] ?? row[name + "_es"] ?? NONE;
  const locale = () => (state.language === "es" ? "es-CO" : "en-US");
  /* Rounded as Python rounds (the exact value; ties to even), so that page and command agree. */
  function rounded(value, places) {
    const scaled = Math.abs(value) * 10 ** places;
    const isTie = scaled % 1 === 0.5 && (value * 2 ** (places + 1)) % 1 === 0;
    if (!isTie) return Number(value.toFixed(places));
    return (Math.sign(value) * 2 * Math.round(scaled / 2)) / 10 ** places;
  }
  function N(value, decimals) {
    if (value === null || value === undefined) return NONE;
    if (value === "inf") return "∞";
    const places = decimals ?? (Number.isInteger(value) ? 0 : 2);
    const shape = { minimumFractionDigits: places, maximumFractionDigits: places, useGrouping: "always" };
    return new Intl.NumberFormat(locale(), shape).format(rounded(value, places));
  }
  const short = (value) => (value === null || value === undefined ? NONE : value === "inf" ? "∞"
    : new Intl.NumberFormat(locale(), { maximumFractionDigits: 6, useGrouping: "always" }).format(value));
  const percent = (share, decimals = 1) => (share === null || share === undefined ? NONE : hundredth(share * 100, { minimumFractionDigits: decimals, maximumFractionDigits: decimals, signDisplay: "negative" }));
  /* 35 % in Spanish, with a space that does not break; 35% in English. */
  const hundredth = (value, shape) => new Intl.NumberFormat(locale(), { maximumFractionDigits: 6, ...shape }).format(value) + (state.language === "es" ? "\u00a0%" : "%");
  const whole = (value) => (value === null || value === undefined ? NONE : String(value));
  const plain = (text) => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase();

  function node(tag, properties, ...children) {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(properties || {})) {
      if (value === null || value === undefined || value === false) continue;
      if (name === "text") made.textContent = value;
      else if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
      else made.setAttribute(name, value === true ? "" : value);
    }
    made.append(...children.filter((child) => child !== null && child !== undefined));
    return made;
  }
  function chip(value) {
    const level = value === null || value === undefined ? -1 : value;
    const colour = level < 0 ? DATA.palette.none : DATA.palette.severity[level];
    const text = level >= 4 ? "#fff" : "#1d2733";
    return node("span", { class: "sev", style: `background:${colour};color:${text}`, text: level < 0 ? L("r_no_data") : whole(level) });
  }

  // ---- tables ----------------------------------------------------------------------------------
  /* columns: {key, label, number, show(row) -> text or node}; rows: objects; null is shown as –. */
  function drawTable(holder, columns, rows, options) {
    const how = options || {};
    const head = node("tr", null, ...columns.map((c) => {
      const sorted = how.sort && how.sort.column === c.key;
      const label = how.onsort ? node("button", { type: "button", text: c.label + (sorted ? (how.sort.down ? " ▾" : " ▴") : ""), onclick: () => how.onsort(c.key) }) : document.createTextNode(c.label);
      return node("th", { scope: "col", class: c.number ? "n" : null, "data-column": c.key, "aria-sort": sorted ? (how.sort.down ? "descending" : "ascending") : null }, label);
    }));
    const body = node("tbody");
    for (const row of rows) {
      const cells = columns.map((c) => {
        const value = c.show ? c.show(row) : row[c.key];
        const shown = value instanceof Node ? value : document.createTextNode(value === null || value === undefined || value === "" ? NONE : typeof value === "number" ? N(value) : value);
        return node("td", { class: c.number ? "n" : null }, shown);
      });
      body.append(node("tr", how.row ? how.row(row) : null, ...cells));
    }
    const parts = how.caption ? [node("caption", { text: how.caption })] : [];
    holder.replaceChildren(rows.length ? node("table", null, ...parts, node("thead", null, head), body) : node("p", { class: "note", text: L("r_nothing") }));
    holder.classList.toggle("holder", rows.length > 0);
  }
  const col = (key, label, extra) => Object.assign({ key, label: L(label) }, extra);
  const num = (key, label, decimals) => col(key, label, { number: true, show: (row) => N(row[key], decimals) });
  /* Numbers of rows, some of which are kept back; amounts of what adds up to nothing are not. */
  const told = (key, label) => col(key, label, { number: true, show: (row) => (isMissing(row[key]) && row.is_suppressed && (row.unit || !key.startsWith("amount")) ? L("r_withheld") : N(row[key])) });

  // ---- filters ---------------------------------------------------------------------------------
  const inDepartment = (code) => !state.department || state.department === code;
  const inFilter = (r) => inDepartment(r.department) && state.levels.has(whole(r.final) === NONE ? "" : whole(r.final));
  function matches(r) {
    if (!inFilter(r)) return false;
    if (!state.search) return true;
    const words = plain(state.search);
    return r.code.startsWith(words.replace(/^co(?=\d)/, "")) || r.words.includes(words) || plain(optionText(r)) === words;
  }
  const optionText = (r) => `${r.name}, ${r.departmentName} (${r.code})`;

  function fillFilters() {
    const options = table("departments").map((d) => node("option", { value: d.department_code, text: d.department_name }));
    el("filter-department").replaceChildren(node("option", { value: "", text: L("r_all") }), ...options);
    el("filter-department").value = state.department;
    el("search").value = state.search;
    el("filter-severity").replaceChildren(...LEVELS.map((level) => node("label", null,
      node("input", { type: "checkbox", value: level, checked: state.levels.has(level), onchange: (event) => {
        if (event.target.checked) state.levels.add(level); else state.levels.delete(level);
        filtersChanged();
      } }), chip(level === "" ? null : Number(level)))));
    setTimeout(() => el("places").replaceChildren(...results().map((r) => node("option", { value: optionText(r) }))), 500);
    el("pick-assessment").replaceChildren(...table("assessments").map((a) => node("option", { value: a.assessment_id, text: either(a, "label") })));
    el("pick-assessment").value = state.assessment;
  }
  const countShown = () => { el("shown").textContent = L("r_shown", { shown: N(chosenRows().length), total: N(results().length) }); };
  /* Charts that show what the filters leave; the others are of files and of the registry. */
  const FOLLOWING = ["final", "final2", "indicator1", "indicator2", "indicator3", "ceiling", "pin", "pin_places", "severities", "groups", "flow", "change", "changed_map", "published"];
  function filtersChanged() {
    countShown();
    dirty(...FOLLOWING);
    drawn.clear();
    open(state.page);
  }

  // ---- charts ----------------------------------------------------------------------------------
  const NAMED = { municipalities: TOPOLOGY, departments: TOPOLOGY, frame: TOPOLOGY };
  const views = {};
  const stale = new Set();
  const dirty = (...ids) => ids.forEach((id) => {
    stale.add(id);
    const plot = document.querySelector(`#fig-${id} .plot`);
    if (plot) plot.dataset.drawn = "false"; // not as it is now
  });
  /* Nothing is shrunk, for labels stay legible: what needs more room than there is scrolls. */
  const LEAST = { bars: 260, matrix: 300, flow: 620, forest: 620, intervals: 460, stacked: 460, funnel: 460, survival: 460, trend: 460 };
  const MAP = { width: 460, height: 600 };
  const FORMATS = {
    es: { decimal: ",", thousands: ".", grouping: [3], currency: ["$", ""], percent: "\u00a0%" },
    en: { decimal: ".", thousands: ",", grouping: [3], currency: ["$", ""] },
  };

  async function drawFigure(figure) {
    const id = figure.dataset.chart;
    const chart = CHARTS[id];
    const plot = figure.querySelector(".plot");
    const sets = chart.sets();
    const zoom = chart.zoom ? chart.zoom() : state.department;
    const isEmpty = !Object.values(sets)[0].length;
    figure.hidden = isEmpty;
    if (isEmpty) return;
    legend(figure.querySelector(".legend"), chart);
    const behind = figure.querySelector("details.behind");
    behind.ontoggle = () => { if (behind.open) behindTable(behind, chart); };
    if (behind.open) behindTable(behind, chart);
    if (chart.map && views[id] && views[id].language === state.language) {
      await views[id].data("rows", sets.rows).data("names", namesOn(zoom, plot.clientWidth || MAP.width)).signal("chosen", chart.chosen()).signal("zoom", zoom).runAsync();
    } else {
      if (views[id]) views[id].finalize();
      const name = typeof chart.spec === "function" ? chart.spec() : chart.spec;
      const spec = structuredClone(SPECS[name]);
      const room = plot.clientWidth || MAP.width;
      if (chart.map) {
        plot.classList.add("map");
        const width = Math.min(room - 10, MAP.width); // Vega leaves 5 pixels around
        Object.assign(spec, { width, height: (width * MAP.height) / MAP.width });
      } else {
        Object.assign(spec, { autosize: { type: "fit-x", contains: "padding" }, width: Math.max(room, LEAST[name]) });
        plot.classList.toggle("scrolls", room < LEAST[name]);
        if (room < LEAST[name]) plot.tabIndex = 0; else plot.removeAttribute("tabindex");
      }
      if (chart.titles) entitle(spec, chart.titles());
      for (const set of spec.data) {
        if (set.name in sets) set.values = sets[set.name];
        else if (set.name in NAMED) set.values = NAMED[set.name];
        else if (set.name === "names") set.values = namesOn(zoom, room);
        else if (set.name === "captions") set.values = [{ x: DATA.shapes.label_at[0], y: DATA.shapes.label_at[1], t: L("r_frame") }];
      }
      const done = await vegaEmbed(plot, spec, { mode: "vega", renderer: "svg", actions: false, tooltip: false, hover: false, formatLocale: FORMATS[state.language] });
      views[id] = done.view;
      done.view.language = state.language;
      if (chart.shape) await done.view.signal("shape", chart.shape()).runAsync();
      if (chart.map) {
        listen(done.view, chart);
        await done.view.signal("chosen", chart.chosen()).signal("zoom", zoom).runAsync();
      }
      for (const svg of plot.querySelectorAll("svg")) svg.setAttribute("aria-hidden", "true");
    }
    underFigure(figure, chart);
    plot.classList.remove("waiting");
    plot.dataset.drawn = "true";
    stale.delete(id);
  }
  /* Titles of the axes that have labels; in the language of the page. */
  function entitle(spec, titles) {
    for (const axis of spec.axes || []) {
      if (axis.labels !== false) axis.title = ["left", "right"].includes(axis.orient) ? titles.y : titles.x;
    }
  }
  function behindTable(behind, chart) {
    const [columns, rows] = chart.table();
    drawTable(behind.querySelector(".holder"), columns, rows);
  }
  function legend(holder, chart) {
    const entry = (colour, text) => node("span", null, node("i", { class: "swatch", style: `background:${colour}` }), text);
    holder.replaceChildren(...(chart.legend ? chart.legend().map(([colour, text]) => entry(colour, text)) : []));
  }
  function listen(view, chart) {
    const tip = el("tip");
    view.addEventListener("pointermove", (event, item) => {
      const id = item && item.datum && item.datum.id;
      tip.hidden = !id;
      if (!id) return;
      tip.replaceChildren(...chart.tip(id));
      const right = event.clientX + tip.offsetWidth + 24 > innerWidth;
      tip.style.left = `${right ? event.clientX - tip.offsetWidth - 14 : event.clientX + 14}px`;
      tip.style.top = `${Math.min(event.clientY + 14, innerHeight - tip.offsetHeight - 8)}px`;
    });
    view.addEventListener("pointerout", () => { tip.hidden = true; });
    view.addEventListener("click", (event, item) => {
      const id = item && item.datum && item.datum.id;
      if (id) { tip.hidden = true; chart.click(id); }
    });
  }
  const line = (label, value) => node("span", { style: "display:block" }, `${label}: `, value instanceof Node ? value : node("strong", { text: value }));

  const severityLegend = (from) => () => [
    ...DATA.palette.severity.map((colour, level) => [colour, L("r_level_" + level)]).slice(from), [DATA.palette.none, L("r_no_data")]];
  /* Without "no data" where every municipality of the assessment has a value. */
  const onlyWhatIs = (legendOf, value) => () => legendOf().filter(([, text]) => text !== L("r_no_data") || results().some((r) => value(r) === null));

  function placeMap(spec, value, legendOf, label) {
    return {
      map: true, spec, legend: onlyWhatIs(legendOf, value), chosen: () => state.chosen,
      sets: () => ({ rows: results().map((r) => ({ id: r.code, v: value(r), on: matches(r) ? 1 : 0 })) }),
      table: () => [[col("code", "r_code"), col("name", "r_municipality"), col("departmentName", "r_department"), { key: "v", label: label(), number: true, show: (r) => whole(value(r)) }], chosenRows()],
      tip: (code) => {
        const r = result(code);
        if (!r) return [node("b", { text: place(code) ? place(code).municipality_name : code }), node("span", { text: L("r_not_listed") })];
        return [node("b", { text: r.name }), node("span", { text: `${r.departmentName} · ${r.code}` }), line(label(), chip0(spec, value(r))),
          label() === L("r_final_severity") ? "" : line(L("r_final_severity"), whole(r.final)), line(L("r_children"), N(r.pin("child_population"))), line(L("r_pin"), N(r.pin("pin_rounded")))];
      },
      click: (code) => choose(code),
    };
  }
  /* Numbers above bars, where they do not run into each other. */
  const barText = (v) => (innerWidth < 600 && v >= 10000 ? "" : N(v, 0));
  const chip0 = (spec, value) => (spec === "map_severity" ? chip(value) : whole(value));
  const final = () => placeMap("map_severity", (r) => r.final, severityLegend(1), () => L("r_final_severity"));
  /* Severities taken as published have no indicators, and a grey map says nothing. */
  function indicatorMap(number) {
    const drawnMap = placeMap("map_severity", (r) => r.indicators[number - 1], severityLegend(0), () => L("r_indicator", { id: number }));
    return { ...drawnMap, sets: () => (assessment().severity_basis === "published" ? { rows: [] } : drawnMap.sets()) };
  }
  const pairLegend = (first, second) => () => [[DATA.palette.pair[0], L(first)], [DATA.palette.pair[1], L(second)]];

  const CHARTS = {
    final: final(), final2: final(), indicator1: indicatorMap(1), indicator2: indicatorMap(2), indicator3: indicatorMap(3),
    ceiling: placeMap("map_ceiling", (r) => r.lowered, () => [...DATA.palette.lowered.map((colour, level) => [colour, L("r_lowered_" + level)]), [DATA.palette.none, L("r_no_data")]], () => L("r_lowered")),
    pin: {
      map: true, spec: "map_pin", chosen: () => state.department,
      legend: () => DATA.palette.pin.map((colour, i) => [colour, i === 0 ? `< ${N(DATA.palette.pin_breaks[0])}` : `${N(DATA.palette.pin_breaks[i - 1])}${i < DATA.palette.pin_breaks.length ? "–" + N(DATA.palette.pin_breaks[i]) : "+"}`]),
      sets: () => ({ rows: byDepartment(results()).map((d) => ({ id: d.code, v: d.pin_rounded, on: chosenDepartments().has(d.code) ? 1 : 0 })) }),
      table: () => departmentTable(),
      tip: (code) => {
        const d = byDepartment(results()).find((row) => row.code === code);
        if (!d) return [node("b", { text: code })];
        return [node("b", { text: d.name }), line(L("r_pin"), N(d.pin_rounded)), line(L("r_children"), N(d.children)), line(L("r_share"), percent(d.pin_share))];
      },
      click: (code) => { state.department = state.department === code ? "" : code; el("filter-department").value = state.department; filtersChanged(); },
    },
    severities: {
      spec: "bars", legend: pairLegend("r_before_ceiling", "r_after_ceiling"), titles: () => ({ x: L("r_severity"), y: L("r_municipalities") }),
      sets: () => ({ rows: bySeverity(chosenRows()).flatMap((s) => [[0, s.before], [1, s.after]].map(([at, v]) => ({ group: whole(s.severity), place: at, v, t: N(v) }))) }),
      table: () => [[num("severity", "r_severity"), num("before", "r_before_ceiling"), num("after", "r_after_ceiling"), num("children", "r_children"), num("pin_rounded", "r_pin")], bySeverity(chosenRows())],
    },
    flow: { spec: "flow", legend: severityLegend(1), sets: () => flowLayout(flowRows()), table: () => [[col("severity_calculated", "r_stage_0", { number: true, show: (r) => chip(r.severity_calculated) }), col("severity_before_experts", "r_stage_1", { number: true, show: (r) => chip(r.severity_before_experts) }), col("severity_final", "r_stage_2", { number: true, show: (r) => chip(r.severity_final) }), num("municipalities", "r_municipalities")], flowRows()] },
    published: {
      spec: "bars", legend: pairLegend("r_published_figure", "r_computed_figure"), titles: () => ({ x: L("r_severity"), y: L("r_axis_pin") }),
      sets: () => ({ rows: isFiltered() ? [] : ofAssessment("by_severity").filter((s) => s.published_pin !== null).flatMap((s) => [[0, s.published_pin], [1, s.pin_rounded]].map(([at, v]) => ({ group: whole(s.severity), place: at, v: v || 0, t: barText(v) }))) }),
      table: () => [[num("severity", "r_severity"), num("pin_rounded", "r_computed_figure"), num("published_pin", "r_published_figure", 0), num("pin_difference", "r_difference", 0), num("municipalities_before_ceiling", "r_before_ceiling"), num("published_municipalities_before_ceiling", "r_published_before"), num("municipalities_after_ceiling", "r_after_ceiling"), num("published_municipalities_after_ceiling", "r_published_after"), col("published_by", "r_published_by")], ofAssessment("by_severity")],
    },
    rows: {
      spec: "stacked", titles: () => ({ x: L("r_axis_rows") }), legend: () => [[DATA.palette.accent, L("r_used")], ["#d9822b", L("r_set_aside")], ["#d3d9df", L("r_out_of_scope")]],
      sets: () => ({ rows: table("accounting").flatMap((f) => [f.rows_used, f.rows_set_aside, f.rows_out_of_scope].map((v, at) => ({ label: f.file_name.split("/").pop(), place: at, v }))) }),
      table: () => [[col("source_id", "r_source"), col("file_name", "r_file"), told("rows_read", "r_rows_read"), told("rows_used", "r_used"), told("rows_set_aside", "r_set_aside"), told("rows_out_of_scope", "r_out_of_scope"), col("unit", "r_unit", { show: (r) => either(r, "unit") }), told("amount_read", "r_amount_read"), told("amount_used", "r_amount_used")], table("accounting")],
    },
    metric: {
      spec: "intervals", titles: () => ({ x: metricTitle(picked.metric) }), shape: () => shapeOf(picked.metric), sets: () => ({ rows: measuredMarks(metricRows()) }), table: () => [memberColumns(), metricRows()],
    },
    trend: {
      spec: "trend", titles: () => ({ x: L("r_axis_quarter"), y: metricTitle(picked.metric) }), shape: () => shapeOf(picked.metric), sets: () => ({ rows: measuredMarks(trendRows()) }), table: () => [[col("period", "r_period"), ...measured()], trendRows()],
    },
    distribution: {
      spec: "intervals", titles: () => ({ x: metricTitle(DISTRIBUTION) }), shape: () => shapeOf(DISTRIBUTION), sets: () => ({ rows: measuredMarks(distributionRows()) }), table: () => [memberColumns(), distributionRows()],
    },
    gaps: {
      // times have no limits: their values and intervals are drawn instead
      spec: () => (hasLimits() ? "funnel" : "intervals"), titles: () => (hasLimits() ? { x: L("r_axis_size"), y: metricTitle(picked.gap) } : { x: metricTitle(picked.gap) }), shape: () => shapeOf(picked.gap),
      legend: () => (hasLimits() ? [["#bf3123", L("r_outside")], [DATA.palette.accent, L("r_inside")]] : []),
      sets: () => ({ rows: hasLimits() ? gapRows().filter((r) => r.value !== null && r.funnel_lower_95 !== null).sort((a, b) => a.denominator - b.denominator).map((r) => ({ ...r, ...outside(r) })) : measuredMarks(gapRows()) }),
      table: () => [[...memberColumns().slice(0, 4), num("reference_value", "r_reference", 4), num("p_value", "r_p", 4), num("p_value_adjusted", "r_p_adjusted", 4), col("is_significant", "r_significant", { show: (r) => yesNo(r.is_significant) }), col("funnel_position", "r_funnel", { show: (r) => word("funnel", r.funnel_position) })], gapRows()],
    },
    factors: {
      spec: "forest", titles: () => ({ x: L("r_axis_odds") }), legend: pairLegend("r_crude", "r_adjusted"),
      sets: () => ({ rows: factorRows().flatMap((r) => [[0, "crude"], [1, "adjusted"]].filter(([, kind]) => r[kind + "_odds_ratio"] !== null).map(([at, kind]) => ({ label: factorName(r), place: at, v: r[kind + "_odds_ratio"], low: r[kind + "_lower"] ?? r[kind + "_odds_ratio"], high: r[kind + "_upper"] ?? r[kind + "_odds_ratio"] }))) }),
      table: () => [[col("factor", "r_factor", { show: factorName }), col("reference_member", "r_reference", { show: (r) => member(r.factor_id, r.reference_member) }), num("crude_odds_ratio", "r_crude", 2), num("crude_lower", "r_lower", 2), num("crude_upper", "r_upper", 2), num("adjusted_odds_ratio", "r_adjusted", 2), num("adjusted_lower", "r_lower", 2), num("adjusted_upper", "r_upper", 2), num("p_value", "r_p", 4), num("events", "r_events"), num("observations", "r_observations"), num("events_per_variable", "r_epv", 1), col("caution", "r_caution", { show: (r) => r["caution_" + state.language] }), hidden()], factorRows()],
    },
    survival: {
      spec: "survival", titles: () => ({ x: L("r_axis_days"), y: L("r_axis_pending") }), sets: () => ({ rows: curveRows().filter((r) => r.survival !== null).map((r) => ({ day: r.day, v: r.survival, low: r.lower ?? r.survival, high: r.upper ?? r.survival, label: member(r.dimension, r.member) })) }),
      table: () => [[col("member", "r_member", { show: (r) => member(r.dimension, r.member) }), num("day", "r_day"), num("survival", "r_survival", 4), num("lower", "r_lower", 4), num("upper", "r_upper", 4), num("at_risk", "r_at_risk"), hidden()], curveRows()],
    },
  };
  const outside = (r) => {
    const is = Boolean(r.funnel_position) && r.funnel_position !== "within";
    return { is_outside: is, t: is ? member(r.dimension, r.member) : "" };
  };
  const metricTitle = (id) => `${either(metricOf(id) || {}, "label")} (${word("unit", (metricOf(id) || {}).unit_id)})`;
  const shapeOf = (metric) => ((metricOf(metric) || {}).unit_id === "share" ? ".0%" : ",~f");
  const severityWord = (value) => (value === null ? L("r_no_data") : whole(value));
  function departmentTable() {
    return [[col("code", "r_code"), col("name", "r_department"), num("municipalities", "r_municipalities"), num("children", "r_children"), num("pin_rounded", "r_pin"), col("pin_share", "r_share", { number: true, show: (d) => percent(d.pin_share) })], byDepartment(chosenRows())];
  }

  /* Ribbons between the three stages; heights are the mart's numbers of municipalities. */
  function flowLayout(rows) {
    const stages = ["severity_calculated", "severity_before_experts", "severity_final"];
    const gap = chosenRows().length / 40;
    const nodes = [], tops = [], links = [];
    stages.forEach((stage, x) => {
      const levels = [...new Set(rows.map((r) => r[stage]))].sort((a, b) => (b ?? -1) - (a ?? -1));
      let y = 0;
      tops[x] = new Map();
      for (const level of levels) {
        const height = rows.filter((r) => r[stage] === level).reduce((sum, r) => sum + r.municipalities, 0);
        tops[x].set(level, y);
        nodes.push({ x: x - 0.02, x1: x + 0.02, y0: y, y1: y + height, middle: y + height / 2, severity: level, t: `${severityWord(level)}: ${N(height)}` });
        y += height + gap;
      }
    });
    const order = (a, b) => stages.reduce((o, s) => o || (b[s] ?? -1) - (a[s] ?? -1), 0);
    [0, 1].forEach((x) => {
      const out = new Map(tops[x]), into = new Map(tops[x + 1]);
      [...rows].sort(order).forEach((r, i) => {
        const from = out.get(r[stages[x]]), to = into.get(r[stages[x + 1]]);
        out.set(r[stages[x]], from + r.municipalities);
        into.set(r[stages[x + 1]], to + r.municipalities);
        for (let step = 0; step <= 16; step++) {
          const share = step / 16, ease = share * share * (3 - 2 * share);
          const y = from + (to - from) * ease;
          links.push({ link: `${x}-${i}`, x: x + 0.02 + share * 0.96, y0: y, y1: y + r.municipalities, severity: r[stages[x]] });
        }
      });
    });
    const heads = stages.map((_, x) => ({ x, y0: -gap * 1.6, t: L("r_stage_" + x) }));
    return { links, nodes, heads };
  }

  // ---- registry --------------------------------------------------------------------------------
  const picked = {};
  const word = (kind, id) => (id === null || id === undefined ? NONE : has(`r_${kind}_${id}`) ? L(`r_${kind}_${id}`) : String(id).replaceAll("_", " "));
  const yesNo = (value) => (value === null || value === undefined ? NONE : L(value ? "r_yes" : "r_no"));
  const members = () => once("members", () => new Map(registry("registry_members").map((r) => [`${r.dimension}/${r.member}`, r])));
  function member(dimension, id) {
    const stated = members().get(`${dimension}/${id}`);
    return stated ? either(stated, "label") : id ?? NONE;
  }
  const orderOf = (dimension, id) => (members().get(`${dimension}/${id}`) || { member_order: Infinity }).member_order;
  const factorName = (r) => `${member("dimension", r.factor_id)}: ${member(r.factor_id, r.member)}`;
  const metricOf = (id) => registry("dim_metric").find((m) => m.metric_id === id);
  const rule = (id) => (registry("registry_disclosure").find((r) => r.table_id === "registry_metrics") || {})[id];
  const few = () => L("r_few", { least: short(rule("minimum_cell")) });
  const SECONDARY = "secondary_suppression";
  const reason = (r) => (r.value_reason ? L("value_reason_" + r.value_reason) : r.suppressed ? L("value_reason_suppressed") : "");
  /* A count nobody may read: few, unless it is missing for another count's sake. */
  const noCount = (r) => (r.value_reason === SECONDARY ? L("value_reason_" + SECONDARY) : few());
  function value(r) {
    if (r.suppressed && ofCount(r)) return noCount(r);
    if (reason(r)) return reason(r);
    const metric = metricOf(r.metric_id);
    if (r.value === null) return NONE;
    return metric && metric.unit_id === "share" ? percent(r.value) : N(r.value);
  }
  const bound = (name) => (r) => (r[name] === null || r[name] === undefined ? NONE : (metricOf(r.metric_id) || {}).unit_id === "share" ? percent(r[name]) : N(r[name]));
  const isFew = (r) => r.suppressed || r.value_reason === "too_few_events";
  const isMissing = (value) => value === null || value === undefined;
  /* Measures of one count have no denominator: nothing is missing there. */
  const ofCount = (r) => (metricOf(r.metric_id) || {}).unit_id === "count";
  const count = (name) => (r) => (!isMissing(r[name]) || !isFew(r) || (name === "denominator" && ofCount(r)) ? N(r[name]) : noCount(r));
  const measured = () => [col("value", "r_value", { number: true, show: value }), col("numerator", "r_numerator", { number: true, show: count("numerator") }), col("denominator", "r_denominator", { number: true, show: count("denominator") }), col("lower", "r_lower", { number: true, show: bound("lower") }), col("upper", "r_upper", { number: true, show: bound("upper") }), col("coverage", "r_coverage", { number: true, show: (r) => percent(r.coverage) })];
  const hidden = () => col("value_reason", "r_reason_column", { show: reason });

  const memberColumns = () => [col("member", "r_member", { show: (r) => member(r.dimension, r.member) }), ...measured()];
  /* Marks of what has a value; what has no interval gets one of no length. */
  const measuredMarks = (rows) => rows.filter((r) => r.value !== null).map((r) => ({ label: member(r.dimension, r.member), period: r.period, v: r.value, low: r.lower ?? r.value, high: r.upper ?? r.value }));
  const IN_ORDER = ["age_band", "calendar_year", "stratum", "education_level", "extract", "life_course"];
  const sorted = (rows) => [...rows].sort((a, b) => (IN_ORDER.includes(a.dimension) || a.value === b.value ? orderOf(a.dimension, a.member) - orderOf(b.dimension, b.member) : (b.value ?? -1) - (a.value ?? -1)));
  const DISTRIBUTION = "children_distribution";
  const metrics = (id) => registry("registry_metrics").filter((r) => r.metric_id === id);
  const metricRows = () => sorted(metrics(picked.metric).filter((r) => r.period === picked.period && r.dimension === picked.dimension));
  const trendRows = () => metrics(picked.metric).filter((r) => r.dimension === "total" && /T\d$/.test(r.period));
  const distributionRows = () => sorted(metrics(DISTRIBUTION).filter((r) => r.period === picked.distribution_period && r.dimension === picked.distribution));
  const gapRows = () => sorted(registry("registry_gaps").filter((r) => r.metric_id === picked.gap && r.dimension === picked.gap_dimension));
  const hasLimits = () => gapRows().some((r) => r.value !== null && r.funnel_lower_95 !== null);
  const factorRows = () => registry("registry_factors").filter((r) => r.model_id === picked.model);
  const curveRows = () => registry("registry_survival").filter((r) => r.curve_id === picked.curve && r.dimension === picked.curve_dimension);
  const ofExtract = (name) => registry(name).filter((r) => r.extract_id === picked.extract);
  const rankingRows = () => registry("registry_ranking").filter((r) => r.period === picked.ranking_period && r.criterion_id === picked.criterion).sort((a, b) => (a.rank ?? Infinity) - (b.rank ?? Infinity) || (a.localidad_code < b.localidad_code ? -1 : 1));
  const distinct = (rows, key) => [...new Set(rows.map((r) => r[key]))];

  /* Pickers: each narrows the ones after it in its group. */
  function fillPickers() {
    const label = (id) => (metricOf(id) ? either(metricOf(id), "label") : id);
    const dimension = (id) => member("dimension", id);
    const period = (id) => (id === "all" ? L("r_all_periods") : id);
    const byOrder = (kind, ids) => [...ids].sort((a, b) => orderOf(kind, a) - orderOf(kind, b));
    const measuredIds = new Set(distinct(registry("registry_metrics"), "metric_id"));
    const known = registry("dim_metric").filter((m) => measuredIds.has(m.metric_id)).sort((a, b) => a.metric_order - b.metric_order);
    const inOrder = (rows) => known.map((m) => m.metric_id).filter((id) => rows.some((r) => r.metric_id === id));
    pick("topic", distinct(known, "topic_id"), (id) => word("topic", id), "record");
    pick("metric", known.filter((m) => m.topic_id === picked.topic).map((m) => m.metric_id), label, picked.topic === "record" ? "children_identified" : "left_work_rate");
    const ofMetric = metrics(picked.metric);
    pick("period", periods(ofMetric), period, "all");
    pick("dimension", byOrder("dimension", distinct(ofMetric.filter((r) => r.period === picked.period), "dimension")), dimension, "localidad");
    const shares = metrics(DISTRIBUTION).filter((r) => r.dimension !== "total");
    pick("distribution", byOrder("dimension", distinct(shares, "dimension")), dimension, "age_band");
    pick("distribution_period", periods(shares.filter((r) => r.dimension === picked.distribution)), period, "all");
    const gaps = registry("registry_gaps");
    pick("gap", inOrder(gaps), label, "left_work_rate");
    pick("gap_dimension", byOrder("dimension", distinct(gaps.filter((r) => r.metric_id === picked.gap), "dimension")), dimension, "localidad");
    pick("model", byOrder("model", distinct(registry("registry_factors"), "model_id")), (id) => member("model", id));
    const curves = registry("registry_survival");
    pick("curve", byOrder("curve", distinct(curves, "curve_id")), (id) => member("curve", id), "time_to_closure");
    pick("curve_dimension", byOrder("dimension", distinct(curves.filter((r) => r.curve_id === picked.curve), "dimension")), dimension, "subred");
    const ranks = registry("registry_ranking");
    pick("criterion", byOrder("criterion", distinct(ranks, "criterion_id")), (id) => member("criterion", id));
    const ranked = ranks.filter((r) => r.criterion_id === picked.criterion);
    const newest = periods(ranked).reverse();
    const isShown = (id) => ranked.filter((r) => r.period === id && r.rank !== null).length * 2 > ranked.filter((r) => r.period === id).length;
    pick("ranking_period", newest, period, newest.find(isShown)); // the newest that is mostly published
    pick("extract", byOrder("extract", distinct(registry("registry_completeness"), "extract_id")).reverse(), (id) => member("extract", id));
  }
  /* The whole period first, then years and quarters as they came. */
  const periods = (rows) => distinct(rows, "period").sort((a, b) => (b === "all") - (a === "all") || (a < b ? -1 : 1));
  function pick(name, ids, label, wanted) {
    if (!ids.includes(picked[name])) picked[name] = ids.includes(wanted) ? wanted : ids[0];
    const select = el("pick-" + name);
    if (!select) return;
    select.replaceChildren(...ids.map((id) => node("option", { value: id, text: label(id) })));
    select.value = picked[name] ?? "";
    select.onchange = () => { picked[name] = asked[name] = select.value; dirty("metric", "trend", "distribution", "gaps", "factors", "survival"); open("registro"); };
  }
  const PER_THOUSAND = "rate"; // the criterion whose value is no share
  const criterionValue = (name) => (r) => (name === "value" && reason(r) ? reason(r) : r.criterion_id === PER_THOUSAND ? N(r[name], 1) : percent(r[name]));
  const REGISTRY_TABLES = {
    registry_ranking: () => [[num("rank", "r_rank"), col("localidad_code", "r_dimension_localidad", { show: (r) => node("a", { href: profileAddress("localidad", r.localidad_code), text: member("localidad", r.localidad_code) }) }), col("value", "r_value", { number: true, show: criterionValue("value") }), num("rank_lower", "r_rank_lower"), num("rank_upper", "r_rank_upper"), col("previous_period", "r_previous_period"), num("previous_rank", "r_previous_rank"), col("previous_value", "r_previous_value", { number: true, show: criterionValue("previous_value") })], rankingRows()],
    registry_completeness: () => [[col("field_id", "r_field", { show: (r) => either(r, "label") }), col("share", "r_share_filled", { number: true, show: (r) => (!r.is_asked ? L("r_not_asked") : r.suppressed ? reason(r) : percent(r.share)) }), col("filled", "r_filled", { number: true, show: (r) => (r.is_asked ? count("filled")(r) : NONE) }), num("rows", "r_rows")], ofExtract("registry_completeness").sort((a, b) => b.is_asked - a.is_asked || (a.share ?? 2) - (b.share ?? 2))],
    registry_data_quality: () => [[col("field_id", "r_field", { show: (r) => either(r, "field") }), col("reason_id", "r_reason", { show: (r) => either(r, "reason") }), col("is_used", "r_used_anyway", { show: (r) => yesNo(r.is_used) }), col("cells", "r_cells", { number: true, show: count("cells") })], ofExtract("registry_data_quality").sort((a, b) => (b.cells ?? 0) - (a.cells ?? 0))],
    registry_naive_readings: () => [[col("reading_id", "r_reading", { show: (r) => either(r, "label") }), col("rule", "r_rule", { show: (r) => either(r, "rule") }), col("numerator", "r_numerator", { number: true, show: count("numerator") }), col("denominator", "r_denominator", { number: true, show: count("denominator") }), col("value", "r_naive", { number: true, show: (r) => reason(r) || percent(r.value) }), col("harmonised_value", "r_harmonised", { number: true, show: (r) => percent(r.harmonised_value) }), col("difference", "r_difference", { number: true, show: (r) => percent(r.difference) })], registry("registry_naive_readings")],
  };
  /* What can be known of the measure, in words. */
  function knownOf(metric) {
    const all = metrics(metric.metric_id).find((r) => r.period === "all" && r.dimension === "total");
    if (!all) return "";
    const values = { coverage: percent(all.coverage), cases: N(all.denominator) };
    if (all.value === null && !all.suppressed) return L("r_cannot_be_known", values);
    return all.denominator === null ? "" : L("r_can_be_known", values);
  }

  // ---- municipalities --------------------------------------------------------------------------
  function placeColumns() {
    const indicators = table("indicators").map((i, at) => ({ key: "i" + i.indicator_id, label: L("r_indicator_short", { id: i.indicator_id }), number: true, value: (r) => r.indicators[at], show: (r) => chip(r.indicators[at]) }));
    const of = (key, label, read, show) => ({ key, label: L(label), number: true, value: read, show: show || ((r) => N(read(r))) });
    return [
      { key: "code", label: L("r_code"), value: (r) => r.code, show: (r) => r.code },
      { key: "name", label: L("r_municipality"), value: (r) => r.name, show: (r) => node("button", { type: "button", class: "link", text: r.name, onclick: () => choose(r.code) }) },
      { key: "department", label: L("r_department"), value: (r) => r.departmentName, show: (r) => r.departmentName },
      ...indicators,
      of("calculated", "r_short_calculated", (r) => r.severity("severity_calculated"), (r) => chip(r.severity("severity_calculated"))),
      of("cluster", "r_short_cluster", (r) => r.severity("cluster_severity_final"), (r) => chip(r.severity("cluster_severity_final"))),
      of("final", "r_short_final", (r) => r.final, (r) => chip(r.final)),
      of("children", "r_short_children", (r) => r.pin("child_population")),
      of("percentage", "r_short_percentage", (r) => r.pin("percentage"), (r) => short(r.pin("percentage"))),
      of("pin", "r_pin", (r) => r.pin("pin_rounded")),
    ];
  }
  function shownPlaces() {
    const by = placeColumns().find((c) => c.key === state.sort.column) || placeColumns()[0];
    const sign = state.sort.down ? -1 : 1;
    return [...chosenRows()].sort((a, b) => {
      const [x, y] = [by.value(a), by.value(b)];
      if (x === null || y === null) return (x === null) - (y === null);
      return sign * (typeof x === "string" ? x.localeCompare(y, "es") : x - y);
    });
  }
  function drawPlaces() {
    const rows = shownPlaces();
    drawTable(el("places-table"), placeColumns(), rows, {
      sort: state.sort, caption: L("r_shown", { shown: N(rows.length), total: N(results().length) }),
      onsort: (key) => {
        state.sort = { column: key, down: state.sort.column === key ? !state.sort.down : !["code", "name", "department"].includes(key) };
        drawPlaces();
        el("places-table").querySelector(`th[data-column="${key}"] button`).focus();
      },
      row: (r) => ({ "data-code": r.code, "aria-selected": r.code === state.chosen ? "true" : null }),
    });
    document.body.classList.toggle("one-place", Boolean(state.chosen) && !isFiltered());
    drawExplanation();
  }
  const csv = () => csvOf(placeColumns().map((c) => c.label), shownPlaces().map((r) => placeColumns().map((c) => c.value(r))));
  function csvOf(labels, rows) {
    const cell = (value) => {
      if (value === null || value === undefined) return "";
      const text = typeof value === "string" && /^[=+@\t\r-]/.test(value) ? "'" + value : String(value);
      return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
    };
    return "\ufeff" + [labels, ...rows].map((parts) => parts.map(cell).join(",")).join("\r\n") + "\r\n";
  }
  const download = () => save(`amparo_${state.assessment}.csv`, new Blob([csv()], { type: "text/csv" }));
  function choose(code) {
    state.chosen = code;
    state.page = "municipios";
    const to = `#municipios/${code}?${query()}`;
    dirty(...FOLLOWING);
    drawn.delete("municipios");
    if (location.hash === to) open("municipios"); else location.hash = to;
  }

  // ---- explanation: the same facts and texts as `amparo explain` -------------------------------
  const item = (text, children) => node("li", null, text, children && children.length ? node("ul", null, ...children) : null);
  function drawExplanation() {
    const holder = el("explanation");
    const r = state.chosen && result(state.chosen);
    holder.dataset.code = r ? r.code : "";
    if (!r) {
      holder.replaceChildren(node("p", { class: "note", text: state.chosen ? L("r_not_listed") : L("r_choose") }));
      return;
    }
    const a = assessment();
    const title = L("x_title", { code: r.code, name: r.name, department: r.departmentName, assessment: a.assessment_id, methodology: a.methodology_id });
    const parts = [];
    for (const i of table("indicators")) if (r.indicator(i.indicator_id, "severity_lower") !== null) parts.push(explainIndicator(r, i));
    parts.push(...explainAor(r, a), explainCluster(r, a), explainPin(r));
    holder.replaceChildren(node("h3", { text: title }), a.is_synthetic ? node("p", { class: "banner", text: L("synthetic_banner") }) : "", node("p", { class: "noprint" }, node("a", { href: profileAddress("municipio", r.code), text: L("r_profile_open") })), node("ul", null, ...parts));
  }
  function explainIndicator(r, i) {
    const get = (name) => r.indicator(i.indicator_id, name);
    const variables = table("variables").filter((v) => v.indicator_id === i.indicator_id && r.variable(v.variable_id, "components_total") !== null);
    return item(L("x_indicator", { id: i.indicator_id, label: either(i, "label"), severity: whole(get("severity")), lower: get("severity_lower"), upper: get("severity_upper"), deciding: (get("deciding_variables") || NONE).replaceAll(",", ", "), with_data: get("variables_with_data"), total: get("variables_total") }),
      variables.map((v) => explainVariable(r, v)));
  }
  function explainVariable(r, v) {
    const get = (name) => r.variable(v.variable_id, name);
    const lines = [];
    if (get("missing_reason")) lines.push(item(L("x_missing", { reason: L("reason_" + get("missing_reason")) })));
    if (get("is_suppressed")) lines.push(item(L("x_suppressed")));
    if (get("cases_known") !== null) lines.push(item(L("x_known_only", { known: N(get("cases_known")) })));
    if (get("measure_rounded") !== null) {
      if (get("components_total") > 1) lines.push(item(L("x_combined_" + v.combination, { cases: N(get("cases")) })));
      const values = { cases: N(get("cases")), per: N(v.rate_per), denominator: N(get("denominator")), year: assessment().rate_population_year, value: v.measure === "rate" ? N(get("measure_value"), 4) : N(get("measure_value")), rounded: N(get("measure_rounded")) };
      lines.push(item(L("x_" + v.measure, values)));
      const step = ofMethod("scales").find((s) => s.variable_id === v.variable_id && s.severity === get("severity"));
      if (step) lines.push(item(L("x_step", { rounded: N(get("measure_rounded")), upper: N(step.upper_bound), severity: step.severity, printed: step.printed || NONE })));
    } else if (get("severity") !== null && !get("is_suppressed")) lines.push(item(L("x_no_denominator")));
    if (get("is_partial") && get("components_with_data") < get("components_total")) lines.push(item(L("x_partial", { with_data: get("components_with_data"), total: get("components_total") })));
    if (get("caveats")) lines.push(item(L("x_caveats", { caveats: get("caveats").split(",").map((c) => L("caveat_" + c)).join("; ") })));
    return item(L("x_variable", { label: either(v, "label"), id: v.variable_id, severity: whole(get("severity")) }), lines);
  }
  function explainAor(r, a) {
    const s = r.severity;
    if (s("severity_basis") === "published") return [item(L("x_published", { cycle: a.hpc_cycle, severity: whole(s("severity_calculated")), areas: s("areas_published") || NONE }))];
    if (s("score") === null) return [item(L("x_score_missing", { lower: s("severity_lower"), upper: s("severity_upper") }))];
    const ids = table("indicators").map((i) => i.indicator_id).filter((id) => r.indicator(id, "weight") !== null);
    const terms = ids.map((id) => `${r.indicator(id, "weight")}×${r.indicator(id, "severity")}`).join(" + ");
    const lines = [item(L("x_score", { terms, count: ids.length, mean: N(s("mean_severity"), 4), score: s("score") }))];
    const step = ofMethod("steps").find((x) => x.severity === s("severity_calculated"));
    if (step) lines.push(item(L("x_score_step", { score: s("score"), upper: N(step.upper_bound), severity: step.severity, printed: step.printed })));
    if (s("severity_lower") !== s("severity_upper")) lines.push(item(L("x_score_range", { lower: s("severity_lower"), upper: s("severity_upper") })));
    return lines;
  }
  function explainCluster(r, a) {
    const s = r.severity;
    const decisions = ofAssessment("decisions").filter((d) => d.reported_under === r.code);
    const lines = decisions.length ? decisions.map((d) => item(decisionText(d))) : [item(L("x_no_expert"))];
    lines.push(item(a.is_capped_at_cluster
      ? L("x_ceiling", { aor: whole(s("severity_decided")), cluster: whole(s("cluster_severity_final")), final: whole(r.final) })
      : L("x_no_ceiling", { final: whole(r.final) })));
    return item(L("x_cluster", { calculated: whole(s("cluster_severity_calculated")), areas: s("is_cluster_partial") ? L("x_cluster_alone") : s("areas_published"), final: whole(s("cluster_severity_final")) }), lines);
  }
  function decisionText(d) {
    const common = { decision: d.decision, before: whole(d.severity_before), after: whole(d.severity_after), file: d.file_name, row: d.row_number };
    const said = { ...common, approver: d.approved_by || L("x_not_told"), date: d.approved_on, rationale: d.rationale };
    if (d.is_in_force) return d.decision_stage === "aor" ? L("x_expert_own", said) : L("x_expert", said);
    return L("x_expert_rejected", { ...common, reason: d.rejection_reason ? rejection(d.rejection_reason) : NONE });
  }
  const rejection = (id) => { const row = table("reasons").find((r) => r.row_reason === id); return row ? either(row, "label") : id; };
  function explainPin(r) {
    const p = r.pin;
    if (p("pin") === null) return item(L("x_pin_missing", { reason: L("reason_" + (p("missing_reason") || "no_severity")) }));
    const band = L("x_band", { year: p("pin_population_year"), series: p("population_series"), total: N(p("total_population")), from_: N(p("population_from")), severity: p("severity_final"), percentage: short(p("percentage")) });
    return item(L("x_pin", { children: N(p("child_population")), percentage: short(p("percentage")), pin: N(p("pin"), 2), rounded: N(p("pin_rounded")) }), [item(band)]);
  }

  // ---- pages -----------------------------------------------------------------------------------
  const PAGES = {
    resumen: drawHeadline,
    municipios: drawPlaces,
    cambios: () => {
      const named = (code) => (place(code) ? `${place(code).municipality_name} (${place(code).department_name})` : code);
      drawTable(el("breaches"), [col("municipality_code", "r_code"), col("name", "r_municipality", { show: (b) => named(b.municipality_code) }), col("severity_calculated", "r_calculated", { show: (b) => chip(b.severity_calculated) }), col("cluster_severity_calculated", "r_cluster_calculated", { show: (b) => chip(b.cluster_severity_calculated) }), col("expert_decision", "r_decision"), col("cluster_severity_final", "r_cluster", { show: (b) => chip(b.cluster_severity_final) }), col("severity_final", "r_final_severity", { show: (b) => chip(b.severity_final) }), num("levels_lowered", "r_lowered")], ofAssessment("lowered"));
      drawTable(el("decisions"), [col("reported_under", "r_code"), col("name", "r_municipality", { show: (d) => named(d.reported_under || d.municipality_code) }), col("is_in_force", "r_in_force", { show: (d) => yesNo(d.is_in_force) }), col("text", "r_decision", { show: decisionText })], ofAssessment("decisions"));
    },
    cobertura: () => {
      drawCoverageCards();
      drawTable(el("sources"), [col("label", "r_source", { show: (s) => either(s, "label") }), col("provider", "r_provider"), col("is_delivered", "r_delivered", { show: (s) => yesNo(s.is_delivered) }), num("files", "r_files"), num("rows_read", "r_rows_read"), col("years", "r_years_used", { show: (s) => (s.first_year_used === null ? NONE : s.first_year_used === s.last_year_used ? whole(s.first_year_used) : `${s.first_year_used}–${s.last_year_used}`) }), col("cutoffs", "r_cutoffs"), col("licence", "r_licence")], table("sources"));
      drawTable(el("reasons"), [col("source_id", "r_source"), col("file_name", "r_file"), col("row_status", "r_status", { show: (r) => L("r_" + r.row_status) }), col("label", "r_reason", { show: (r) => either(r, "label") }), told("source_rows", "r_rows"), told("amount", "r_amount")], table("reasons"));
      drawTable(el("refused"), [col("source_id", "r_source"), col("message", "r_reason", { show: (r) => either(r, "message") })], table("refused"));
    },
    registro: () => {
      fillPickers();
      el("suppressed-how").textContent = L("r_suppressed_how", { least: short(rule("minimum_cell")), base: short(rule("rounding_base")) });
      const metric = metricOf(picked.metric);
      if (el("metric-known") && metric) el("metric-known").textContent = knownOf(metric);
      if (el("metric-text") && metric) {
        const parts = ["definition", "numerator", "denominator", "exclusions", "coverage", "limits"];
        el("metric-text").replaceChildren(...parts.flatMap((part) => [node("dt", { text: L("r_metric_" + part) }), node("dd", { text: either(metric, part) })]));
      }
      for (const [id, make] of Object.entries(REGISTRY_TABLES)) if (el(id)) drawTable(el(id), ...make());
    },
    metodo: drawMethod,
  };
  function vintages(a) {
    if (a.severity_basis === "published") return L("r_hpc", { cycle: a.hpc_cycle });
    const missing = a.data_years_not_delivered ? `${L("r_not_delivered")}: ${a.data_years_not_delivered}` : "";
    return [a.data_years ? vintage(a.data_years) : "", missing].filter(Boolean).join(" · ");
  }
  function vintage(text) {
    const byYear = {};
    for (const part of text.split(", ")) {
      const [component, year] = part.split(" ");
      const source = component.split("_")[0];
      (byYear[year] ||= new Set()).add(source);
    }
    return Object.keys(byYear).sort().map((year) => `${year}: ${[...byYear[year]].join(", ")}`).join(" · ");
  }
  function shapesText() {
    const s = DATA.shapes;
    return s.is_schematic ? L("r_shapes_schematic") : L("r_shapes_file", { file: s.file_name, property: s.code_property });
  }
  const settingName = (id) => (id.startsWith("data_year:") ? `${L("r_setting_data_year")}: ${id.slice(10)}` : word("setting", id));
  function drawMethod() {
    const a = assessment();
    drawTable(el("settings"), [col("setting", "r_setting", { show: (r) => settingName(r.setting) }), col("value", "r_value"), col("stated_by_assessment_id", "r_stated_by")], ofAssessment("settings"));
    drawTable(el("weights"), [num("indicator_id", "r_indicator_column"), col("label", "r_name", { show: (w) => either(table("indicators").find((i) => i.indicator_id === w.indicator_id), "label") }), col("weight", "r_weight", { number: true, show: (w) => short(w.weight) }), col("stated_by_methodology_id", "r_stated_by")], ofMethod("weights"));
    drawTable(el("scales"), [col("variable", "r_variable", { show: (s) => either(table("variables").find((v) => v.variable_id === s.variable_id), "label") }), col("unit", "r_unit", { show: (s) => either(table("variables").find((v) => v.variable_id === s.variable_id), "unit") }), col("severity", "r_severity", { show: (s) => chip(s.severity) }), col("upper_bound", "r_upper_bound", { number: true, show: (s) => N(s.upper_bound) }), col("printed", "r_printed"), col("stated_by_methodology_id", "r_stated_by")], ofMethod("scales"));
    drawTable(el("steps"), [col("severity", "r_severity", { show: (s) => chip(s.severity) }), col("upper_bound", "r_upper_bound", { number: true, show: (s) => N(s.upper_bound) }), col("printed", "r_printed")], ofMethod("steps"));
    const bands = distinct(ofMethod("percentages"), "population_from").sort((x, y) => y - x);
    const levels = distinct(ofMethod("percentages"), "severity").sort((x, y) => y - x);
    const cell = (level, from) => (ofMethod("percentages").find((p) => p.severity === level && p.population_from === from) || {}).percentage;
    drawTable(el("percentages"), [col("severity", "r_severity", { show: (r) => chip(r.severity) }), ...bands.map((from) => ({ key: "b" + from, label: L("r_from_inhabitants", { from: N(from) }), number: true, show: (r) => (cell(r.severity, from) === undefined ? NONE : hundredth(cell(r.severity, from))) }))], levels.map((severity) => ({ severity })));
    const s = DATA.shapes;
    el("shapes-text").textContent = [shapesText(), s.missing.length ? L("r_shapes_missing", { codes: s.missing.join(", ") }) : "", s.unknown.length ? L("r_shapes_unknown", { codes: s.unknown.join(", ") }) : ""].filter(Boolean).join(" ");
    const p = DATA.publication;
    el("publication").replaceChildren(...["content_id", "published_at", "amparo_version", "git_commit", "load_id", "dbt_version", "duckdb_version"].flatMap((key) => [node("dt", { text: L("r_pub_" + key) }), node("dd", { text: whole(p[key]) })]));
  }
