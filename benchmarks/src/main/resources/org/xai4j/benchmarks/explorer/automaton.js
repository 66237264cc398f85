// A recurrent network beside the automaton that was read out of it, one symbol after the other.

import { picture, shape } from "./charts.js";
import { element, ends, holding, label, select } from "./elements.js";
import { file, tools } from "./exports.js";
import { ask, at, guarded, json, request, state } from "./page.js";

/** Colours that the colour-blind tell apart (Okabe and Ito). */
const COLOURS = ["#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#f0e442", "#888888"];
const RADIUS = 20;

function graph(machine, current, taken) {
  const [left, right] = ends(machine.x), [top, bottom] = ends(machine.y);
  const x = s => machine.x[s] - left + 60, y = s => machine.y[s] - top + 70;
  const svg = picture(right - left + 120, bottom - top + 120, `The automaton; it is in state q${current}`);
  const arrows = new Map();
  machine.next.forEach((row, s) => row.forEach((t, a) => arrows.set(`${s},${t}`, [...arrows.get(`${s},${t}`) ?? [], machine.alphabet[a]])));
  for (const [key, symbols] of arrows) {
    const [s, t] = key.split(",").map(Number), strong = taken && taken[0] === s && taken[1] === t ? " taken" : "";
    if (s === t) {
      shape(svg, "path", { class: `arrow${strong}`, d: `M${x(s) - 10} ${y(s) - 17} C${x(s) - 26} ${y(s) - 55} ${x(s) + 26} ${y(s) - 55} ${x(s) + 10} ${y(s) - 17}`, "marker-end": "url(#tip)" });
      shape(svg, "text", { x: x(s), y: y(s) - 50, "text-anchor": "middle" }, symbols.join(", "));
      continue;
    }
    const dx = x(t) - x(s), dy = y(t) - y(s), far = Math.hypot(dx, dy), nx = dy / far, ny = -dx / far;
    const bend = arrows.has(`${t},${s}`) || far > 170 ? 0.18 * far : 0;
    const mx = (x(s) + x(t)) / 2 + nx * bend, my = (y(s) + y(t)) / 2 + ny * bend;
    const cut = (px, py) => [px + (mx - px) / Math.hypot(mx - px, my - py) * RADIUS, py + (my - py) / Math.hypot(mx - px, my - py) * RADIUS];
    const [x0, y0] = cut(x(s), y(s)), [x1, y1] = cut(x(t), y(t));
    shape(svg, "path", { class: `arrow${strong}`, d: `M${x0} ${y0} Q${mx} ${my} ${x1} ${y1}`, "marker-end": "url(#tip)" });
    shape(svg, "text", { x: (x(s) + x(t)) / 4 + mx / 2 + nx * 10, y: (y(s) + y(t)) / 4 + my / 2 + ny * 10 + 4, "text-anchor": "middle" }, symbols.join(", "));
  }
  const tip = shape(shape(svg, "defs", {}), "marker", { id: "tip", viewBox: "0 0 8 8", refX: 8, refY: 4, markerWidth: 9, markerHeight: 9, markerUnits: "userSpaceOnUse", orient: "auto" });
  shape(tip, "path", { class: "tip", d: "M0 0L8 4L0 8Z" });
  machine.outputs.forEach((output, s) => {
    shape(svg, "circle", { class: s === current ? "state current" : "state", cx: x(s), cy: y(s), r: RADIUS });
    if (output === 1 && machine.names[1] === "accept") shape(svg, "circle", { class: "state inner", cx: x(s), cy: y(s), r: RADIUS - 4 });
    shape(svg, "circle", { fill: COLOURS[s % COLOURS.length], cx: x(s), cy: y(s) + 9, r: 4 });
    shape(svg, "text", { x: x(s), y: y(s) + 2, "text-anchor": "middle" }, `q${s}`);
  });
  return svg;
}

function space(machine, steps, now) {
  const [left, right] = ends(machine.points.map(p => p[0])), [low, high] = ends(machine.points.map(p => p[1]));
  const x = v => 12 + 396 * (v - left) / (right - left || 1), y = v => 268 - 256 * (v - low) / (high - low || 1);
  const svg = picture(420, 280, "Hidden units on the plane in which they vary most, coloured by the automaton's state");
  for (const [a, b, s] of machine.points) shape(svg, "circle", { cx: x(a).toFixed(1), cy: y(b).toFixed(1), r: 2, fill: COLOURS[s % COLOURS.length], "fill-opacity": 0.5 });
  shape(svg, "polyline", { class: "line own", points: steps.slice(0, now + 1).map(s => `${x(s.x)},${y(s.y)}`).join(" ") });
  const here = steps[now];
  shape(svg, "circle", { class: "state current", cx: x(here.x), cy: y(here.y), r: 7 });
  return svg;
}

