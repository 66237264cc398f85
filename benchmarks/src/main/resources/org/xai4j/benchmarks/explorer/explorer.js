// Puts the page together: what is chosen, asked, shown, kept in the address and saved.

import { automatonView } from "./automaton.js";
import { bars, ends, force, standalone, waterfall } from "./charts.js";
import { colour, edges, heat, limit, plane } from "./draw.js";
import { inputView, remove, upload } from "./input.js";
import { onRules } from "./layers.js";
import { layPanels, opened, showPanels } from "./panels.js";
import { address, ask, at, brief, call, cancel, classes, copy, element, guarded, holding, json, names, question, say, select, sides, state, token, words } from "./page.js";
import { onTake } from "./table.js";

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
  const residual = answer.residual === undefined ? "" : `, residual ${answer.residual.toPrecision(2)}`;
  at(`${place}-note`).textContent = `${answer.method}: score ${answer.score.toPrecision(4)}${residual}`
    + (answer.warning ? `. ${answer.warning}` : "");
}

/** The heatmap of an image or a sequence. */
function picture(box, answer) {
  let [canvas, above] = box.querySelectorAll("canvas");
  if (!canvas) {
    canvas = element("canvas", { role: "img" });
    above = element("canvas", { class: "above", "aria-hidden": "true" });
    box.replaceChildren(holding("div", { class: "stack" }, canvas, above));
    canvas.addEventListener("pointermove", event => point(event, canvas));
  }
  canvas.classList.toggle("wide", state.info.shape.length !== 3);
  canvas.setAttribute("aria-label", `Heatmap of ${answer.method}`);
  const map = plane(answer.attributions);
  heat(canvas, map, plane(state.values), look());
  above.hidden = !at("edges").checked || !state.groups;
  if (!above.hidden) edges(above, state.groups, map);
}

/** A sentence whose words have the colours of their attributions; a click takes a word out. */
function coloured(answer) {
  const strongest = limit(answer.attributions), { signs, colours } = look();
  const sentence = element("p", { class: "sentence" });
  state.values.forEach((id, t) => {
    if (!id) return;
    const known = words()[id] !== undefined && id !== 1;
    const value = answer.attributions[t];
    const hidden = (signs === "for" && value < 0) || (signs === "against" && value > 0);
    const word = element("button", { type: "button", class: known ? "" : "unknown", title: known ? brief(value) : `${brief(value)}; the model does not know this word`, "aria-label": `${names()[t]}, ${brief(value)}; take it out` }, names()[t]);
    word.style.backgroundColor = `rgb(${colour(hidden ? 0 : 0.6 * Math.max(-1, Math.min(1, value / strongest)), colours).map(Math.round).join(",")})`;
    word.addEventListener("click", () => remove(t));
    sentence.append(word, " ");
  });
  return sentence;
}

/** The same place in every heatmap, in words. */
function point(event, canvas) {
  const x = Math.floor(event.offsetX / canvas.clientWidth * canvas.width);
  const y = Math.floor(event.offsetY / canvas.clientHeight * canvas.height);
  const told = Object.values(state.answers).map(a =>
    `${a.method} ${plane(a.attributions).cells[y * canvas.width + x]?.toPrecision(3)}`);
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
      await answer();
      document.body.dataset.latency = (performance.now() - began).toFixed(1);
      say(`${document.body.dataset.latency} ms`);
      permalink();
      if (!again) await showPanels();
    } while (again);
  } finally {
    busy = false;
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
    if (state.changed && state.values.length <= 1000) link.set("values", state.values.map(v => +v.toFixed(4)).join(","));
  }
  if (token) link.set("token", token);
  history.replaceState(null, "", `#${link}`);
}

async function openRow(values) {
  const stored = await json(`/api/models/${encodeURIComponent(at("model").value)}/rows/${Number(at("row").value)}`);
  state.stored = stored.values;
  state.tokens = values ? null : stored.words;
  state.text = values ? null : stored.text;
  state.values = values ?? [...stored.values];
  state.changed = Boolean(values);
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
  at("save-svg").disabled = at("save-png").disabled = text();
  layPanels((wanted.get("open") ?? "").split(","), permalink);
  await openRow(wanted.get("values")?.split(",").map(Number));
}

function save(name, blob) {
  const link = element("a", { href: URL.createObjectURL(blob), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

/** The explanation as an SVG file; a heatmap lies in it as pixels. */
function svg() {
  const chart = at("first").querySelector("svg");
  if (chart) return standalone(chart);
  const canvas = at("first").querySelector("canvas");
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${canvas.width * 8}" height="${canvas.height * 8}"><image width="100%" height="100%" preserveAspectRatio="none" style="image-rendering:pixelated" href="${canvas.toDataURL()}"/></svg>`;
}

/** A chart as pixels. */
async function pixels() {
  const chart = at("first").querySelector("svg");
  if (!chart) return at("first").querySelector("canvas");
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(standalone(chart))}`;
  await image.decode();
  const canvas = element("canvas", { width: 2 * image.width, height: 2 * image.height });
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  return canvas;
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
on("java", "click", () => state.answers.first.java ? copy(state.answers.first.java, 'Copied a Java class; it reads row.npy, which "Save row.npy" gives.')
  : say("A few lines of Java cannot say all of this; copy the command.", true));
on("save-row", "click", async () => save("row.npy", await (await call("/api/row.npy", question(at("method").value, "save-row"))).blob()));
on("save-npy", "click", async () => save("attributions.npy", await (await call("/api/attributions.npy", question(at("method").value, "save-npy"))).blob()));
on("save-json", "click", () => save("explanation.json", new Blob([JSON.stringify(state.answers.first, null, 1)])));
on("save-svg", "click", () => save("explanation.svg", new Blob([svg()], { type: "image/svg+xml" })));
on("save-png", "click", async () => (await pixels()).toBlob(blob => save("explanation.png", blob)));
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
