// Stored explanations of a few rows: which row, which method, why which answer, and what is beside.

import { waterfall } from "./charts.js";
import { follow, mark } from "./cursor.js";
import { heat, photograph, pixels } from "./draw.js";
import { brief, element, holding, label, select } from "./elements.js";
import { sentence } from "./words.js";

/** Numbers of 16 bits in base64, in units of a 32,767th of the largest. */
export function decoded({ most, data }) {
  const bytes = Uint8Array.from(atob(data), c => c.charCodeAt(0)), view = new DataView(bytes.buffer);
  return Array.from({ length: bytes.length / 2 }, (_, i) => view.getInt16(2 * i, true) * most / 32767);
}

function storedMap(row, values, name, look) {
  const stack = pixels(`Heatmap of ${name}; the arrow keys read it`), [canvas] = stack.children;
  const { height: h, width: w } = row;
  heat(canvas, { h, w, cells: Float64Array.from(values) }, { h, w, cells: Float64Array.from(decoded(row.input)) }, look);
  canvas.classList.toggle("wide", w > 4 * h);
  return stack;
}

function storedInput(row) {
  const stack = pixels("The input; the arrow keys read it"), [canvas] = stack.children;
  photograph(canvas, { h: row.height, w: row.width, cells: Float64Array.from(decoded(row.input)) });
  canvas.classList.toggle("wide", row.width > 4 * row.height);
  return stack;
}

function storedWords(row, values, look) {
  let at = 0;
  return sentence(row.pieces.map(piece => piece.place ? { text: piece.text, i: at, value: values[at++] } : { text: piece.text }), look);
}

/** What the place of a row is called. */
function named(row, index) {
  if (row.names) return row.names[index];
  if (row.pieces) return row.pieces.filter(piece => piece.place)[index].text;
  return `(${Math.floor(index / row.width)}, ${index % row.width})`;
}

/**
 * Fills an element with the view of {rows: [{name, input and width and height | names | pieces,
 * answers: [{name, maps: [{method, values}]}]}]}.
 */
export function viewer(box, { rows }) {
  const options = list => list.map((one, i) => [i, one.name ?? one.method]);
  const which = select({}, options(rows)), why = select({}, []), method = select({}, []), beside = select({}, []);
  const overlay = element("input", { type: "range", min: 0, max: 100, value: 15 });
  const colours = select({}, [["diverging", "blue – orange"], ["size", "size alone"]]);
  const signs = select({}, [["both"], ["for"], ["against"]]);
  const views = element("div", { class: "views" }), told = element("p", { class: "note", role: "status" });
  const table = Boolean(rows[0].names), plane = Boolean(rows[0].input);
  box.append(
    holding("p", { class: "switches" }, label("Row", which), label("Why", why), label("Method", method), label("beside", beside),
      ...plane ? [label("Input shows through", overlay)] : [], ...table ? [] : [label("Colours", colours), label("Signs", signs)]),
    views, told);
  const row = () => rows[which.value], answer = () => row().answers[why.value] ?? row().answers[0];
  const maps = () => [method.value, beside.value].filter(k => k !== "").map(k => answer().maps[k]).filter(Boolean);
  const keep = (field, list) => {
    const { value } = field;
    field.replaceChildren(...select({}, list).children);
    field.value = list.some(o => String(o[0]) === value) ? value : String(list[0][0]);
  };
  const draw = () => {
    keep(why, options(row().answers));
    keep(method, options(answer().maps));
    keep(beside, [["", "nothing"], ...options(answer().maps)]);
    const look = { overlay: overlay.value / 100, colours: colours.value, signs: signs.value };
    const shown = maps().map(({ method: name, values }) => {
      const numbers = decoded(values);
      const drawn = table ? waterfall(numbers, row().names) : plane ? storedMap(row(), numbers, name, look) : storedWords(row(), numbers, look);
      return holding("div", {}, element("h3", {}, name), drawn);
    });
    views.replaceChildren(...plane ? [holding("div", {}, element("h3", {}, "Input"), storedInput(row()))] : [], ...shown);
    mark(views, Number(views.dataset.at ?? -1));
  };
  for (const field of [which, why, method, beside, overlay, colours, signs]) field.addEventListener("input", draw);
  follow(views, index => {
    told.textContent = `${named(row(), index)}: ${maps().map(({ method: name, values }) => `${name} ${brief(decoded(values)[index])}`).join(", ")}`;
  });
  told.textContent = "Point at a place, or move there with the arrow keys, to read its values.";
  draw();
}
