// One place of a row, pointed at in every view of it.

const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/** The pixel of a canvas under the pointer. */
function under(event, canvas) {
  const x = Math.floor(event.offsetX / canvas.clientWidth * canvas.width);
  const y = Math.floor(event.offsetY / canvas.clientHeight * canvas.height);
  return x >= 0 && y >= 0 && x < canvas.width && y < canvas.height ? y * canvas.width + x : -1;
}

const place = node => {
  const found = node.closest?.("[data-i]");
  return found ? Number(found.dataset.i) : -1;
};

function spot(canvas, index) {
  const { style } = canvas.parentElement.querySelector(".spot"), { width, height } = canvas;
  style.display = index >= 0 && index < width * height ? "block" : "none";
  style.left = `${100 * (index % width) / width}%`;
  style.top = `${100 * Math.floor(index / width) / height}%`;
  style.width = `${100 / width}%`;
  style.height = `${100 / height}%`;
}

/** Marks a place of the row in all views inside an element; -1 marks none. */
export function mark(root, index) {
  root.dataset.at = index;
  root.querySelectorAll(".pointed").forEach(node => node.classList.remove("pointed"));
  root.querySelectorAll(`[data-i="${index}"]`).forEach(node => node.classList.add("pointed"));
  root.querySelectorAll("canvas.pixels").forEach(canvas => spot(canvas, index));
}

/** Where the keys lead from a place: to a neighbour on a canvas, or along the order of a chart. */
function moved(node, from, [dx, dy]) {
  if (node.matches("canvas.pixels")) {
    const { width, height } = node, x = Math.max(0, from) % width + (from < 0 ? 0 : dx), y = Math.floor(Math.max(0, from) / width) + (from < 0 ? 0 : dy);
    return Math.max(0, Math.min(width - 1, x)) + width * Math.max(0, Math.min(height - 1, y));
  }
  const order = node.dataset.order.split(",").map(Number), at = order.indexOf(from);
  return order[at < 0 ? 0 : Math.max(0, Math.min(order.length - 1, at + dx + dy))];
}

/**
 * Follows pointer, focus and arrow keys inside an element: canvases of class pixels, nodes with a
 * data-i, and focusable charts with a data-order of such places.
 */
export function follow(root, tell) {
  const go = index => {
    if (index < 0) return;
    mark(root, index);
    tell(index);
  };
  mark(root, -1);
  root.addEventListener("pointermove", event => go(event.target.matches("canvas.pixels") ? under(event, event.target) : place(event.target)));
  root.addEventListener("focusin", event => go(place(event.target)));
  root.addEventListener("keydown", event => {
    const step = STEPS[event.key];
    if (!step || !event.target.matches("canvas.pixels, [data-order]")) return;
    event.preventDefault();
    go(moved(event.target, Number(root.dataset.at), step));
  });
}
