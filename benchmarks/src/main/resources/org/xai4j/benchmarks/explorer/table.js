// What if, for tables: other rows, curves of a column, many rows, a rule.

import { beeswarm, lines } from "./charts.js";
import { brief, element, holding, label, select } from "./elements.js";
import { file, tools } from "./exports.js";
import { change, inputView } from "./input.js";
import { answered, ask, at, classes, guarded, question, shown, state } from "./page.js";

const ROWS = 100;
const NOTES = {
  already: "The model already gives that answer.",
  fixed: "No column may change.",
  not_found: "No row with another answer was found within what may change.",
  not_reached: "The descent did not reach another answer within what may change.",
  not_in_data: "No row of the data has another answer.",
};

const table = info => info.task === "table";
const column = i => state.info.columns?.[i]?.name ?? `column ${i}`;
const columnId = i => state.info.columns?.[i]?.id ?? `x${i}`;
const count = () => state.info.shape[0];
const indices = () => Array.from({ length: count() }, (_, i) => i);
const training = () => state.info.training ? { baseline: "train" } : {};
const className = k => classes()[k] ?? `class ${k}`;

/** The class whose score is drawn, and whose rule is looked for. */
const target = () => state.info.regression || at("target").value.trim() !== "argmax" ? {} : { target: String(answered()) };

let refresh = () => {};
export const onTake = work => refresh = work;

function whatIf(body) {
  const kept = element("fieldset");
  kept.append(element("legend", {}, "Stay as they are"));
  const method = select({}, [["counterfactual", "genetic search"], ...state.info.network ? [["counterfactual-gradient", "gradient descent"]] : [], ["nearest-unlike-neighbour", "nearest row of the data"]]);
  for (const i of indices()) {
    const box = element("input", { type: "checkbox", value: columnId(i) });
    if (state.info.columns?.[i]?.fixed) box.checked = box.disabled = true;
    kept.append(holding("label", {}, box, ` ${column(i)}`), " ");
  }
  const out = element("div");
  body.append(label("Found by", method), kept, out);
  const draw = async () => {
    const fixed = [...kept.querySelectorAll("input:checked:enabled")].map(box => box.value);
    // Two alternatives are found in about half the time of three.
    const parameters = method.value === "counterfactual" ? { alternatives: "2" } : {};
    if (fixed.length && method.value !== "nearest-unlike-neighbour") parameters.fixed = fixed.join(",");
    kept.disabled = method.value === "nearest-unlike-neighbour";
    const asked = question(method.value, "whatif", { ...training(), parameters });
    const answer = await ask("/api/counterfactuals", asked);
    out.replaceChildren(...alternatives(answer), tools("alternatives", answer, out, [["alternatives.json", () => file("/api/explanation.json", asked)]]));
  };
  kept.addEventListener("change", guarded(draw));
  method.addEventListener("change", guarded(draw));
  return draw;
}

function alternatives(answer) {
  if (!answer.alternatives.length) return [element("p", {}, NOTES[answer.note] ?? answer.note)];
  return answer.alternatives.map(other => {
    const take = element("button", { type: "button" }, "Take over");
    take.addEventListener("click", () => {
      other.values.forEach((v, i) => change(i, v));
      inputView(refresh);
      refresh();
    });
    const list = element("ul");
    for (const i of other.changed) list.append(element("li", {}, `${column(i)}: ${shown(i, state.values[i])} → ${shown(i, other.values[i])}`));
    const what = other.answered < 0 ? `Then ${brief(other.probability)}` : `Then ${className(other.answered)} (${brief(other.probability)})`;
    return holding("div", { class: "alternative" }, element("p", {}, what), list, take);
  });
}

function curves(body) {
  const which = select({}, indices().map(i => [i, column(i)]));
  const method = select({}, [["ice", "rows and their mean (ICE, PDP)"], ["ale", "accumulated local effects (ALE)"]]);
  const out = element("div");
  body.append(label("Column", which), " ", label("Curve", method), out);
  const draw = async () => {
    const i = Number(which.value), rows = `0-${Math.min(ROWS, state.info.rows) - 1}`;
    const asked = question(method.value, "curve", { ...target(), rows, parameters: { columns: columnId(i) } });
    const answer = await ask("/api/curve", asked);
    const many = answer.rows.slice(0, 60).map(values => ({ values, kind: "faint" }));
    const own = answer.own ? [{ values: answer.own, kind: "own", name: "this row" }] : [];
    const mean = { values: answer.mean, kind: "mean", name: method.value === "ale" ? "effect" : "mean of the rows" };
    out.replaceChildren(
      lines(answer.grid, [...many, mean, ...own], {
        mark: [answer.value, answer.height], ticks: v => shown(i, v),
        described: `${column(i)} from ${shown(i, answer.grid[0])} to ${shown(i, answer.grid[answer.grid.length - 1])}: mean ${answer.mean.map(brief).join(", ")}` }));
    out.append(tools("curves", answer, out, [["curves.json", () => file("/api/explanation.json", asked)]]));
  };
  which.addEventListener("change", guarded(draw));
  method.addEventListener("change", guarded(draw));
  return draw;
}

function swarm(body) {
  const out = element("div");
  body.append(out);
  return async () => {
    const count = Math.min(ROWS, state.info.rows), row = Number(at("row").value);
    const asked = question(at("method").value, "rows", { ...target(), rows: `0-${count - 1}`, values: undefined });
    const answer = await ask("/api/explain", asked);
    out.replaceChildren(
      beeswarm(answer.attributions, answer.values, indices().map(column), state.changed ? -1 : row),
      element("p", { class: "note" }, `${at("method").value} of the rows 0 to ${count - 1}; the stronger a dot, the higher its value${row < count && !state.changed ? ", this row is ringed" : ""}.`));
    out.append(tools("rows", answer, out, [["attributions.npy", () => file("/api/attributions.npy", asked)]]));
  };
}

function rule(body) {
  const out = element("div");
  body.append(out);
  return async () => {
    const asked = question("anchors", "rule", training());
    const answer = await ask("/api/rule", asked);
    const list = element("ul");
    for (const condition of answer.conditions) list.append(element("li", {}, condition));
    out.replaceChildren(
      element("p", {}, `Rows like this are answered ${className(answer.answer)} in ${(100 * answer.precision).toFixed(1)} % of all cases; ${(100 * answer.coverage).toFixed(1)} % of the data are like it.`),
      answer.conditions.length ? list : element("p", {}, "Whatever the row, the answer is nearly always the same."),
      tools("rules", answer, list, [["rules.json", () => file("/api/explanation.json", asked)]]));
  };
}

export const tablePanels = [
  { id: "whatif", title: "What would change the answer?", fits: table, build: whatIf },
  { id: "curves", title: "How does the score go with a column?", fits: table, build: curves },
  { id: "rows", title: "The same method on many rows", fits: table, build: swarm },
  { id: "rule", title: "A rule that is enough for this answer", fits: table, build: rule },
];
