// Tables whose rows go in the order of the column that one chooses.

import { element } from "./elements.js";

/** What a cell sorts by: its data-sort, or its text, as a number where it is one; nothing goes last. */
function key(cell) {
  const text = (cell?.dataset.sort ?? cell?.textContent.trim() ?? "").replace("−", "-");
  return text === "" || text === "–" ? null : Number.isNaN(Number(text)) ? text : Number(text);
}

const order = (x, y) => typeof x === typeof y ? (x < y ? -1 : x > y ? 1 : 0) : typeof x === "number" ? -1 : 1;

/** Lets the headings of a table sort it, by the pointer and the keys; aria-sort tells how it is. */
export function sortable(table) {
  const heads = [...table.tHead.rows[0].cells];
  heads.forEach((head, column) => {
    if (!head.textContent.trim()) return;
    let button = head.querySelector("button");
    if (!button) {
      button = element("button", { type: "button" });
      button.append(...head.childNodes);
      head.append(button);
    }
    button.addEventListener("click", () => {
      const up = head.getAttribute("aria-sort") !== "ascending", body = table.tBodies[0];
      heads.forEach(other => other.removeAttribute("aria-sort"));
      head.setAttribute("aria-sort", up ? "ascending" : "descending");
      [...body.rows].sort((a, b) => {
        const x = key(a.cells[column]), y = key(b.cells[column]);
        return x === null ? (y === null ? 0 : 1) : y === null ? -1 : order(x, y) * (up ? 1 : -1);
      }).forEach(row => body.append(row));
    });
  });
  return table;
}
