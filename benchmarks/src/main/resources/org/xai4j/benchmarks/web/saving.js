// What is on the screen as a picture that stands alone.

import { inlined, shape, SVG } from "./charts.js";
import { element } from "./elements.js";

export function save(name, blob) {
  const link = element("a", { href: URL.createObjectURL(blob), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

/** What a cell of a table says, and what is chosen in it. */
const said = cell => cell.querySelector("select")?.selectedOptions[0].textContent ?? [...cell.childNodes].filter(n => !n.matches?.("svg")).map(n => n.textContent).join("").trim();

/** The colour behind an element. */
function ground(node) {
  const { backgroundColor } = getComputedStyle(node);
  return node.parentElement && /^(transparent|rgba\(.*, 0\))$/.test(backgroundColor) ? ground(node.parentElement) : backgroundColor;
}

/** The words of an element, each where it is on the screen. */
function words(node, frame, svg) {
  const walker = document.createTreeWalker(node, NodeFilter.SHOW_TEXT), range = document.createRange();
  while (walker.nextNode()) {
    const text = walker.currentNode, { color, fontSize, fontWeight, fontFamily } = getComputedStyle(text.parentElement);
    for (const { index, 0: word } of text.data.matchAll(/\S+/g)) {
      range.setStart(text, index);
      range.setEnd(text, index + word.length);
      const { left, bottom, height } = range.getBoundingClientRect();
      shape(svg, "text", { x: left - frame.left, y: bottom - frame.top - height * 0.22, fill: color, "font-size": fontSize, "font-weight": fontWeight, "font-family": fontFamily }, word);
    }
  }
}

/**
 * The charts, heatmaps, coloured words and the graph's table inside an element as one SVG that stands
 * alone, where they are on the screen; besides, the words of the elements that a selector finds.
 */
export function drawing(box, written = "") {
  const frame = box.getBoundingClientRect(), { fontFamily } = getComputedStyle(document.body);
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("xmlns", SVG);
  shape(svg, "rect", { width: "100%", height: "100%", fill: ground(box) });
  let bottom = 0, right = frame.width;
  for (const node of box.querySelectorAll(`svg, canvas, img, .sentence [data-i], .graph td, .graph th${written && `, ${written}`}`)) {
    const { left, top, width, height } = node.getBoundingClientRect();
    const place = { x: left - frame.left, y: top - frame.top, width, height };
    if (!width || !height) continue;
    bottom = Math.max(bottom, place.y + height);
    right = Math.max(right, place.x + width);
    if (node.matches("canvas, img")) {
      shape(svg, "image", { ...place, preserveAspectRatio: "none", "image-rendering": "pixelated", href: node.src ?? node.toDataURL() });
    } else if (node.matches("svg")) {
      const copy = inlined(node);
      for (const [key, value] of Object.entries(place)) copy.setAttribute(key, value);
      svg.append(copy);
    } else if (written && node.matches(written)) {
      for (const coloured of node.querySelectorAll("span[style]")) {
        for (const part of coloured.getClientRects()) {
          shape(svg, "rect", { x: part.left - frame.left, y: part.top - frame.top, width: part.width, height: part.height, rx: 3, fill: getComputedStyle(coloured).backgroundColor });
        }
      }
      words(node, frame, svg);
    } else if (node.matches("td, th")) {
      const { color, fontSize } = getComputedStyle(node), left = node.querySelector("svg") ? 68 : 0;
      shape(svg, "text", { x: place.x + left, y: place.y + height * 0.68, fill: color, "font-size": fontSize, "font-family": fontFamily }, said(node));
    } else {
      const { backgroundColor: fill, color, fontSize } = getComputedStyle(node);
      shape(svg, "rect", { ...place, fill, rx: 4 });
      shape(svg, "text", { x: place.x + width / 2, y: place.y + height * 0.68, fill: color, "font-size": fontSize, "font-family": fontFamily, "text-anchor": "middle" }, node.textContent);
    }
  }
  svg.setAttribute("width", Math.ceil(right));
  svg.setAttribute("height", Math.ceil(bottom));
  return new XMLSerializer().serializeToString(svg);
}

/** Such an SVG as pixels, two for each of the screen's. */
export async function pixelsOf(svg) {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await image.decode();
  const canvas = element("canvas", { width: 2 * image.width, height: 2 * image.height });
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise(done => canvas.toBlob(done));
}

/** Buttons that save what is inside an element as a picture. */
export function savers(name, box, written = "") {
  const button = (text, type, make) => {
    const node = element("button", { type: "button", "aria-label": `${text}: ${name}`, "data-save": `${name}.${type}` }, text);
    node.addEventListener("click", async () => save(`${name}.${type}`, await make()));
    return node;
  };
  const row = element("p", { class: "save" });
  row.append(button("Save SVG", "svg", () => new Blob([drawing(box, written)], { type: "image/svg+xml" })), button("Save PNG", "png", () => pixelsOf(drawing(box, written))));
  return row;
}

/** The same for a table, as text with commas. */
export function tableSaver(name, table) {
  const node = element("button", { type: "button", "aria-label": `Save CSV: ${name}`, "data-save": `${name}.csv` }, "Save CSV");
  const cell = c => c.tagName === "TD" && c.classList.contains("num") ? c.dataset.sort ?? c.textContent : (c.querySelector("button") ?? c).textContent.replaceAll("\u00ad", "");
  const quoted = text => /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  node.addEventListener("click", () => save(`${name}.csv`, new Blob([[...table.rows].map(row => `${[...row.cells].map(c => quoted(cell(c).trim())).join(",")}\n`).join("")], { type: "text/csv" })));
  const row = element("p", { class: "save" });
  row.append(node);
  return row;
}
