// Pictures and charts. Everything shown is set as text or attribute, never as markup.

const SVG = "http://www.w3.org/2000/svg";

export function element(name, attributes = {}, text = "") {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  node.textContent = text;
  return node;
}

function shape(parent, name, attributes, text = "") {
  const node = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  node.textContent = text;
  parent.append(node);
  return node;
}

/** A row or its attributions as a plane: the channels of an image are summed, time runs to the right. */
export function plane(values, dims, layout) {
  if (dims.length === 3) {
    const last = layout === "nhwc";
    const [c, h, w] = last ? [dims[2], dims[0], dims[1]] : dims;
    const cells = new Float64Array(h * w);
    for (let p = 0; p < h * w; p++) {
      for (let k = 0; k < c; k++) cells[p] += values[last ? p * c + k : k * h * w + p];
    }
    return { h, w, cells };
  }
  const [w, h] = dims.length === 2 ? dims : [dims[0], 1];
  const cells = new Float64Array(h * w);
  for (let t = 0; t < w; t++) for (let f = 0; f < h; f++) cells[f * w + t] = values[t * h + f];
  return { h, w, cells };
}

/** The absolute value that gets the strongest colour: the 99.5th percentile. */
function limit(cells) {
  const sizes = Float64Array.from(cells, Math.abs).sort();
  const robust = sizes[Math.max(0, Math.ceil(0.995 * sizes.length) - 1)];
  return robust || sizes[sizes.length - 1] || 1;
}

const AGAINST = [33, 102, 172], FOR = [179, 83, 10], WHITE = [247, 247, 247];

/** Blue for what speaks against, orange for what speaks for: told apart by the colour-blind. */
export function heat(canvas, map, below, look) {
  canvas.width = map.w;
  canvas.height = map.h;
  const picture = canvas.getContext("2d").createImageData(map.w, map.h);
  const strongest = limit(map.cells);
  const gray = grays(below);
  map.cells.forEach((value, p) => {
    const hidden = (look.signs === "for" && value < 0) || (look.signs === "against" && value > 0);
    const part = hidden ? 0 : Math.max(-1, Math.min(1, value / strongest));
    const end = part < 0 && look.colours === "diverging" ? AGAINST : FOR;
    for (let k = 0; k < 3; k++) {
      const colour = WHITE[k] + Math.abs(part) * (end[k] - WHITE[k]);
      picture.data[4 * p + k] = (1 - look.overlay) * colour + look.overlay * gray[p];
    }
    picture.data[4 * p + 3] = 255;
  });
  canvas.getContext("2d").putImageData(picture, 0, 0);
}

/** The smallest and largest of any number of values, which Math.min takes as arguments. */
export function ends(values) {
  let low = Infinity, high = -Infinity;
  for (const value of values) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return [low, high];
}

function grays(map) {
  const [low, high] = ends(map.cells), span = high - low || 1;
  return map.cells.map(value => 255 * (value - low) / span);
}

export function photograph(canvas, map) {
  canvas.width = map.w;
  canvas.height = map.h;
  const picture = canvas.getContext("2d").createImageData(map.w, map.h);
  grays(map).forEach((gray, p) => picture.data.set([gray, gray, gray, 255], 4 * p));
  canvas.getContext("2d").putImageData(picture, 0, 0);
}

/** Bars for each class; a quantity as a number. */
export function bars(scores, classes) {
  const shown = scores.length === 1 && classes.length === 2 ? [1 - scores[0], scores[0]] : scores;
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", `0 0 360 ${shown.length * 22}`);
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", shown.map((s, i) => `${classes[i] ?? i}: ${s.toFixed(3)}`).join(", "));
  shown.forEach((score, i) => {
    shape(svg, "text", { x: 0, y: i * 22 + 15 }, String(classes[i] ?? i).slice(0, 14));
    shape(svg, "rect", { class: "against", x: 100, y: i * 22 + 4, height: 14, width: Math.max(0, Math.min(1, score)) * 200 });
    shape(svg, "text", { x: 306, y: i * 22 + 15 }, score.toFixed(3));
  });
  return svg;
}

/** The largest attributions one after the other, from the baseline's score to that of the row. */
export function waterfall(values, names) {
  const order = values.map((_, i) => i).sort((a, b) => Math.abs(values[b]) - Math.abs(values[a]));
  const top = order.slice(0, 12), rest = order.slice(12).reduce((sum, i) => sum + values[i], 0);
  const steps = [["others", rest], ...top.reverse().map(i => [names[i], values[i]])];
  let at = 0;
  const spans = steps.map(([name, value]) => ({ name, value, from: at, to: (at += value) }));
  const low = Math.min(0, ...spans.map(s => s.to)), high = Math.max(0, ...spans.map(s => s.to));
  const x = v => 170 + 190 * (v - low) / (high - low || 1);
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", `0 0 440 ${spans.length * 22 + 4}`);
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", [...spans].reverse().map(s => `${s.name} ${s.value.toPrecision(3)}`).join(", "));
  shape(svg, "line", { class: "axis", x1: x(0), x2: x(0), y1: 0, y2: spans.length * 22 });
  [...spans].reverse().forEach((s, i) => {
    shape(svg, "text", { x: 0, y: i * 22 + 15 }, s.name.slice(0, 26));
    shape(svg, "rect", {
      class: s.value < 0 ? "against" : "for",
      x: Math.min(x(s.from), x(s.to)), y: i * 22 + 4, height: 14,
      width: Math.max(1, Math.abs(x(s.to) - x(s.from))) });
    shape(svg, "text", { x: 370, y: i * 22 + 15 }, (s.value > 0 ? "+" : "") + s.value.toPrecision(3));
  });
  return svg;
}
