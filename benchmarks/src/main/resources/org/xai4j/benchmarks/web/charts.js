// Charts as SVG. Everything shown is set as text or attribute, never as markup.

import { brief, ends } from "./elements.js";

export const SVG = "http://www.w3.org/2000/svg";

export function shape(parent, name, attributes, text = "") {
  const node = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  node.textContent = text;
  parent.append(node);
  return node;
}

export function picture(width, height, description) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", description);
  svg.style.setProperty("--wide", `${width}px`);
  return svg;
}

const hint = (node, text) => shape(node, "title", {}, text);

/** Bars for each class; a quantity as a number. */
export function bars(scores, classes) {
  const all = scores.length === 1 && classes.length === 2 ? [1 - scores[0], scores[0]] : scores;
  const svg = picture(330, all.length * 22, all.map((s, i) => `${classes[i] ?? i}: ${s.toFixed(3)}`).join(", "));
  all.forEach((score, i) => {
    shape(svg, "text", { x: 0, y: i * 22 + 15 }, String(classes[i] ?? i).slice(0, 14));
    shape(svg, "rect", { class: "against", x: 100, y: i * 22 + 4, height: 14, width: Math.max(0, Math.min(1, score)) * 180 });
    shape(svg, "text", { x: 286, y: i * 22 + 15 }, score.toFixed(3));
  });
  return svg;
}

/** Indices by size, the largest first. */
const ranked = values => values.map((_, i) => i).sort((a, b) => Math.abs(values[b]) - Math.abs(values[a]));

/**
 * The largest attributions one after the other, from the baseline's score to that of the row. Its
 * bars are places of the row that a cursor follows.
 */
export function waterfall(values, names) {
  const order = ranked(values);
  const top = order.slice(0, 12), rest = order.slice(12).reduce((sum, i) => sum + values[i], 0);
  const steps = [["others", rest, -1], ...[...top].reverse().map(i => [names[i], values[i], i])];
  let at = 0;
  const spans = steps.map(([name, value, i]) => ({ name, value, i, from: at, to: (at += value) })).reverse();
  const low = Math.min(0, ...spans.map(s => s.to)), high = Math.max(0, ...spans.map(s => s.to));
  const x = v => 170 + 190 * (v - low) / (high - low || 1);
  const svg = picture(440, spans.length * 22 + 4, spans.map(s => `${s.name} ${brief(s.value)}`).join(", "));
  svg.dataset.order = top.join(",");
  svg.setAttribute("tabindex", 0);
  shape(svg, "line", { class: "axis", x1: x(0), x2: x(0), y1: 0, y2: spans.length * 22 });
  spans.forEach((s, line) => {
    const group = shape(svg, "g", s.i < 0 ? {} : { "data-i": s.i });
    shape(group, "rect", { class: "ground", x: 0, y: line * 22, height: 22, width: 440 });
    shape(group, "text", { x: 0, y: line * 22 + 15 }, s.name.slice(0, 26));
    shape(group, "rect", {
      class: s.value < 0 ? "against" : "for",
      x: Math.min(x(s.from), x(s.to)), y: line * 22 + 4, height: 14,
      width: Math.max(1, Math.abs(x(s.to) - x(s.from))) });
    shape(group, "text", { x: 370, y: line * 22 + 15 }, (s.value > 0 ? "+" : "") + brief(s.value));
  });
  return svg;
}

/** What speaks for and against as two forces that meet at the score. */
export function force(values, names, score) {
  const sides = [values.map((v, i) => [v, i]).filter(([v]) => v > 0), values.map((v, i) => [v, i]).filter(([v]) => v < 0)];
  const sums = sides.map(side => side.reduce((sum, [v]) => sum + Math.abs(v), 0));
  const scale = 400 / (sums[0] + sums[1] || 1), middle = 20 + sums[0] * scale;
  const svg = picture(440, 150, `for ${brief(sums[0])}, against ${brief(sums[1])}, score ${brief(score)}`);
  svg.dataset.order = ranked(values).join(",");
  svg.setAttribute("tabindex", 0);
  sides.forEach((side, k) => {
    let x = middle, named = 0;
    side.sort((a, b) => Math.abs(b[0]) - Math.abs(a[0])).forEach(([v, i]) => {
      const width = Math.abs(v) * scale, left = k ? x : x - width;
      const bar = shape(svg, "rect", { class: k ? "against" : "for", "data-i": i, x: left, y: 34, width: Math.max(0.5, width - 1), height: 26 });
      hint(bar, `${names[i]} ${brief(v)}`);
      if (named < 4) {
        const y = 78 + 18 * named++;
        shape(svg, "line", { class: "axis", x1: left + width / 2, x2: left + width / 2, y1: 60, y2: y - 10 });
        const late = left + width / 2 > 220;
        shape(svg, "text", { x: left + width / 2, y, "text-anchor": late ? "end" : "start" }, `${names[i].slice(0, 22)} ${brief(v)}`);
      }
      x += k ? width : -width;
    });
  });
  shape(svg, "line", { class: "axis", x1: middle, x2: middle, y1: 26, y2: 64 });
  shape(svg, "text", { x: Math.min(Math.max(middle, 60), 380), y: 18, "text-anchor": "middle" }, `score ${brief(score)}`);
  return svg;
}

