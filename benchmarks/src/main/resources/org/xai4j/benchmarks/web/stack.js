// Tables that are wider than their place: each row becomes a card, so that nothing is out of sight.

const ROLES = { TABLE: "table", THEAD: "rowgroup", TBODY: "rowgroup", TR: "row", TH: "columnheader", TD: "cell" };

/** Stacks a table, whose parent is its place, as long as it does not fit. */
export function stacking(table) {
  const place = table.parentElement, names = [...table.tHead.rows[0].cells].map(cell => cell.textContent.trim());
  // A table that is laid out as blocks is still read as a table.
  for (const node of [table, ...table.querySelectorAll("thead, tbody, tr, th, td")]) {
    if (!node.hasAttribute("scope") || node.closest("thead")) node.setAttribute("role", ROLES[node.tagName]);
  }
  for (const row of table.tBodies[0].rows) [...row.cells].forEach((cell, i) => cell.dataset.name = names[i]);
  let width = 0;
  const fit = () => {
    if (place.clientWidth === width) return;
    width = place.clientWidth;
    table.classList.remove("stacked");
    table.classList.toggle("stacked", table.offsetWidth > width);
  };
  fit();
  new ResizeObserver(fit).observe(place);
}
