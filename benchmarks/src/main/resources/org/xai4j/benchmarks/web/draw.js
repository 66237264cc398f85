// Rows and attributions as pixels.

import { element, ends, holding } from "./elements.js";

/**
 * Values as a plane: the channels of an image are summed, time runs to the right. The form has the
 * shape of a row, the layout of images, and the names of a sequence's channels.
 */
export function plane(values, form) {
  const { shape: dims, layout } = form;
  if (dims.length === 3) {
    const last = layout === "nhwc";
    const [c, h, w] = last ? [dims[2], dims[0], dims[1]] : dims;
    const cells = new Float64Array(h * w);
    for (let p = 0; p < h * w; p++) {
      for (let k = 0; k < c; k++) cells[p] += values[last ? p * c + k : k * h * w + p];
    }
    return { h, w, cells };
  }
  const last = timeLast(form);
  const [w, h] = dims.length === 1 ? [dims[0], 1] : last ? [dims[1], dims[0]] : dims;
  const cells = new Float64Array(h * w);
  for (let t = 0; t < w; t++) for (let f = 0; f < h; f++) cells[f * w + t] = values[last ? f * w + t : t * h + f];
  return { h, w, cells };
}

/** Whether time is the second axis of a sequence: the one without the channels' length, or the longer. */
export function timeLast({ shape: dims, channels }) {
  const { length } = channels;
  if (dims.length < 2) return false;
  return dims[0] === length || (dims[1] !== length && dims[1] >= dims[0]);
}

/** The absolute value that gets the strongest colour: the 99.5th percentile. */
export function limit(cells) {
  const sizes = Float64Array.from(cells, Math.abs).sort();
  const robust = sizes[Math.max(0, Math.ceil(0.995 * sizes.length) - 1)];
  return robust || sizes[sizes.length - 1] || 1;
}

const AGAINST = [33, 102, 172], FOR = [179, 83, 10], WHITE = [247, 247, 247];

/** Blue for what speaks against, orange for what speaks for: told apart by the colour-blind. */
export function colour(part, ramp = "diverging") {
  const end = part < 0 && ramp === "diverging" ? AGAINST : FOR;
  return WHITE.map((white, k) => white + Math.abs(part) * (end[k] - white));
}

function paint(canvas, { w, h }, rgb) {
  canvas.width = w;
  canvas.height = h;
  const pixels = canvas.getContext("2d").createImageData(w, h);
  for (let p = 0; p < w * h; p++) pixels.data.set([...rgb(p), 255], 4 * p);
  canvas.getContext("2d").putImageData(pixels, 0, 0);
}

export function heat(canvas, map, below, look) {
  const strongest = limit(map.cells), gray = grays(below);
  paint(canvas, map, p => {
    const value = map.cells[p];
    const hidden = (look.signs === "for" && value < 0) || (look.signs === "against" && value > 0);
    const mixed = colour(hidden ? 0 : Math.max(-1, Math.min(1, value / strongest)), look.colours);
    return mixed.map(c => (1 - look.overlay) * c + look.overlay * gray[p]);
  });
}

/** A canvas whose pixels are places of a row that a cursor follows, with what lies above it. */
export function pixels(description, ...above) {
  const canvas = element("canvas", { class: "pixels", role: "img", tabindex: 0, "aria-label": description });
  return holding("div", { class: "stack" }, canvas, ...above, element("span", { class: "spot", "aria-hidden": "true" }));
}

function grays(map) {
  const [low, high] = ends(map.cells), span = high - low || 1;
  return map.cells.map(value => 255 * (value - low) / span);
}

export function photograph(canvas, map) {
  const gray = grays(map);
  paint(canvas, map, p => [gray[p], gray[p], gray[p]]);
}

/** Attributions of any row on a small canvas, without the input below. */
export function small(values, form, description, signed = true) {
  const canvas = element("canvas", { role: "img", "aria-label": description });
  const map = plane(values, form);
  if (signed) heat(canvas, map, map, { overlay: 0, colours: "diverging", signs: "both" });
  else photograph(canvas, map);
  canvas.classList.toggle("wide", form.shape.length !== 3);
  return canvas;
}

/** Lines where one feature ends and another begins, over an image's heatmap. */
export function edges(canvas, groups, { w, h }) {
  const fine = 12;
  canvas.width = w * fine;
  canvas.height = h * fine;
  const pen = canvas.getContext("2d");
  pen.fillStyle = "#111";
  for (let p = 0; p < w * h; p++) {
    const x = p % w, y = Math.floor(p / w);
    if (x + 1 < w && groups[p] !== groups[p + 1]) pen.fillRect((x + 1) * fine - 1, y * fine, 2, fine);
    if (y + 1 < h && groups[p] !== groups[p + w]) pen.fillRect(x * fine, (y + 1) * fine - 1, fine, 2);
  }
}
