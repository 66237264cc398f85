// Two methods beside each other, and how good each is on this row.

import { bars, lines } from "./charts.js";
import { limit, small } from "./draw.js";
import { brief, element, holding, label, select } from "./elements.js";
import { tools } from "./exports.js";
import { ask, classes, guarded, names, question, shown, sides, spoken, state } from "./page.js";
import { sortable } from "./sort.js";

const any = () => true;

/** Ranks from 1 on; ties share their mean rank. */
function ranks(values) {
  const order = values.map((_, i) => i).sort((a, b) => values[a] - values[b]), all = new Array(values.length);
  for (let from = 0; from < order.length;) {
    let to = from;
    while (to < order.length && values[order[to]] === values[order[from]]) to++;
    for (let k = from; k < to; k++) all[order[k]] = (from + to + 1) / 2;
    from = to;
  }
  return all;
}

/** Pearson's correlation; of ranks it is Spearman's. */
function correlation(a, b) {
  const mean = v => v.reduce((s, x) => s + x, 0) / v.length, ma = mean(a), mb = mean(b);
  let ab = 0, aa = 0, bb = 0;
  a.forEach((x, i) => {
    ab += (x - ma) * (b[i] - mb);
    aa += (x - ma) ** 2;
    bb += (b[i] - mb) ** 2;
  });
  return ab / Math.sqrt(aa * bb);
}

/** Share of the elements that both have among their k largest in size. */
function overlap(a, b, k) {
  const top = v => new Set(v.map((_, i) => i).sort((i, j) => Math.abs(v[j]) - Math.abs(v[i])).slice(0, k));
  const [one, other] = [top(a), top(b)];
  return [...one].filter(i => other.has(i)).length / k;
}

function line(name, ...cells) {
  const row = holding("tr", {}, element("th", { scope: "row" }, name));
  cells.forEach(cell => row.append(element("td", {}, cell)));
  return row;
}

function agreement(body) {
  const out = element("div");
  body.append(out);
  return async () => {
    const { first, second } = state.answers;
    if (!second) {
      out.replaceChildren(element("p", {}, 'Choose a second method as "beside".'));
      return;
    }
    const place = state.info.task === "text" ? (_, t) => spoken(t) : () => true;
    const a = first.attributions.filter(place), b = second.attributions.filter(place), k = Math.max(1, Math.round(a.length / 10));
    const same = a.filter((v, i) => Math.sign(v) === Math.sign(b[i])).length / a.length;
    const figures = { spearman: correlation(ranks(a), ranks(b)), pearson: correlation(a, b), sameSign: same, overlap: overlap(a, b, k) };
    const told = holding("table", {},
      line("rank correlation (Spearman)", brief(figures.spearman)),
      line("correlation (Pearson)", brief(figures.pearson)),
      line("same sign", `${(100 * same).toFixed(1)} %`),
      line(`of the ${k} largest in both`, `${(100 * figures.overlap).toFixed(1)} %`));
    const sa = limit(a), sb = limit(b), difference = a.map((v, i) => v / sa - b[i] / sb);
    const what = `${first.method} minus ${second.method}, each in units of its largest value`;
    out.replaceChildren(told, element("p", { class: "note" }, what), differences(difference, a, b, names().filter(place), what));
    out.append(tools("agreement", { first: first.method, second: second.method, ...figures, difference }, out));
  };
}

function differences(difference, a, b, named, what) {
  if (state.info.shape.length > 1) return small(difference, state.info, what);
  const { first, second } = state.answers, body = element("tbody");
  const head = holding("thead", {}, holding("tr", {}, ...["name", first.method, second.method].map(t => element("th", { scope: "col" }, t))));
  difference.map((_, i) => i).sort((i, j) => Math.abs(difference[j]) - Math.abs(difference[i])).slice(0, 10)
    .forEach(i => body.append(line(named[i], brief(a[i]), brief(b[i]))));
  return sortable(holding("table", {}, head, body));
}

/** The row at a point of a curve. */
function changedRow(values) {
  const { task, shape } = state.info;
  if (shape.length > 1) return small(values, state.info, "The row at this point", false);
  if (task === "text") return element("p", {}, names().filter((_, t) => spoken(t) && values[t] === state.values[t]).join(" ") || "(nothing)");
  const table = element("table");
  values.forEach((v, i) => {
    if (v !== state.values[i]) table.append(line(names()[i], shown(i, state.values[i]), `→ ${shown(i, v)}`));
  });
  return table;
}

function metrics(body) {
  const which = select({}, [["deletion", "deletion: the most relevant removed first"], ["insertion", "insertion: the most relevant added first"]]);
  const slider = element("input", { type: "range", min: 0, max: 28, value: 0 });
  const chart = element("div"), row = element("div"), figures = element("div");
  body.append(label("Curve", which), chart, label("Point", slider), row, figures);
  let known = {};
  const pick = guarded(async point => {
    slider.value = point;
    drawChart(point);
    const answer = await ask("/api/metric-row", question(sides()[0].method, "metric-row", { metric: which.value, point: String(point) }));
    row.replaceChildren(changedRow(answer.values), bars(answer.scores, classes()));
  });
  const drawChart = point => {
    const { points } = known[0];
    slider.max = points.length - 1;
    chart.replaceChildren(lines(points, known.map((k, i) => ({ values: k.curve, kind: i ? "mean" : "own", name: `${sides()[i].name} ${brief(k.value)}` })), {
      picked: pick, at: point, ticks: v => `${(100 * v).toFixed(0)} %`,
      described: known.map((k, i) => `${sides()[i].name}: ${k.title} ${brief(k.value)}`).join(", ") }));
    chart.append(tools("metric", known[0], chart));
  };
  const draw = async () => {
    row.replaceChildren();
    known = [];
    for (const { method, more } of sides()) known.push(await ask("/api/metric", question(method, "metric", { ...more, metric: which.value })));
    slider.value = 0;
    drawChart(-1);
    const table = holding("table", {}, holding("tr", {}, element("td"), ...sides().map(side => element("th", { scope: "col" }, side.name))));
    for (const metric of state.info.metrics.filter(m => !["deletion", "insertion", "max-sensitivity", "infidelity"].includes(m))) {
      const cells = [];
      let better = "";
      for (const { method, more } of sides()) {
        try {
          const answer = await ask("/api/metric", question(method, "metric", { ...more, metric }));
          cells.push(answer.value === undefined ? "–" : brief(answer.value));
          better = ` (${answer.better} is better)`;
        } catch (e) {
          if (e.status === 409) throw e;
          cells.push("–");
        }
      }
      table.append(line(metric + better, ...cells));
    }
    figures.replaceChildren(table);
  };
  which.addEventListener("change", guarded(draw));
  slider.addEventListener("change", () => pick(Number(slider.value)));
  return draw;
}

export const comparePanels = [
  { id: "compare", title: "Do the two methods agree?", fits: any, build: agreement },
  { id: "metrics", title: "How good is the explanation?", fits: any, build: metrics },
];
