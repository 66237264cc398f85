import { bars, element, ends, heat, photograph, plane, waterfall } from "./draw.js";

const at = id => document.getElementById(id);
const hash = new URLSearchParams(location.hash.slice(1));
const token = hash.get("token") ?? "";
const page = Math.random().toString(36).slice(2);
const state = { info: null, stored: [], values: [], changed: false, answers: {} };

async function call(path, body) {
  const headers = { "X-Xai4j-Token": token };
  if (body) headers["Content-Type"] = "application/json";
  const response = await fetch(path, body ? { method: "POST", headers, body: JSON.stringify(body) } : { headers });
  if (response.ok) return response;
  const { error } = await response.json();
  throw Object.assign(new Error(error), { status: response.status });
}

const json = async (path, body) => (await call(path, body)).json();

function say(text, bad = false) {
  at("status").textContent = text;
  at("status").classList.toggle("bad", bad);
}

/** Runs what an event asks for; what goes wrong is told, except what a newer change cancelled. */
const guarded = work => async event => {
  try {
    await work(event);
  } catch (e) {
    if (e.status !== 409) say(e.message, true);
  }
};

function question(method, place) {
  const asked = { model: at("model").value, row: Number(at("row").value), method, request: `${page}-${place}` };
  if (at("target").value.trim() !== "argmax") asked.target = at("target").value.trim();
  if (at("baseline").value.trim() !== "zeros") asked.baseline = at("baseline").value.trim();
  // Nine digits are all that a single-precision number has.
  if (state.changed) asked.values = state.values.map(v => +v.toPrecision(9));
  return asked;
}

const look = () => ({ overlay: at("overlay").value / 100, colours: at("colours").value, signs: at("signs").value });

function show(place) {
  const answer = state.answers[place];
  if (!answer) return;
  const box = at(place);
  if (state.info.task === "table") {
    box.replaceChildren(waterfall(answer.attributions, names()));
  } else {
    let canvas = box.querySelector("canvas");
    if (!canvas) {
      canvas = element("canvas", { role: "img" });
      box.replaceChildren(canvas);
      canvas.addEventListener("pointermove", event => point(event, canvas));
    }
    const { shape, layout } = state.info;
    canvas.classList.toggle("wide", shape.length !== 3);
    canvas.setAttribute("aria-label", `Heatmap of ${answer.method}`);
    heat(canvas, plane(answer.attributions, shape, layout), plane(state.values, shape, layout), look());
  }
  const residual = answer.residual === undefined ? "" : `, residual ${answer.residual.toPrecision(2)}`;
  at(`${place}-note`).textContent = `${answer.method}: score ${answer.score.toPrecision(4)}${residual}`
    + (answer.warning ? `. ${answer.warning}` : "");
}

/** The same place in every heatmap, in words. */
function point(event, canvas) {
  const x = Math.floor(event.offsetX / canvas.clientWidth * canvas.width);
  const y = Math.floor(event.offsetY / canvas.clientHeight * canvas.height);
  const { shape, layout } = state.info;
  const told = Object.values(state.answers).map(a =>
    `${a.method} ${plane(a.attributions, shape, layout).cells[y * canvas.width + x]?.toPrecision(3)}`);
  say(`(${y}, ${x}): ${told.join(", ")}`);
}

let busy = false, again = false;

/** Asks for what is on the screen; changes that come meanwhile are asked for together afterwards. */
const refresh = guarded(async () => {
  if (busy) {
    again = true;
    return;
  }
  busy = true;
  try {
    do {
      again = false;
      const began = performance.now();
      for (const [place, select] of [["first", "method"], ["second", "beside"]]) {
        const method = at(select).value;
        at("second-section").hidden = !at("beside").value;
        if (!method) {
          delete state.answers[place];
          continue;
        }
        state.answers[place] = { ...await json("/api/explain", question(method, place)), method };
        show(place);
        at("scores").replaceChildren(bars(state.answers[place].scores, classes()));
      }
      document.body.dataset.latency = (performance.now() - began).toFixed(1);
      say(`${document.body.dataset.latency} ms`);
      permalink();
    } while (again);
  } finally {
    busy = false;
  }
});

const names = () => state.info.columns?.map(c => c.name) ?? state.values.map((_, i) => `column ${i}`);
const classes = () => state.info.classes ?? [];

function permalink() {
  const link = new URLSearchParams();
  for (const id of ["model", "row", "target", "baseline", "method", "beside"]) if (at(id).value) link.set(id, at(id).value);
  if (state.changed && state.values.length <= 1000) link.set("values", state.values.map(v => +v.toFixed(4)).join(","));
  if (token) link.set("token", token);
  history.replaceState(null, "", `#${link}`);
}

function change(index, value) {
  state.values[index] = value;
  state.changed = true;
}

function drawing(canvas) {
  const { shape, layout } = state.info;
  photograph(canvas, plane(state.values, shape, layout));
}

