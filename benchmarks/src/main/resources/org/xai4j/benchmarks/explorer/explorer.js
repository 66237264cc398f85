// Puts the page together: what is chosen, asked, shown, kept in the address and saved.

import { automatonView } from "./automaton.js";
import { bars, force, waterfall } from "./charts.js";
import { follow, mark } from "./cursor.js";
import { edges, heat, pixels, plane } from "./draw.js";
import { brief, element, ends, holding, select } from "./elements.js";
import { copyJava, file } from "./exports.js";
import { encode, inputView, remove, upload } from "./input.js";
import { onRules } from "./layers.js";
import { layPanels, opened, showPanels } from "./panels.js";
import { address, ask, at, cancel, classes, copy, guarded, json, names, question, say, shown, sides, spoken, state, token, words } from "./page.js";
import { drawing, pixelsOf, save } from "./saving.js";
import { onTake } from "./table.js";
import { sentence } from "./words.js";

const LANGUAGE = "language:";
const look = () => ({ overlay: at("overlay").value / 100, colours: at("colours").value, signs: at("signs").value });
const row = () => state.info.task === "table";
const text = () => state.info.task === "text";

function show(place) {
  const answer = state.answers[place];
  if (!answer) return;
  if (row()) at(place).replaceChildren(at("chart").value === "force" ? force(answer.attributions, names(), answer.score) : waterfall(answer.attributions, names()));
  else if (text()) at(place).replaceChildren(coloured(answer));
  else picture(at(place), answer);
  mark(at("views"), Number(at("views").dataset.at ?? -1));
  const residual = answer.residual === undefined ? "" : `, residual ${answer.residual.toPrecision(2)}`;
  at(`${place}-note`).textContent = `${answer.method}: score ${answer.score.toPrecision(4)}${residual}`
    + (answer.warning ? `. ${answer.warning}` : "");
}

/** The heatmap of an image or a sequence. */
function picture(box, answer) {
  let [canvas, above] = box.querySelectorAll("canvas");
  if (!canvas) {
    above = element("canvas", { class: "above", "aria-hidden": "true" });
    box.replaceChildren(pixels("", above));
    [canvas] = box.querySelectorAll("canvas");
  }
  canvas.classList.toggle("wide", state.info.shape.length !== 3);
  canvas.setAttribute("aria-label", `Heatmap of ${answer.method}; the arrow keys read it`);
  const map = plane(answer.attributions, state.info);
  heat(canvas, map, plane(state.values, state.info), look());
  above.hidden = !at("edges").checked || !state.groups;
  if (!above.hidden) edges(above, state.groups, map);
}

/** A sentence in colour; a click takes a word out. */
function coloured(answer) {
  const named = names();
  const unknown = id => words().length > 0 && (id === 1 || words()[id] === undefined);
  return sentence(state.values.flatMap((id, t) => spoken(t) ? [{ text: named[t], value: answer.attributions[t], i: t, unknown: unknown(id) }] : []), look(), remove);
}

/** A place of the row as all that is shown says of it, in words. */
function told(index) {
  const all = Object.values(state.answers), task = state.info.task;
  const flat = task === "table" || task === "text";
  const values = all.map(a => `${a.method} ${brief((flat ? a.attributions : plane(a.attributions, state.info).cells)[index])}`);
  const { width } = at("input").querySelector("canvas") ?? {};
  const where = task === "table" ? `${names()[index]} = ${shown(index, state.values[index])}` : flat ? names()[index] : `(${Math.floor(index / width)}, ${index % width})`;
  say(`${where}: ${values.join(", ")}`);
}

let busy = false, again = false;

/** Asks for what is on the screen; changes that come meanwhile are asked for together afterwards. */
const refresh = guarded(async () => {
  if (busy) {
    again = true;
    return;
  }
  busy = true;
  document.body.ariaBusy = "true";
  try {
    do {
      again = false;
      const began = performance.now();
      await answer();
      document.body.dataset.latency = (performance.now() - began).toFixed(1);
      say(`${document.body.dataset.latency} ms`);
      permalink();
      if (!again) await showPanels();
    } while (again);
  } finally {
    busy = false;
    document.body.ariaBusy = "false";
  }
});

async function answer() {
  state.groups = null;
  if (at("edges").checked && at("groups").value.trim() !== "none" && state.info.task === "image") {
    state.groups = (await json("/api/groups", question("", "groups"))).groups;
  }
  at("second-section").hidden = !at("beside").value;
  if (!at("beside").value) {
    delete state.answers.second;
    at("second-scores").replaceChildren();
  }
  for (const { place, method, name, more } of sides()) {
    state.answers[place] = { ...await ask("/api/explain", question(method, place, more)), method: name };
    show(place);
    const scores = bars(state.answers[place].scores, classes());
    if (place === "first") at("scores").replaceChildren(scores);
    else at("second-scores").replaceChildren(...more.model ? [scores] : []);
  }
}

/** The methods that can stand beside: those of the model, or of another one of the same rows. */
async function fillBeside(chosen) {
  const other = at("of").value;
  const { methods } = other === at("model").value ? state.info : await json(`/api/models/${encodeURIComponent(other)}`);
  const all = [...methods, ...state.rules && other === at("model").value ? ["lrp"] : []];
  at("beside").replaceChildren(...select({}, [["", "nothing"], ...all.map(m => [m])]).children);
  at("beside").value = all.includes(chosen) ? chosen : other === at("model").value ? "" : all[0];
}

