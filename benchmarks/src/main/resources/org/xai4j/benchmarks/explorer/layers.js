// Inside a network: what its layers say, and how relevance flows through them under which rules.

import { ownAutomaton } from "./automaton.js";
import { picture, shape as svgNode } from "./charts.js";
import { limit, plane, small, timeLast } from "./draw.js";
import { brief, element, holding, label, select } from "./elements.js";
import { file, tools } from "./exports.js";
import { ask, at, guarded, question, state } from "./page.js";

const network = info => info.network;
const RULES = ["epsilon", "gamma", "z-plus", "alpha-beta", "w-square", "flat", "z-box", "zero"];
const DEFAULT = "epsilon";
const MAPS = 64;

let refresh = () => {};
export const onRules = work => refresh = work;

/** Explains a unit of a layer in place of a class. */
function explainUnit(layer, unit) {
  at("target").value = `${layer}:${unit}`;
  at("target").dispatchEvent(new Event("change"));
}

/** The channels of a layer as small pictures, or its units as one line; a click explains a unit. */
function maps(values, dims, layer, signed) {
  const form = { ...state.info, shape: dims };
  if (dims.length < 3) {
    const canvas = small(values, form, `${layer}: ${values.length} units`, signed);
    canvas.classList.add("wide");
    canvas.addEventListener("click", event => {
      const { w, h } = plane(values, form);
      const x = Math.floor(event.offsetX / canvas.clientWidth * w), y = Math.floor(event.offsetY / canvas.clientHeight * h);
      explainUnit(layer, dims.length < 2 ? x : timeLast(form) ? y * w + x : x * h + y);
    });
    return [canvas];
  }
  const last = state.info.layout === "nhwc", [c, h, w] = last ? [dims[2], dims[0], dims[1]] : dims;
  return Array.from({ length: Math.min(MAPS, c) }, (_, k) => {
    const index = p => last ? p * c + k : k * h * w + p;
    const own = Array.from({ length: h * w }, (_, p) => values[index(p)]);
    const button = holding("button", { type: "button", class: "map", "aria-label": `Explain the strongest unit of channel ${k}` },
      small(own, { ...form, layout: "nchw", shape: [1, h, w] }, `channel ${k}`, signed), ` ${k}`);
    const strongest = own.reduce((best, v, p) => v > own[best] ? p : best, 0);
    button.addEventListener("click", () => explainUnit(layer, index(strongest)));
    return button;
  });
}

function layers(body) {
  const which = select({}, []), image = state.info.task === "image";
  const what = select({}, [["activation", "activation"], ["attribution", "attribution by the method"], ["layer-conductance", "conductance"], ...image ? [["grad-cam", "Grad-CAM of this layer"]] : []]);
  const out = element("div", { class: "maps" }), told = element("p", { class: "note" }), tail = element("div");
  body.append(label("Layer", which), " ", label("Show", what), out, told, tail);
  const draw = async () => {
    if (!which.options.length) {
      const { layers } = await ask("/api/layers", question("", "layers"));
      layers.slice(1).forEach(l => which.append(element("option", { value: l.name }, `${l.name} (${l.type})`)));
      const first = layers.findIndex(l => /Conv|LSTM|Dense/.test(l.type));
      which.selectedIndex = Math.max(0, first - 1);
    }
    const layer = which.value;
    if (what.value === "activation") {
      const wanted = question("", "layer", { layer }), answer = await ask("/api/activation", wanted);
      out.replaceChildren(...maps(answer.values, answer.shape, layer, false));
      told.textContent = `${answer.shape.join(" × ")} from ${brief(Math.min(...answer.values))} to ${brief(Math.max(...answer.values))}; a click explains a unit.`;
      tail.replaceChildren(tools("layer", answer, out, [["layer.npy", () => file("/api/layer.npy", wanted)]]));
      return;
    }
    const asked = what.value === "attribution" ? question(at("method").value, "layer", { layer })
      : question(what.value, "layer", what.value === "grad-cam" ? { parameters: { layer } } : { layer });
    const answer = await ask("/api/explain", asked), dims = answer.shape.slice(1);
    if (what.value === "grad-cam") out.replaceChildren(small(answer.attributions, { ...state.info, shape: dims }, `Grad-CAM of ${layer}`));
    else out.replaceChildren(...maps(answer.attributions, dims, layer, true));
    told.textContent = `${dims.join(" × ")}, strongest ${brief(limit(answer.attributions))}.`;
    tail.replaceChildren(tools("layer", answer, out, [["attributions.npy", () => file("/api/attributions.npy", asked)]]));
  };
  which.addEventListener("change", guarded(draw));
  what.addEventListener("change", guarded(draw));
  return draw;
}

