/* Toasts confirm the reader's own act and go after six seconds; errors never come here. */
import { drawIcon, element } from "./icons.js";

const STAY = 6000;

function leaveLater(note) {
  let timer = setTimeout(() => note.remove(), STAY);
  const hold = () => clearTimeout(timer);
  note.addEventListener("mouseenter", hold);
  note.addEventListener("focusin", hold);
  note.addEventListener("mouseleave", () => {
    timer = setTimeout(() => note.remove(), STAY);
  });
}

function closeButton(note, label) {
  const button = element("button", "btn btn-icon btn-sm", drawIcon("x"));
  button.type = "button";
  button.title = label;
  button.setAttribute("aria-label", label);
  button.addEventListener("click", () => note.remove());
  return button;
}

/** Shows one sentence. */
export function toast(text) {
  const place = document.getElementById("toasts");
  if (!place) return;
  const note = element("div", "toast-note", drawIcon("circle-check"), element("span", "", text));
  note.append(closeButton(note, place.dataset.close));
  place.append(note);
  leaveLater(note);
}

/** Brings the toasts that came with the page to life. */
export function startToasts() {
  for (const note of document.querySelectorAll("[data-toast]")) {
    note.append(closeButton(note, document.getElementById("toasts").dataset.close));
    leaveLater(note);
  }
}
