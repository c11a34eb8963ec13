/* Painting a grid of boxes: a stroke with mouse, pen or finger gives every box it crosses the first box's new state. */
let stroke = null;

function boxAt(x, y) {
  return document.elementFromPoint(x, y)?.closest("[data-paint] label")?.querySelector("input[type=checkbox]") ?? null;
}

function begin(event) {
  const box = event.button === 0 ? boxAt(event.clientX, event.clientY) : null;
  if (box && !box.disabled) stroke = { first: box, grid: box.closest("[data-paint]"), state: !box.checked, moved: false };
}

function go(event) {
  if (!stroke) return;
  const box = boxAt(event.clientX, event.clientY);
  if (!box || box.disabled || !stroke.grid.contains(box) || (box === stroke.first && !stroke.moved)) return;
  stroke.moved = true;
  stroke.first.checked = stroke.state;
  box.checked = stroke.state;
}

/** A stroke that ends on the box where it began must not turn that box back by the click that follows. */
function end() {
  if (stroke?.moved) {
    const swallow = (event) => event.preventDefault();
    stroke.grid.addEventListener("click", swallow, { capture: true, once: true });
    setTimeout((grid) => grid.removeEventListener("click", swallow, { capture: true }), 0, stroke.grid);
  }
  stroke = null;
}

export function startPainting() {
  if (!document.querySelector("[data-paint]")) return;
  document.addEventListener("pointerdown", begin);
  document.addEventListener("pointermove", go);
  document.addEventListener("pointerup", end);
  document.addEventListener("pointercancel", () => { stroke = null; });
}
