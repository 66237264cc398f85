// An electroencephalogram over the head.

import { picture, shape } from "./charts.js";
import { colour, limit, timeLast } from "./draw.js";
import { brief, element, holding, label } from "./elements.js";
import { tools } from "./exports.js";
import { state } from "./page.js";

const scalp = info => info.places.length > 0;

const green = d => d < 1e-12 ? 0 : d * (Math.log(d) / 2 - 1);
const far = (a, b) => (a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2;

/** Pixels of a side of a head. */
const PIXELS = 100;

/** More electrodes than this are named by pointing at them alone. */
const NAMED = 20;

/** Solves a linear system by elimination with pivots. */
function solve(matrix, right) {
  const m = matrix.map((row, i) => [...row, right[i]]), n = m.length;
  for (let c = 0; c < n; c++) {
    let best = c;
    for (let r = c; r < n; r++) if (Math.abs(m[r][c]) > Math.abs(m[best][c])) best = r;
    [m[c], m[best]] = [m[best], m[c]];
    for (let r = 0; r < n; r++) {
      if (r === c) continue;
      const f = m[r][c] / m[c][c];
      for (let k = c; k <= n; k++) m[r][k] -= f * m[c][k];
    }
  }
  return m.map((row, i) => row[n] / row[i]);
}

/** A head with the values of its electrodes, between them by a spline (Sandwell 1987). */
function head(values, places, names, most, title) {
  const svg = picture(220, 230, `${title}: ${values.map((v, i) => `${names[i]} ${brief(v)}`).join(", ")}`);
  const weights = solve(places.map(a => places.map(b => green(far(a, b)))), values);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const canvas = element("canvas", { width: PIXELS, height: PIXELS }), pen = canvas.getContext("2d");
  const pixels = pen.createImageData(PIXELS, PIXELS);
  for (let p = 0; p < PIXELS * PIXELS; p++) {
    const place = [(p % PIXELS + 0.5) / PIXELS * 2 - 1, 1 - (Math.floor(p / PIXELS) + 0.5) / PIXELS * 2];
    if (far(place, [0, 0]) > 1) continue;
    const v = weights.reduce((sum, w, i) => sum + w * green(far(place, places[i])), 0);
    pixels.data.set([...colour(Math.max(-1, Math.min(1, Math.max(low, Math.min(high, v)) / most))), 255], 4 * p);
  }
  pen.putImageData(pixels, 0, 0);
  shape(svg, "image", { x: 10, y: 25, width: 200, height: 200, href: canvas.toDataURL() });
  shape(svg, "circle", { class: "outline", cx: 110, cy: 125, r: 100 });
  shape(svg, "path", { class: "outline", d: "M98 26L110 10L122 26" });
  places.forEach(([x, y], i) => {
    const dot = shape(svg, "circle", { fill: "#111", cx: 110 + 100 * x, cy: 125 - 100 * y, r: 2 });
    shape(dot, "title", {}, `${names[i]} ${brief(values[i])}`);
    if (places.length <= NAMED) shape(svg, "text", { class: "electrode", x: 110 + 100 * x, y: 121 - 100 * y, "text-anchor": "middle" }, names[i]);
  });
  return svg;
}

function build(body) {
  const { places, channels, shape: dims } = state.info, count = channels.length;
  const last = timeLast(state.info), times = dims[last ? 1 : 0];
  const slider = element("input", { type: "range", min: 0, max: times - 1, value: Math.round(times / 2) });
  const heads = element("div", { class: "maps" }), told = element("p", { class: "note" });
  const tail = element("div");
  body.append(label("Moment", slider), told, heads, tail);
  const column = (all, t) => channels.map((_, c) => all[last ? c * times + t : t * count + c]);
  const draw = () => {
    const t = Number(slider.value), { first, second } = state.answers;
    told.textContent = `Step ${t} of ${times}`;
    const shown = [["The input", state.values], [first.method, first.attributions], ...second ? [[second.method, second.attributions]] : []];
    heads.replaceChildren(...shown.map(([title, all]) => holding("div", { class: "head" }, element("p", {}, title), head(column(all, t), places, channels, limit(all), title))));
    tail.replaceChildren(tools("head", { moment: t, channels, values: Object.fromEntries(shown.map(([title, all]) => [title, column(all, t)])) }, heads));
  };
  slider.addEventListener("input", draw);
  return draw;
}

export const scalpPanels = [{ id: "scalp", title: "Over the head", fits: scalp, build }];
