// What is on the screen, to be copied or saved.

import { inlined } from "./charts.js";
import { element, holding } from "./elements.js";
import { call, copy, guarded, say } from "./page.js";

const SVG = "http://www.w3.org/2000/svg";

export function save(name, blob) {
  const link = element("a", { href: URL.createObjectURL(blob), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

function put(parent, name, attributes, text = "") {
  const node = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  node.textContent = text;
  parent.append(node);
  return node;
}

/** What a cell of a table says, and what is chosen in it. */
const said = cell => cell.querySelector("select")?.selectedOptions[0].textContent ?? [...cell.childNodes].filter(n => !n.matches?.("svg")).map(n => n.textContent).join("").trim();

/** The charts, heatmaps, coloured words and the graph's table inside an element as one SVG that stands alone, where they are on the screen. */
export function drawing(box) {
  const frame = box.getBoundingClientRect(), { backgroundColor, fontFamily } = getComputedStyle(document.body);
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("xmlns", SVG);
  svg.setAttribute("width", Math.ceil(frame.width));
  put(svg, "rect", { width: "100%", height: "100%", fill: backgroundColor });
  let bottom = 0;
  for (const node of box.querySelectorAll("svg, canvas, .sentence [data-i], .graph td, .graph th")) {
    const { left, top, width, height } = node.getBoundingClientRect();
    const place = { x: left - frame.left, y: top - frame.top, width, height };
    if (!width || !height) continue;
    bottom = Math.max(bottom, place.y + height);
    if (node.matches("canvas")) {
      put(svg, "image", { ...place, preserveAspectRatio: "none", "image-rendering": "pixelated", href: node.toDataURL() });
    } else if (node.matches("svg")) {
      const copy = inlined(node);
      for (const [key, value] of Object.entries(place)) copy.setAttribute(key, value);
      svg.append(copy);
    } else if (node.matches("td, th")) {
      const { color, fontSize } = getComputedStyle(node), left = node.querySelector("svg") ? 68 : 0;
      put(svg, "text", { x: place.x + left, y: place.y + height * 0.68, fill: color, "font-size": fontSize, "font-family": fontFamily }, said(node));
    } else {
      const { backgroundColor: fill, color, fontSize } = getComputedStyle(node);
      put(svg, "rect", { ...place, fill, rx: 4 });
      put(svg, "text", { x: place.x + width / 2, y: place.y + height * 0.68, fill: color, "font-size": fontSize, "font-family": fontFamily, "text-anchor": "middle" }, node.textContent);
    }
  }
  svg.setAttribute("height", Math.ceil(bottom));
  return new XMLSerializer().serializeToString(svg);
}

/** The same as pixels, two for each of the screen's. */
export async function pixelsOf(box) {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(drawing(box))}`;
  await image.decode();
  const canvas = element("canvas", { width: 2 * image.width, height: 2 * image.height });
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise(done => canvas.toBlob(done));
}

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
    all.push(button("Save PNG", async () => save(`${name}.png`, await pixelsOf(box)), { "data-save": `${name}.png` }));
  }
  all.push(button("Save JSON", () => save(`${name}-page.json`, new Blob([JSON.stringify(answer, null, 1)])), { "data-save": `${name}-page.json` }));
  return holding("p", { class: "tools" }, ...all);
}

/** Copies the Java of an answer; where a few lines cannot say all of it, that is told. */
export const copyJava = answer => answer.java ? copy(answer.java, 'Copied a Java class; it reads row.npy, which "Save row.npy" gives.')
  : say("A few lines of Java cannot say all of this; copy the command.", true);
