// What every view needs: the page's state, questions to the server, words to the reader.

import { brief } from "./elements.js";

export const at = id => document.getElementById(id);

export const state = { info: null, stored: [], values: [], changed: false, answers: {}, rules: "" };

export const address = new URLSearchParams(location.hash.slice(1));
export const token = address.get("token") ?? "";
const page = Math.random().toString(36).slice(2);
const asking = new Set();

export async function call(path, body) {
  const headers = { "X-Xai4j-Token": token };
  if (body) headers["Content-Type"] = "application/json";
  const response = await fetch(path, body ? { method: "POST", headers, body: JSON.stringify(body) } : { headers });
  if (response.ok) return response;
  const { error } = await response.json();
  throw Object.assign(new Error(error), { status: response.status });
}

export const json = async (path, body) => (await call(path, body)).json();

/** Asks what may take long: after half a second the page shows how far it is, and can cancel it. */
export async function ask(path, body) {
  let over = false;
  asking.add(body.request);
  const timer = setTimeout(() => follow(body.request, () => over).catch(() => {}), 500);
  try {
    return await json(path, body);
  } finally {
    over = true;
    clearTimeout(timer);
    asking.delete(body.request);
    if (!asking.size) at("work").hidden = true;
  }
}

async function follow(request, over) {
  const events = (await call("/api/progress", { request })).body.pipeThrough(new TextDecoderStream()).getReader();
  for (let part = await events.read(); !part.done && !over(); part = await events.read()) {
    const told = part.value.match(/^data: (\{"task".*\})$/m);
    if (!told) continue;
    const { task, done, total } = JSON.parse(told[1]);
    at("work").hidden = false;
    at("work-name").textContent = task;
    if (total) at("work-bar").value = done / total;
    else at("work-bar").removeAttribute("value");
  }
}

export const cancel = () => Promise.all([...asking].map(request => json("/api/cancel", { request })));

export function say(text, bad = false) {
  at("status").textContent = text;
  at("status").classList.toggle("bad", bad);
}

/** Runs what an event asks for; what goes wrong is told, except what a newer change cancelled. */
export const guarded = work => async event => {
  try {
    await work(event);
  } catch (e) {
    if (e.status !== 409) say(e.message, true);
  }
};

/** The question that is on the screen, for a method. */
export function question(method, place, more = {}) {
  const asked = { model: at("model").value, row: Number(at("row").value), method, request: `${page}-${place}` };
  for (const [id, usual] of [["target", "argmax"], ["baseline", "zeros"], ["groups", "none"]]) {
    if (at(id).value.trim() !== usual) asked[id] = at(id).value.trim();
  }
  if (method === "lrp") asked.parameters = { composite: state.rules };
  // Nine digits are all that a single-precision number has.
  if (state.info.tokenizer) asked.text = state.text;
  else if (state.changed) asked.values = state.values.map(v => +v.toPrecision(9));
  return { ...asked, ...more };
}

/** What is shown: the method, and beside it another one, maybe of another model on the same row. */
export function sides() {
  const all = [{ place: "first", method: at("method").value, name: at("method").value, more: {} }];
  const other = at("of").value !== at("model").value ? at("of").value : "";
  if (at("beside").value) {
    const method = at("beside").value;
    all.push({ place: "second", method, name: other ? `${method} of ${other}` : method, more: other ? { model: other } : {} });
  }
  return all;
}

export const request = place => `${page}-${place}`;

export const words = () => state.info.words;

/** Whether a place of a text holds a token of it, and no padding. */
export const spoken = t => state.info.tokenizer ? t < state.tokens.length : state.values[t] !== 0;

/** What the elements of a row are called. */
export function names() {
  if (state.info.task === "text") {
    let count = 0;
    return state.values.map((id, t) => spoken(t) ? state.tokens?.[count++] ?? words()[id] ?? `#${id}` : `token ${t}`);
  }
  return state.info.columns?.map(c => c.name) ?? state.values.map((_, i) => `column ${i}`);
}

export const classes = () => state.info.classes ?? [];

/** The class that the model answers. */
export function answered() {
  const scores = state.answers.first?.scores ?? [];
  return scores.length === 1 ? Number(scores[0] > 0.5) : scores.indexOf(Math.max(...scores));
}

/** A value of a column in words. */
export function shown(i, value) {
  const column = state.info.columns?.[i];
  return column?.labels.length ? column.labels[value] ?? brief(value) : brief(value) + (column?.unit ? ` ${column.unit}` : "");
}

export async function copy(text, told) {
  await navigator.clipboard.writeText(text);
  say(told);
}