/** A soft brush of three by three pixels, in every channel. */
function brush(event, canvas) {
  if (!event.buttons) return;
  const { shape, layout } = state.info;
  const last = layout === "nhwc", [c, h, w] = last ? [shape[2], shape[0], shape[1]] : shape;
  const x = Math.floor(event.offsetX / canvas.clientWidth * w), y = Math.floor(event.offsetY / canvas.clientHeight * h);
  for (let dy = -1; dy <= 1; dy++) {
    for (let dx = -1; dx <= 1; dx++) {
      if (x + dx < 0 || x + dx >= w || y + dy < 0 || y + dy >= h) continue;
      const p = (y + dy) * w + x + dx, strength = dx && dy ? 0.4 : dx || dy ? 0.7 : 1;
      for (let k = 0; k < c; k++) {
        const i = last ? p * c + k : k * h * w + p, old = state.values[i];
        change(i, at("erase").checked ? Math.min(old, 1 - strength) : Math.max(old, strength));
      }
    }
  }
  drawing(canvas);
  refresh();
}

function inputView() {
  const image = state.info.task === "image", table = state.info.task === "table";
  at("clear").hidden = at("erase-label").hidden = !image;
  at("overlay-label").hidden = table;
  for (const id of ["colours", "signs", "save-png"]) at(id).disabled = table;
  if (table) {
    at("input").replaceChildren(cells());
    return;
  }
  const canvas = element("canvas", { role: "img", "aria-label": image ? "The input; draw with the pointer" : "The input" });
  canvas.classList.toggle("wide", !image);
  if (image) for (const kind of ["pointerdown", "pointermove"]) canvas.addEventListener(kind, event => brush(event, canvas));
  at("input").replaceChildren(canvas);
  drawing(canvas);
}

function cells() {
  const table = element("table");
  names().forEach((name, i) => {
    const column = state.info.columns?.[i];
    const field = element(column?.labels.length ? "select" : "input", { id: `cell-${i}`, ...(column?.labels.length ? {} : { type: "number", step: "any" }) });
    column?.labels.forEach((label, k) => field.append(element("option", { value: k }, label)));
    field.value = +state.values[i].toPrecision(7);
    field.addEventListener("input", () => {
      if (field.value === "") return;
      change(i, Number(field.value));
      refresh();
    });
    const line = element("tr"), head = element("th", { scope: "row" });
    head.append(element("label", { for: `cell-${i}` }, name + (column?.unit ? ` (${column.unit})` : "")));
    const cell = element("td");
    cell.append(field);
    line.append(head, cell);
    table.append(line);
  });
  return table;
}

async function openRow(values) {
  const row = await json(`/api/models/${encodeURIComponent(at("model").value)}/rows/${Number(at("row").value)}`);
  state.stored = row.values;
  state.values = values ?? [...row.values];
  state.changed = Boolean(values);
  inputView();
  await refresh();
}

async function openModel(wanted = new URLSearchParams()) {
  say("Loading …");
  state.answers = {};
  state.info = await json(`/api/models/${encodeURIComponent(at("model").value)}`);
  at("first").replaceChildren();
  at("second").replaceChildren();
  at("row").max = state.info.rows - 1;
  at("row").value = wanted.get("row") ?? 0;
  at("target").value = wanted.get("target") ?? "argmax";
  at("baseline").value = wanted.get("baseline") ?? "zeros";
  at("method").replaceChildren(...state.info.methods.map(m => element("option", { value: m }, m)));
  at("beside").replaceChildren(element("option", { value: "" }, "nothing"), ...state.info.methods.map(m => element("option", { value: m }, m)));
  if (wanted.get("method")) at("method").value = wanted.get("method");
  at("beside").value = wanted.get("beside") ?? "";
  await openRow(wanted.get("values")?.split(",").map(Number));
}

function save(name, blob) {
  const link = element("a", { href: URL.createObjectURL(blob), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

async function copy(text, told) {
  await navigator.clipboard.writeText(text);
  say(told);
}

const on = (id, kind, work) => at(id).addEventListener(kind, guarded(work));
on("model", "change", () => openModel());
on("row", "change", () => openRow());
on("reset", "click", () => openRow());
on("clear", "click", () => {
  state.values.fill(ends(state.stored)[0]);
  state.changed = true;
  inputView();
  refresh();
});
for (const id of ["target", "baseline", "method", "beside"]) on(id, "change", () => refresh());
for (const id of ["overlay", "colours", "signs"]) on(id, "input", () => ["first", "second"].forEach(show));
on("command", "click", () => copy(state.answers.first.command,
  (state.changed ? 'Copied; it reads row.npy, which "Save row.npy" gives: ' : "Copied: ") + state.answers.first.command));
on("java", "click", () => state.answers.first.java ? copy(state.answers.first.java, 'Copied a Java class; it reads row.npy, which "Save row.npy" gives.')
  : say("A few lines of Java cannot say all of this; copy the command.", true));
on("save-row", "click", async () => save("row.npy", await (await call("/api/row.npy", question(at("method").value, "save"))).blob()));
on("save-npy", "click", async () => save("attributions.npy", await (await call("/api/attributions.npy", question(at("method").value, "save"))).blob()));
on("save-json", "click", () => save("explanation.json", new Blob([JSON.stringify(state.answers.first, null, 1)])));
on("save-png", "click", () => at("first").querySelector("canvas").toBlob(blob => save("heatmap.png", blob)));

guarded(async () => {
  const { models } = await json("/api/models");
  at("model").replaceChildren(...models.map(m => element("option", { value: m }, m)));
  at("model").value = hash.get("model") ?? (models.includes("mnist") ? "mnist" : models[0]);
  await openModel(hash);
})();
