// What one opens beneath the explanation. Each is asked anew when the question changes, while it is open.

import { comparePanels } from "./compare.js";
import { element, holding } from "./elements.js";
import { layerPanels } from "./layers.js";
import { at, state } from "./page.js";
import { scalpPanels } from "./scalp.js";
import { tablePanels } from "./table.js";

const all = [...tablePanels, ...scalpPanels, ...comparePanels, ...layerPanels];
let shown = [];

/** Lays out the panels that suit the model; opened are those of these names. */
export function layPanels(opened, changed) {
  shown = all.filter(panel => panel.fits(state.info)).map(panel => {
    const body = element("div", { class: "panel" });
    const details = holding("details", { id: `panel-${panel.id}` }, element("summary", {}, panel.title), body);
    details.open = opened.includes(panel.id);
    const one = { panel, body, details, draw: panel.build(body) };
    details.addEventListener("toggle", () => {
      changed();
      // Before the first answer there is nothing to ask about; all are asked after it.
      if (details.open && state.answers.first) run(one);
    });
    return one;
  });
  at("panels").replaceChildren(...shown.map(one => one.details));
}

/** The names of the open panels. */
export const opened = () => shown.filter(one => one.details.open).map(one => one.panel.id);

/** Asks what one panel shows; what goes wrong is told in its place. */
async function run(one) {
  one.body.querySelector(".bad")?.remove();
  one.body.ariaBusy = "true";
  try {
    await one.draw();
  } catch (e) {
    if (e.status !== 409) one.body.append(element("p", { class: "bad" }, e.message));
  } finally {
    one.body.ariaBusy = "false";
  }
}

/** Asks what the open panels show. */
export async function showPanels() {
  for (const one of shown.filter(o => o.details.open)) await run(one);
}
