// Behind the shared modules, in one script with them.

document.querySelectorAll("table.scores, table.sortable").forEach(table => stacking(sortable(table)));
document.querySelectorAll("section .live").forEach(box => viewer(box, JSON.parse(box.querySelector("script").textContent)));

const charts = document.getElementById("charts");
if (charts) document.querySelectorAll("#keys li").forEach(li => {
  const set = on => {
    charts.classList.toggle("dim", on);
    charts.querySelectorAll(".curve").forEach(c => c.classList.toggle("lit", on && c.dataset.method === li.dataset.method));
  };
  ["mouseenter", "focus"].forEach(e => li.addEventListener(e, () => set(true)));
  ["mouseleave", "blur"].forEach(e => li.addEventListener(e, () => set(false)));
});

// Everything that is drawn is saved as a picture, every table as text.
const called = new Map();
const title = node => {
  const heading = node.closest("section").querySelector("h2").textContent.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-").replaceAll(/^-|-$/g, "");
  const name = document.body.dataset.name + "-" + heading, times = (called.get(name) ?? 0) + 1;
  called.set(name, times);
  return times > 1 ? name + "-" + times : name;
};
document.querySelectorAll("figure, .rank").forEach(box => box.querySelector("svg, img") && box.append(savers(title(box), box)));
document.querySelectorAll(".gallery, .sentences").forEach(table => table.parentElement.after(savers(title(table), table, "th, td, caption")));
document.querySelectorAll(".live .views").forEach(box => box.after(savers(title(box), box, "h3")));
document.querySelectorAll("table.scores, table.sortable").forEach(table => table.parentElement.after(tableSaver(title(table), table)));
