// Behind the shared modules, in one script with them.

document.querySelectorAll("table.scores, table.sortable").forEach(sortable);
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
