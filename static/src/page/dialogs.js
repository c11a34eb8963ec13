/* Dialogs: open, close, and the care that an act with consequences needs. */
const opener = new WeakMap();

/** Opens a dialog and remembers who asked, so that the focus can go back. */
export function openDialog(dialog, from = document.activeElement) {
  if (!dialog || dialog.open) return;
  opener.set(dialog, from);
  dialog.showModal();
  dialog.querySelector("[autofocus]")?.focus();
}

function holdUntilTyped(form) {
  const wanted = form.dataset.typed;
  const input = form.querySelector('[name="typed"]');
  const button = form.querySelector('[type="submit"]');
  if (!wanted || !input) return;
  const judge = () => {
    button.disabled = input.value.replace(/\s/g, "") !== wanted.replace(/\s/g, "");
  };
  input.addEventListener("input", judge);
  judge();
}

function closeFrom(dialog) {
  dialog.close();
}

function onClick(event) {
  const opens = event.target.closest("[data-dialog]");
  if (opens) openDialog(document.getElementById(opens.dataset.dialog), opens);
  const closes = event.target.closest("[data-close]");
  const dialog = event.target.closest("dialog");
  if (dialog && closes && closes !== dialog) closeFrom(dialog);
  if (event.target instanceof HTMLDialogElement && event.target.open) {
    const box = event.target.getBoundingClientRect();
    const outside = event.clientX < box.left || event.clientX > box.right || event.clientY < box.top || event.clientY > box.bottom;
    // A key press on a control reports the point 0,0 with detail 0; it is not a click beside the dialog.
    if (outside && event.detail > 0) closeFrom(event.target);
  }
}

/** Wires every dialog of the page and those that htmx brings. */
export function startDialogs() {
  document.addEventListener("click", onClick);
  document.addEventListener("keydown", (event) => {
    // Enter must not confirm from a field or from the title: only the button itself does.
    if (event.key === "Enter" && event.target.closest("[data-consequence]") && !event.target.closest("button, a, textarea, summary")) event.preventDefault();
  });
  document.addEventListener("close", (event) => opener.get(event.target)?.focus?.(), true);
  prepareDialogs(document);
}

/** Prepares the dialogs inside a part of the page; one marked data-open opens itself. */
export function prepareDialogs(part) {
  for (const form of part.querySelectorAll("[data-typed]")) holdUntilTyped(form);
  // What htmx brings may be the dialog itself.
  const found = part.matches?.("dialog[data-open]") ? [part] : part.querySelectorAll("dialog[data-open]");
  for (const dialog of found) openDialog(dialog);
}
