// A sentence whose words have the colours of their attributions.

import { colour, limit } from "./draw.js";
import { brief, element } from "./elements.js";

/**
 * Words with {text, value, i, unknown}; a word that can be taken out is a button. A word's place i
 * is what a cursor follows; pieces without one are what stands between words.
 */
export function sentence(words, { signs, colours }, taken) {
  const places = words.filter(w => w.i !== undefined), strongest = limit(places.map(w => w.value));
  const node = element("p", { class: "sentence" });
  if (!taken) {
    node.dataset.order = places.map(w => w.i).join(",");
    node.setAttribute("tabindex", 0);
  }
  for (const { text, value, i, unknown } of words) {
    if (i === undefined) {
      node.append(text);
      continue;
    }
    const hidden = (signs === "for" && value < 0) || (signs === "against" && value > 0);
    const word = taken
      ? element("button", { type: "button", title: brief(value) + (unknown ? "; the model does not know this word" : ""), "aria-label": `${text}, ${brief(value)}; take it out` }, text)
      : element("span", { class: "word", title: brief(value) }, text);
    word.dataset.i = i;
    word.classList.toggle("unknown", Boolean(unknown));
    word.style.backgroundColor = `rgb(${colour(hidden ? 0 : 0.6 * Math.max(-1, Math.min(1, value / strongest)), colours).map(Math.round).join(",")})`;
    if (taken) {
      word.addEventListener("click", () => taken(i));
      node.append(word, " ");
    } else {
      node.append(word);
    }
  }
  return node;
}
