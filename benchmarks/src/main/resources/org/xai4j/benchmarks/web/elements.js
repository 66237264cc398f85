// Elements of pages, which the explorer and the reports share.

export function element(name, attributes = {}, text = "") {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  node.textContent = text;
  return node;
}

/** An element with others inside. */
export function holding(name, attributes, ...children) {
  const node = element(name, attributes);
  node.append(...children);
  return node;
}

export function select(attributes, options, chosen) {
  const node = element("select", attributes);
  for (const [value, text] of options) node.append(element("option", { value }, text ?? value));
  if (chosen !== undefined && options.some(o => String(o[0]) === String(chosen))) node.value = chosen;
  return node;
}

export const label = (text, field) => holding("label", {}, `${text} `, field);

export const brief = v => Number.isFinite(v) ? String(+v.toPrecision(4)) : "–";

/** The smallest and largest of any number of values, which Math.min takes as arguments. */
export function ends(values) {
  let low = Infinity, high = -Infinity;
  for (const value of values) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return [low, high];
}