/** The lane of each edge that passes by layers. */
function lanes(all) {
  const edges = [];
  all.forEach((layer, to) => layer.inputs.filter(from => from < to - 1).forEach(from => edges.push({ from, to })));
  edges.forEach((edge, k) => {
    const taken = edges.slice(0, k).filter(e => e.from < edge.to && edge.from < e.to).map(e => e.lane);
    edge.lane = [...edges.keys()].find(lane => !taken.includes(lane));
  });
  return edges;
}

/** A layer's piece of the graph: a dot on the line, and what passes by. */
function rail(i, all, edges) {
  const width = 14 + 10 * Math.min(4, 1 + Math.max(-1, ...edges.map(e => e.lane)));
  const svg = picture(width, 28, all[i].inputs.length ? `reads ${all[i].inputs.map(k => all[k].name).join(", ")}` : "the input");
  svg.setAttribute("width", width);
  const line = (x1, y1, x2, y2) => svgNode(svg, "line", { class: "axis", x1, y1, x2, y2 });
  if (all[i].inputs.includes(i - 1)) line(7, 0, 7, 14);
  if (all[i + 1]?.inputs.includes(i)) line(7, 14, 7, 28);
  for (const { from, to, lane } of edges) {
    const x = 17 + 10 * Math.min(3, lane);
    if (from === i) line(7, 14, x, 28);
    else if (to === i) line(x, 0, 7, 14);
    else if (from < i && i < to) line(x, 0, x, 28);
  }
  svgNode(svg, "circle", { class: "dot", cx: 7, cy: 14, r: 4 });
  return svg;
}

/** A number with a bar of its size. */
function amount(value, most) {
  const svg = picture(60, 14, brief(value));
  svg.setAttribute("width", 60);
  svgNode(svg, "rect", { class: value < 0 ? "against" : "for", x: 0, y: 2, height: 10, width: 60 * Math.min(1, Math.abs(value) / most) });
  return holding("td", {}, svg, ` ${brief(value)}`);
}

function flow(body) {
  const out = element("div"), chosen = new Map();
  state.rules.split(";").forEach(part => {
    const [, name, rule] = part.match(/^name:(.+)=([^=]+)$/) ?? [];
    if (name) chosen.set(name, rule);
  });
  body.append(element("p", { class: "note" }, `A rule chosen here makes the method lrp with that rule at this layer, and ${DEFAULT} at the others.`), out);
  return async () => {
    const method = at("method").value.startsWith("lrp") || at("method").value === "deep-taylor" ? at("method").value : "lrp-epsilon";
    const { layers: all } = await ask("/api/layers", question("", "flow"));
    const answer = await ask("/api/relevance", question(method, "flow"));
    const flows = new Map(answer.layers.map(l => [l.name, l])), edges = lanes(all);
    const most = Math.max(1e-12, ...answer.layers.map(l => Math.abs(l.in)));
    const table = holding("table", { class: "graph" }, holding("tr", {},
      ...["", "layer", "type", "output", "rule", "relevance in", "absorbed"].map(t => t ? element("th", { scope: "col" }, t) : element("td"))));
    all.forEach((layer, i) => {
      const row = holding("tr", {}, holding("td", {}, rail(i, all, edges)), element("th", { scope: "row" }, layer.name), element("td", {}, layer.type), element("td", {}, layer.shape));
      const rule = element("td");
      if (layer.affine) {
        const pick = select({ "aria-label": `Rule of ${layer.name}` }, [["", "–"], ...RULES.map(r => [r])], chosen.get(layer.name) ?? "");
        pick.addEventListener("change", () => {
          if (pick.value) chosen.set(layer.name, pick.value);
          else chosen.delete(layer.name);
          state.rules = [...[...chosen].map(([name, r]) => `name:${name}=${r}`), DEFAULT].join(";");
          refresh();
        });
        rule.append(pick);
      }
      row.append(rule);
      const found = flows.get(layer.name);
      if (found) row.append(amount(found.in, most), element("td", {}, brief(found.in - found.out)));
      table.append(row);
    });
    out.replaceChildren(table, element("p", { class: "note" }, `${method}: ${brief(answer.start)} at the output, ${brief(answer.end)} at the input.`), tools("relevance", answer, table));
  };
}

const recurrent = info => info.recurrent;

function machine(body) {
  const box = element("div", { class: "machine" });
  body.append(box);
  let shown = false;
  return async () => {
    if (shown) return;
    shown = true;
    await ownAutomaton(box);
  };
}

export const layerPanels = [
  { id: "layers", title: "What do the layers say?", fits: network, build: layers },
  { id: "flow", title: "The network, its rules and the flow of relevance", fits: network, build: flow },
  { id: "automaton", title: "The network as an automaton", fits: recurrent, build: machine },
];