function table(machine, steps, now, go) {
  const says = ["automaton", "network", ...steps[0].language === undefined ? [] : ["language"]];
  const head = holding("tr", {}, ...["step", "symbol", "state", ...says].map(t => element("th", { scope: "col" }, t)));
  const body = steps.map((s, i) => {
    const wrong = says.some(k => s[k] !== s.network);
    const pick = element("button", { type: "button", "aria-label": `Go to step ${i}` }, String(i));
    pick.addEventListener("click", () => go(i));
    const row = holding("tr", { class: [wrong ? "wrong" : "", i === now ? "now" : ""].join(" ") }, holding("td", {}, pick),
      ...[s.symbol || "–", `q${s.state}`, ...says.map(k => machine.names[s[k]])].map(t => element("td", {}, t)));
    if (wrong) row.append(element("td", {}, "they disagree"));
    return row;
  });
  return holding("table", {}, head, ...body);
}

/** The networks of a language; the state is told after each change. */
export function automatonView(box, language, wanted, changed) {
  const network = select({}, [["elman"], ["lstm"], ["gru"]], wanted.get("network") ?? "elman");
  const updates = element("input", { type: "number", min: 1, max: 20000, placeholder: "enough", size: 7 });
  updates.value = wanted.get("updates") ?? "";
  return stepped(box, {
    fields: [network, updates], labels: [label("Kind", network), label("Training steps", updates)], wanted,
    asked: () => ({ language, network: network.value, updates: updates.value }),
    state: () => ({ network: network.value, updates: updates.value }), changed,
    name: machine => `${language}: ${machine.title}`,
  });
}

/** The model on the page as an automaton; why it cannot be one is told. */
export function ownAutomaton(box) {
  const { task, shape: dims, channels } = state.info, symbols = element("input", { size: 24, spellcheck: "false", placeholder: "a,b,c" });
  const features = Math.min(...dims);
  const names = channels.length ? channels : Array.from({ length: features }, (_, i) => i < 10 ? String(i) : `s${i}`);
  symbols.value = task === "text" ? "" : names.join(",");
  return stepped(box, {
    fields: [symbols], labels: [label("Symbols, in the order of the features or token ids", symbols)], wanted: new URLSearchParams(),
    asked: () => ({ model: at("model").value, symbols: symbols.value }), state: () => ({}), changed: () => {},
    name: machine => machine.title,
  });
}

function stepped(box, { fields, labels, wanted, asked, state: kept, changed, name }) {
  const word = element("input", { size: 30, spellcheck: "false", maxlength: 300 });
  const slider = element("input", { type: "range", min: 0, value: 0 });
  const back = element("button", { type: "button" }, "◀ Back"), next = element("button", { type: "button" }, "Step ▶");
  const told = element("p", { class: "note", role: "status" }), left = element("div"), right = element("div"), below = element("div"), tail = element("div");
  const part = (title, ...nodes) => holding("section", {}, element("h2", {}, title), ...nodes);
  const views = [
    part("Word", holding("p", {}, label("Word", word)), holding("p", {}, back, " ", next, " ", label("Step", slider)), below),
    part("Automaton", left), part("Hidden units", right)];
  box.replaceChildren(part("Network", holding("p", {}, ...labels.flatMap(l => [l, " "])), told, tail), ...views);
  let machine, steps = [], now = 0;
  const draw = () => {
    slider.max = steps.length - 1;
    slider.value = now;
    left.replaceChildren(graph(machine, steps[now].state, now ? [steps[now - 1].state, steps[now].state] : null));
    right.replaceChildren(space(machine, steps, now), element("p", { class: "note" }, `${machine.shares.map(s => `${(100 * s).toFixed(0)} %`).join(" + ")} of the variance; the line is this word's way.`));
    below.replaceChildren(table(machine, steps, now, go));
  };
  const go = step => {
    now = Math.max(0, Math.min(steps.length - 1, step));
    draw();
    changed({ ...kept(), word: word.value, step: now });
  };
  const read = guarded(async () => {
    const typed = word.value;
    const answer = await json("/api/word", { ...asked(), word: typed, request: request("word") });
    if (typed !== word.value) return;
    ({ steps } = answer);
    go(Number(wanted.get("step") ?? steps.length - 1));
    wanted.delete("step");
  });
  const make = async () => {
    told.classList.remove("bad");
    told.textContent = "Reading …";
    const question = { ...asked(), request: request("automaton") };
    try {
      machine = await ask("/api/automaton", question);
    } catch (e) {
      views.forEach(view => view.hidden = true);
      tail.replaceChildren();
      told.classList.add("bad");
      told.textContent = e.message;
      return;
    }
    views.forEach(view => view.hidden = false);
    const equal = machine.equivalent === undefined ? "" : machine.equivalent ? ", the language's own automaton" : ", not the language's automaton";
    told.textContent = `${name(machine)}. ${machine.next.length} states${equal}${machine.complete ? "" : ", not finished"}; it answers as the network for ${(100 * machine.fidelity).toFixed(1)} % of random words.`;
    if (!word.value) word.value = wanted.get("word") ?? machine.alphabet.join(machine.alphabet.every(a => a.length === 1) ? "" : " ").repeat(3);
    await read();
    tail.replaceChildren(tools("automaton-page", machine, box, ["automaton.dot", "automaton.svg"].map(f => [f, () => file(`/api/${f}`, question)])));
  };
  fields.forEach(field => field.addEventListener("change", guarded(make)));
  word.addEventListener("input", read);
  slider.addEventListener("input", () => go(Number(slider.value)));
  back.addEventListener("click", () => go(now - 1));
  next.addEventListener("click", () => go(now + 1));
  return make();
}