/** The attributions of many rows, one line a column; the stronger a dot, the higher its value; one row is ringed. */
export function beeswarm(attributions, values, names, marked) {
  const d = names.length, n = attributions.length / d;
  const column = (all, j) => Array.from({ length: n }, (_, i) => all[i * d + j]);
  const weight = names.map((_, j) => column(attributions, j).reduce((sum, v) => sum + Math.abs(v), 0));
  const order = ranked(weight).slice(0, 12);
  const [low, high] = ends(order.flatMap(j => column(attributions, j)).concat(0));
  const x = v => 150 + 280 * (v - low) / (high - low || 1);
  const svg = picture(440, order.length * 30 + 24, `Attributions of ${n} rows: ${order.map(j => names[j]).join(", ")}`);
  shape(svg, "line", { class: "axis", x1: x(0), x2: x(0), y1: 0, y2: order.length * 30 });
  order.forEach((j, line) => {
    shape(svg, "text", { x: 0, y: line * 30 + 19 }, names[j].slice(0, 22));
    const own = column(values, j), [least, most] = ends(own), stacks = new Map();
    column(attributions, j).forEach((v, i) => {
      const place = Math.round(x(v) / 3), stack = stacks.get(place) ?? 0;
      stacks.set(place, stack + 1);
      const offset = Math.max(-12, Math.min(12, (stack % 2 ? 1 : -1) * Math.ceil(stack / 2) * 2));
      const dot = shape(svg, "circle", {
        class: i === marked ? "dot marked" : "dot", cx: x(v), cy: line * 30 + 15 + offset, r: i === marked ? 5 : 2.2,
        "fill-opacity": 0.25 + 0.75 * (own[i] - least) / (most - least || 1) });
      hint(dot, `row ${i}: ${names[j]} ${brief(own[i])}, ${brief(v)}`);
    });
  });
  shape(svg, "text", { x: 150, y: order.length * 30 + 18 }, brief(low));
  shape(svg, "text", { x: 430, y: order.length * 30 + 18, "text-anchor": "end" }, brief(high));
  return svg;
}

/**
 * Lines over a grid. Each series is {values, kind, name}; mark is a place [x, y]; a click on a grid's
 * point tells its index.
 */
export function lines(grid, series, { mark, described, ticks = brief, picked, at } = {}) {
  const [left, right] = ends(mark ? [...grid, mark[0]] : grid);
  const [low, high] = ends(series.flatMap(s => s.values).concat(mark && mark[1] !== undefined ? mark[1] : []));
  const x = v => 62 + 358 * (v - left) / (right - left || 1), y = v => 170 - 150 * (v - low) / (high - low || 1);
  const svg = picture(440, 200, described);
  for (const v of [low, high]) {
    shape(svg, "line", { class: "grid", x1: 62, x2: 420, y1: y(v), y2: y(v) });
    shape(svg, "text", { x: 56, y: y(v) + 4, "text-anchor": "end" }, String(+v.toPrecision(2)));
  }
  shape(svg, "text", { x: 62, y: 190 }, ticks(left));
  shape(svg, "text", { x: 420, y: 190, "text-anchor": "end" }, ticks(right));
  for (const { values, kind } of series) {
    shape(svg, "polyline", { class: `line ${kind}`, points: values.map((v, i) => `${x(grid[i]).toFixed(1)},${y(v).toFixed(1)}`).join(" ") });
  }
  series.filter(s => s.name).forEach((s, i) => {
    shape(svg, "line", { class: `line ${s.kind}`, x1: 66 + 190 * i, x2: 86 + 190 * i, y1: 8, y2: 8 });
    shape(svg, "text", { x: 90 + 190 * i, y: 12 }, s.name);
  });
  if (mark) {
    shape(svg, "line", { class: "axis", x1: x(mark[0]), x2: x(mark[0]), y1: 20, y2: 172 });
    if (mark[1] !== undefined) shape(svg, "circle", { class: "dot", cx: x(mark[0]), cy: y(mark[1]), r: 5 });
  }
  if (picked) {
    series.forEach(s => s.values.forEach((v, i) => {
      const dot = shape(svg, "circle", { class: i === at ? "dot marked" : "dot pick", cx: x(grid[i]), cy: y(v), r: 4 });
      hint(dot, `${brief(grid[i])}: ${brief(v)}`);
      dot.addEventListener("click", () => picked(i));
    }));
  }
  return svg;
}

/** A copy of a chart that has in itself the colours that the page's style gives it. */
export function inlined(svg) {
  const copy = svg.cloneNode(true);
  const nodes = [svg, ...svg.querySelectorAll("*")], copies = [copy, ...copy.querySelectorAll("*")];
  nodes.forEach((node, i) => {
    const style = getComputedStyle(node);
    for (const name of ["fill", "stroke", "stroke-width", "fill-opacity", "opacity", "font-size", "font-weight", "font-family"]) {
      copies[i].setAttribute(name, style.getPropertyValue(name));
    }
  });
  return copy;
}
