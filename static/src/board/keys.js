/* The keyboard of the board: everything that a pointer can do. */
const ARROWS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

function carrying(event, board) {
  const arrow = ARROWS[event.key];
  if (arrow) board.stepCarry(...arrow);
  else if (event.key === "Enter") board.dropHere();
  else if (event.key === "Escape") board.cancel();
  else if (/^[1-9]$/.test(event.key)) board.dropBest(Number(event.key) - 1);
  else return false;
  return true;
}

function looking(event, board) {
  const arrow = ARROWS[event.key];
  const key = event.key.toLowerCase();
  if (arrow) board.stepFocus(...arrow);
  else if (key === "m") board.pickUp(board.focused());
  else if (key === "l") board.lock(board.focused());
  else if (event.key === "?") board.why(board.focused() ?? board.chosen);
  else if (event.key === "Escape" && board.lifting) board.cancel();
  else if (event.key === "Escape" && board.side.childElementCount) board.closeSide();
  else if (key === "t") board.openTable();
  else if (key === "/") board.focusFilter();
  else return false;
  return true;
}

const FIELDS = "input, select, textarea, dialog";

/** Lets the keys act while the focus is in the board, or nowhere at all, and not in a field; undo acts on the whole page. */
export function listenToKeys(root, board) {
  document.addEventListener("keydown", (event) => {
    if (event.target.closest(FIELDS)) return;
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z") {
      event.preventDefault();
      board.undo();
      return;
    }
    if (event.target !== document.body && !root.contains(event.target)) return;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const onButton = event.key === "Enter" && event.target.closest("button, a");
    if (onButton) return;
    if (board.carry ? carrying(event, board) : looking(event, board)) {
      event.preventDefault();
      event.stopPropagation();
    }
  }, true);
}
