// The row that is asked about, and how one changes it: drawn, typed, uploaded.

import { photograph, pixels, plane } from "./draw.js";
import { element, ends, holding, label, select } from "./elements.js";
import { at, guarded, json, names, question, say, spoken, state } from "./page.js";

/** Largest picture that is taken, in bytes. */
const LARGEST = 8 << 20;

let refresh;

export function change(index, value) {
  state.values[index] = value;
  state.changed = true;
}

/** Shows the row; the function is called after each change. */
export function inputView(changed) {
  refresh = changed;
  const { task } = state.info, image = task === "image";
  at("clear").hidden = at("erase-label").hidden = at("upload-label").hidden = !image;
  at("input").replaceChildren(...{ table: () => [cells()], text, image: () => [canvas(true)], series: () => [canvas(false)] }[task]());
  if (image || task === "series") photograph(at("input").querySelector("canvas"), plane(state.values, state.info));
}

function canvas(image) {
  const node = pixels(image ? "The input; draw with the pointer, or move with the arrow keys and draw with the space bar, with Shift on the way" : "The input; the arrow keys read it");
  const [drawn] = node.children;
  drawn.classList.toggle("wide", !image);
  if (!image) return node;
  for (const kind of ["pointerdown", "pointermove"]) drawn.addEventListener(kind, event => {
    if (event.buttons) brush(Math.floor(event.offsetX / drawn.clientWidth * drawn.width), Math.floor(event.offsetY / drawn.clientHeight * drawn.height), drawn);
  });
  drawn.addEventListener("keydown", event => {
    const pen = Math.max(0, Number(at("views").dataset.at));
    if (event.key !== " " && !(event.shiftKey && event.key.startsWith("Arrow"))) return;
    event.preventDefault();
    brush(pen % drawn.width, Math.floor(pen / drawn.width), drawn);
  });
  return node;
}

/** Channels, height and width of an image, and the index of a pixel's element. */
function image() {
  const { shape, layout } = state.info, last = layout === "nhwc";
  const [c, h, w] = last ? [shape[2], shape[0], shape[1]] : shape;
  return { c, h, w, index: (p, k) => last ? p * c + k : k * h * w + p };
}

/** A soft brush of three by three pixels, in every channel. */
function brush(x, y, node) {
  const { c, h, w, index } = image();
  for (let dy = -1; dy <= 1; dy++) {
    for (let dx = -1; dx <= 1; dx++) {
      if (x + dx < 0 || x + dx >= w || y + dy < 0 || y + dy >= h) continue;
      const p = (y + dy) * w + x + dx, strength = dx && dy ? 0.4 : dx || dy ? 0.7 : 1;
      for (let k = 0; k < c; k++) {
        const i = index(p, k), old = state.values[i];
        change(i, at("erase").checked ? Math.min(old, 1 - strength) : Math.max(old, strength));
      }
    }
  }
  photograph(node, plane(state.values, state.info));
  refresh();
}

/** A picture as the model takes it: scaled to its size, from the smallest to the largest value of the row it replaces. */
export async function upload(file) {
  if (!["image/png", "image/jpeg"].includes(file.type)) throw new Error(`${file.name} is no PNG or JPEG picture; choose one that is.`);
  if (file.size > LARGEST) throw new Error(`${file.name} has over ${LARGEST >> 20} MB; choose a smaller picture.`);
  let bitmap;
  try {
    bitmap = await createImageBitmap(file);
  } catch {
    throw new Error(`${file.name} cannot be read as a picture; choose another.`);
  }
  const { c, h, w, index } = image();
  const pen = holdingCanvas(w, h).getContext("2d", { willReadFrequently: true });
  pen.drawImage(bitmap, 0, 0, w, h);
  const { data } = pen.getImageData(0, 0, w, h), [low, high] = ends(state.stored);
  for (let p = 0; p < w * h; p++) {
    const rgb = data.subarray(4 * p, 4 * p + 3), gray = 0.299 * rgb[0] + 0.587 * rgb[1] + 0.114 * rgb[2];
    for (let k = 0; k < c; k++) change(index(p, k), low + (high - low) * (c === 3 ? rgb[k] : gray) / 255);
  }
  inputView(refresh);
  refresh();
}

const holdingCanvas = (width, height) => element("canvas", { width, height });

function cells() {
  const table = element("table");
  names().forEach((name, i) => {
    const column = state.info.columns?.[i];
    const field = column?.labels.length ? select({ id: `cell-${i}` }, column.labels.map((text, k) => [k, text]))
      : element("input", { id: `cell-${i}`, type: "number", step: "any" });
    field.value = +state.values[i].toPrecision(7);
    field.addEventListener("input", () => {
      if (field.value === "") return;
      change(i, Number(field.value));
      refresh();
    });
    const head = holding("th", { scope: "row" }, element("label", { for: `cell-${i}` }, name + (column?.unit ? ` (${column.unit})` : "")));
    table.append(holding("tr", { "data-i": i }, head, holding("td", {}, field)));
  });
  return table;
}

/** The words of the row as they stand. */
const sentence = () => state.text ?? names().filter((_, t) => spoken(t)).join(" ");

/** Takes a text as the row, as the model's tokenizer reads it; tells whether it is still wanted. */
export async function encode(text, wanted = () => true) {
  const { values, words: tokens, spans } = await json("/api/tokens", { model: at("model").value, text, request: question("", "tokens").request });
  if (!wanted()) return false;
  Object.assign(state, { values, tokens, spans, text, changed: true });
  return true;
}

function text() {
  const field = element("textarea", { id: "sentence", rows: 3, spellcheck: "false" });
  field.value = sentence();
  field.addEventListener("input", guarded(async () => {
    const typed = field.value;
    if (await encode(typed, () => field.isConnected && typed === field.value)) refresh();
  }));
  return [label("Sentence", field), element("p", { class: "note" }, "A word of the explanation goes when it is clicked; those that the model does not know are dotted.")];
}

/** Takes a word out; padding stays where it is, in front or behind. */
export async function remove(token) {
  const kept = state.values.filter((_, t) => t !== token), gone = names()[token];
  if (state.info.tokenizer) {
    const [from, to] = state.spans[token], text = (state.text.slice(0, from) + state.text.slice(to)).replace(/ {2,}/g, " ").trim();
    if (from === to || !text) return say(`${gone} stays: ${text ? "it stands for no characters of the text" : "a text has at least one word"}.`);
    await encode(text);
    return without(gone);
  }
  const before = state.values.slice(0, token).filter(id => id).length;
  state.tokens = state.tokens?.filter((_, k) => k !== before);
  state.text = null;
  const behind = state.values[0] !== 0 && state.values[state.values.length - 1] === 0;
  state.values = behind ? [...kept, 0] : [0, ...kept];
  state.changed = true;
  return without(gone);
}

function without(word) {
  at("sentence").value = sentence();
  say(`Without "${word}"`);
  return refresh();
}