function permalink(more = {}) {
  const link = new URLSearchParams();
  const automaton = at("model").value.startsWith(LANGUAGE);
  for (const id of ["model", ...automaton ? [] : ["row", "target", "baseline", "groups", "method", "beside"]]) if (at(id).value) link.set(id, at(id).value);
  for (const [key, value] of Object.entries(more)) if (value !== "") link.set(key, value);
  if (!automaton) {
    if (at("of").value !== at("model").value) link.set("of", at("of").value);
    if (at("method").value === "lrp") link.set("rules", state.rules);
    if (opened().length) link.set("open", opened().join(","));
    if (state.info.tokenizer) link.set("text", state.changed ? state.text : "");
    else if (state.changed && state.values.length <= 1000) link.set("values", state.values.map(v => +v.toFixed(4)).join(","));
  }
  if (token) link.set("token", token);
  history.replaceState(null, "", `#${link}`);
}

async function openRow(values, typed) {
  const stored = await json(`/api/models/${encodeURIComponent(at("model").value)}/rows/${Number(at("row").value)}`);
  state.stored = stored.values;
  state.tokens = values ? null : stored.words;
  state.text = values ? null : stored.text;
  state.spans = stored.spans;
  state.values = values ?? [...stored.values];
  state.changed = Boolean(values);
  if (typed) await encode(typed);
  inputView(refresh);
  await refresh();
}

async function openModel(wanted = new URLSearchParams()) {
  const automaton = at("model").value.startsWith(LANGUAGE);
  for (const id of ["views", "panels", "asked"]) at(id).hidden = automaton;
  document.querySelector("footer").hidden = automaton;
  at("automaton").hidden = !automaton;
  state.answers = {};
  if (automaton) {
    say("");
    await automatonView(at("automaton"), at("model").value.slice(LANGUAGE.length), wanted, permalink);
    return;
  }
  say("Loading …");
  state.info = await json(`/api/models/${encodeURIComponent(at("model").value)}`);
  at("first").replaceChildren();
  at("second").replaceChildren();
  at("row").max = state.info.rows - 1;
  for (const [id, usual] of [["row", 0], ["target", "argmax"], ["baseline", "zeros"], ["groups", "none"]]) at(id).value = wanted.get(id) ?? usual;
  state.rules = wanted.get("rules") ?? "";
  const methods = [...state.info.methods, ...state.rules ? ["lrp"] : []].map(m => [m]);
  at("method").replaceChildren(...select({}, methods).children);
  const others = Object.keys(state.data).filter(id => state.data[id] === state.data[at("model").value]);
  at("of").replaceChildren(...select({}, others.map(id => [id])).children);
  at("of").value = wanted.get("of") ?? at("model").value;
  at("of-label").hidden = others.length < 2;
  at("method").value = wanted.get("method") ?? state.info.methods[0];
  await fillBeside(wanted.get("beside") ?? "");
  at("overlay-label").hidden = row() || text();
  at("edges-label").hidden = state.info.task !== "image";
  for (const id of ["colours-label", "signs-label"]) at(id).hidden = row();
  at("chart-label").hidden = !row();
  layPanels((wanted.get("open") ?? "").split(","), permalink);
  await openRow(wanted.get("values")?.split(",").map(Number), wanted.get("text"));
}

const on = (id, kind, work) => at(id).addEventListener(kind, guarded(work));
on("model", "change", () => openModel());
on("row", "change", () => openRow());
on("of", "change", async () => {
  await fillBeside(at("beside").value);
  await refresh();
});
on("reset", "click", () => openRow());
on("cancel", "click", cancel);
on("clear", "click", () => {
  state.values.fill(ends(state.stored)[0]);
  state.changed = true;
  inputView(refresh);
  refresh();
});
on("upload", "change", async () => {
  const [file] = at("upload").files;
  at("upload").value = "";
  if (file) await upload(file);
});
for (const id of ["target", "baseline", "groups", "method", "beside", "edges"]) on(id, "change", () => refresh());
for (const id of ["overlay", "colours", "signs", "chart"]) on(id, "input", () => ["first", "second"].forEach(show));
on("command", "click", () => copy(state.answers.first.command,
  (state.changed ? 'Copied; it reads row.npy, which "Save row.npy" gives: ' : "Copied: ") + state.answers.first.command));
on("java", "click", () => copyJava(state.answers.first));
on("save-row", "click", async () => save("row.npy", await file("/api/row.npy", question(at("method").value, "save-row"))));
on("save-npy", "click", async () => save("attributions.npy", await file("/api/attributions.npy", question(at("method").value, "save-npy"))));
on("save-json", "click", () => save("explanation.json", new Blob([JSON.stringify(state.answers.first, null, 1)])));
on("save-svg", "click", () => save("explanation.svg", new Blob([drawing(at("first"))], { type: "image/svg+xml" })));
on("save-png", "click", async () => save("explanation.png", await pixelsOf(drawing(at("first")))));
follow(at("views"), guarded(told));
onTake(refresh);
onRules(() => {
  if (![...at("method").options].some(o => o.value === "lrp")) at("method").append(element("option", { value: "lrp" }, "lrp"));
  at("method").value = "lrp";
  return refresh();
});

guarded(async () => {
  const { models, data, languages } = await json("/api/models");
  state.data = data;
  const networks = holding("optgroup", { label: "Recurrent networks" }, ...languages.map(l => element("option", { value: LANGUAGE + l }, l)));
  at("model").replaceChildren(...models.map(m => element("option", { value: m }, m)), networks);
  at("model").value = address.get("model") ?? (models.includes("mnist") ? "mnist" : models[0]);
  await openModel(address);
})();
