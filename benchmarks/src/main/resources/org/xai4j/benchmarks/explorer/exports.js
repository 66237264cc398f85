// What is on the screen, to be copied or saved.

import { element, holding } from "./elements.js";
import { call, copy, guarded, say } from "./page.js";
import { drawing, pixelsOf, save } from "./saving.js";

/** A file that the server makes, with the bytes that the command writes. */
export const file = async (path, question) => (await call(path, question)).blob();

function button(text, work, attributes = {}) {
  const node = element("button", { type: "button", ...attributes }, text);
  node.addEventListener("click", guarded(work));
  return node;
}

/**
 * Buttons that copy and save what a panel shows: the command behind it, Java where there is some, its
 * files as [name, blob maker], its picture, and the answer as the page got or computed it.
 */
export function tools(name, answer, box, files = []) {
  const all = [];
  if (answer.command) all.push(button("Copy as command", () => copy(answer.command, `Copied: ${answer.command}`), { class: "command", "data-command": answer.command }));
  if (answer.java) all.push(button("Copy as Java", () => copy(answer.java, "Copied a Java class.")));
  for (const [saved, make] of files) all.push(button(`Save ${saved}`, async () => save(saved, await make()), { "data-save": saved }));
  if (box.querySelector("svg, canvas")) {
    all.push(button("Save SVG", () => save(`${name}.svg`, new Blob([drawing(box)], { type: "image/svg+xml" })), { "data-save": `${name}.svg` }));
    all.push(button("Save PNG", async () => save(`${name}.png`, await pixelsOf(drawing(box))), { "data-save": `${name}.png` }));
  }
  all.push(button("Save JSON", () => save(`${name}-page.json`, new Blob([JSON.stringify(answer, null, 1)])), { "data-save": `${name}-page.json` }));
  return holding("p", { class: "tools" }, ...all);
}

/** Copies the Java of an answer; where a few lines cannot say all of it, that is told. */
export const copyJava = answer => answer.java ? copy(answer.java, 'Copied a Java class; it reads row.npy, which "Save row.npy" gives.')
  : say("A few lines of Java cannot say all of this; copy the command.", true);
