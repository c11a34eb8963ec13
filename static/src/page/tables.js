/* Tables: labels for the cards of phones, selection of rows, roster cells that can be edited, file drop. */
import { Refusal, postForm } from "./requests.js";
import { drawIcon, element } from "./icons.js";

/** Writes the head of each column on its cells, for the card form of small screens. */
export function labelCells(part) {
  for (const table of part.querySelectorAll("table.cards")) {
    const heads = [...table.querySelectorAll("thead tr:last-child > *")].map((head) => head.innerText.trim());
    for (const row of table.querySelectorAll("tbody tr")) {
      [...row.children].forEach((cell, index) => {
        if (heads[index] && !cell.dataset.label && cell.colSpan === 1) cell.dataset.label = heads[index];
      });
    }
  }
}

function countSelected() {
  for (const bar of document.querySelectorAll("[data-selection]")) {
    const chosen = document.querySelectorAll(`.select-row[form="${CSS.escape(bar.dataset.selection)}"]:checked:not([data-select-all])`);
    bar.hidden = chosen.length === 0;
    bar.querySelector("[data-selection-count]").textContent = String(chosen.length);
  }
}

function onSelect(event) {
  const box = event.target;
  if (!box.matches?.("input.select-row")) return;
  if (box.matches("[data-select-all]")) {
    for (const other of box.closest("table").querySelectorAll("tbody .select-row")) other.checked = box.checked;
  }
  for (const row of box.closest("table").querySelectorAll("tbody tr")) {
    const own = row.querySelector(".select-row");
    if (own) row.setAttribute("aria-selected", String(own.checked));
  }
  countSelected();
}

async function editCell(cell) {
  if (cell.querySelector("input") || cell.dataset.opening) return;
  if (!(await revealValue(cell))) return;
  const before = [...cell.childNodes];
  const input = element("input");
  input.value = cell.dataset.value;
  input.setAttribute("aria-label", cell.dataset.label ?? cell.dataset.cell);
  cell.replaceChildren(input);
  input.focus();
  input.select();
  const restore = () => {
    cell.replaceChildren(...before);
    cell.focus();
  };
  input.addEventListener("keydown", (event) => {
    if (event.key === "Escape") restore();
    if (event.key === "Enter") sendCell(cell, input, before);
    if (event.key === "Escape" || event.key === "Enter") event.stopPropagation();
  });
  input.addEventListener("blur", () => {
    if (cell.contains(input) && input.value === cell.dataset.value) cell.replaceChildren(...before);
  });
}

/** A masked value is asked for when somebody is about to correct it; the server records that. */
async function revealValue(cell) {
  if (!cell.dataset.reveal) return true;
  const data = new FormData();
  data.set("row", cell.dataset.row);
  data.set("name", cell.dataset.cell);
  cell.dataset.opening = "true";
  try {
    cell.dataset.value = await postForm(cell.dataset.reveal, data);
    delete cell.dataset.reveal;
    return true;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return false;
  } finally {
    delete cell.dataset.opening;
  }
}

async function sendCell(cell, input, before) {
  const data = new FormData();
  data.set("row", cell.dataset.row);
  data.set("name", cell.dataset.cell);
  data.set("value", input.value);
  try {
    const answer = document.createElement("template");
    answer.innerHTML = (await postForm(cell.dataset.address, data)).trim();
    const row = answer.content.querySelector("tr");
    cell.closest("tr").replaceWith(row);
    labelCells(row.closest("table").parentElement);
    for (const part of answer.content.querySelectorAll("[data-refresh]")) document.getElementById(part.id)?.replaceWith(part);
    row.querySelector(`[data-cell="${CSS.escape(cell.dataset.cell)}"]`)?.focus();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    cell.replaceChildren(...before);
    cell.append(element("span", "reason bad", drawIcon("alert-circle"), error.message || String(error.status)));
  }
}

function nextError() {
  const bad = [...document.querySelectorAll(".roster .cell-bad")];
  if (!bad.length) return;
  const at = bad.indexOf(document.activeElement);
  const next = bad[(at + 1) % bad.length];
  next.focus();
  next.scrollIntoView({ block: "center" });
}

function onKey(event) {
  if (event.key === "F8" && document.querySelector(".roster")) {
    event.preventDefault();
    nextError();
  }
  if (event.key === "Enter" && event.target.matches?.("[data-cell]")) {
    event.preventDefault();
    editCell(event.target);
  }
}

function startDrop() {
  document.addEventListener("change", (event) => {
    const drop = event.target.closest?.("[data-drop]");
    const file = event.target.files?.[0];
    if (drop && file) {
      const place = drop.querySelector("[data-drop-name]");
      place.textContent = `${file.name} · ${(file.size / 1024).toFixed(0)} KB`;
      place.className = "chosen";
    }
  });
  for (const [name, over] of [["dragover", true], ["dragleave", false], ["drop", false]]) {
    document.addEventListener(name, (event) => event.target.closest?.("[data-drop]")?.classList.toggle("over", over));
  }
}

/** Wires every table of the page. */
export function startTables() {
  labelCells(document);
  startDrop();
  document.addEventListener("change", onSelect);
  document.addEventListener("keydown", onKey);
  document.addEventListener("click", (event) => {
    const cell = event.target.closest("[data-cell]");
    if (cell && !event.target.closest("input, a, button")) editCell(cell);
  });
}
