/* Forms: focus on errors, checks on leaving a field, saving by itself, answers while typing, input that survives a reload. */
import htmx from "htmx.org";
import { postForm } from "./requests.js";

const WAIT = 600;

function later(act) {
  let timer;
  return (...given) => {
    clearTimeout(timer);
    timer = setTimeout(() => act(...given), WAIT);
  };
}

function errorLine(control) {
  const group = control.closest("fieldset.field");
  return document.getElementById(`${group?.id || control.id}-error`);
}

/** Says in the page's language what the browser objects to; the words are the server's own. */
function objection(control) {
  const words = document.getElementById("words").dataset;
  const { validity } = control;
  if (validity.valueMissing) return words.missing;
  if (validity.rangeUnderflow) return words.least.replace("{n}", control.min);
  if (validity.rangeOverflow) return words.most.replace("{n}", control.max);
  if (validity.tooShort) return words.short.replace("{n}", control.minLength);
  if (validity.tooLong) return words.long.replace("{n}", control.maxLength);
  if (validity.badInput || validity.typeMismatch || validity.patternMismatch) return words.format;
  return validity.valid ? "" : control.validationMessage;
}

/** Shows or clears the browser's own verdict about one control, in the place where the server would write. */
function judge(control) {
  const line = errorLine(control);
  if (!line || !control.willValidate) return;
  const fine = control.validity.valid;
  control.toggleAttribute("aria-invalid", false);
  if (!fine) control.setAttribute("aria-invalid", "true");
  line.hidden = fine;
  line.querySelector("span").textContent = objection(control);
}

function startChecks() {
  document.addEventListener("focusout", (event) => {
    const control = event.target;
    if (!control.matches?.("main form:not([data-filters], [data-consequence]) :is(input, select, textarea)")) return;
    if (control.value || control.getAttribute("aria-invalid")) judge(control);
  });
  document.addEventListener("input", (event) => {
    if (event.target.matches?.("main form [aria-invalid]") && event.target.validity?.valid) judge(event.target);
  });
}

function startSummary() {
  const summary = document.querySelector("[data-error-summary]");
  summary?.focus();
  summary?.addEventListener("click", (event) => {
    const link = event.target.closest("a");
    const field = link && document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (!field) return;
    event.preventDefault();
    const control = field.matches("fieldset") ? field.querySelector("input, select, textarea") : field;
    (control.tomselect ?? control).focus();
    control.scrollIntoView({ block: "center" });
  });
}

function startSaving(form) {
  const state = document.querySelector("[data-save-state]");
  const save = later(async () => {
    const text = await postForm(form.dataset.autosave, new FormData(form));
    if (state) state.lastChild.textContent = text;
  });
  form.addEventListener("input", save);
  form.addEventListener("change", save);
}

function startAnswers(form) {
  let turn = 0;
  const ask = later(async () => {
    const mine = ++turn;
    const answer = await postForm(form.dataset.live, new FormData(form));
    // A slow answer must not overwrite that of a later keystroke.
    if (mine === turn) htmx.swap(form.dataset.target, answer, { swapStyle: "innerHTML" });
  });
  form.addEventListener("input", ask);
  form.addEventListener("change", ask);
}

function startGuard(form) {
  let touched = false;
  form.addEventListener("input", () => (touched = true));
  form.addEventListener("submit", () => (touched = false));
  window.addEventListener("beforeunload", (event) => {
    if (touched && !document.documentElement.dataset.leaving) event.preventDefault();
  });
}

function typedInput() {
  const kept = [];
  for (const control of document.querySelectorAll("main form :is(input, select, textarea)[name]")) {
    if (["password", "file", "hidden", "submit"].includes(control.type)) continue;
    kept.push({ name: control.name, value: control.value, checked: control.checked, many: [...(control.selectedOptions ?? [])].map((option) => option.value) });
  }
  return kept;
}

function keepInput(form) {
  document.documentElement.dataset.leaving = "language";
  sessionStorage.setItem("typed", JSON.stringify({ path: new URL(form.elements.next.value, location.href).pathname, kept: typedInput() }));
}

function restoreInput() {
  const stored = sessionStorage.getItem("typed");
  sessionStorage.removeItem("typed");
  if (!stored) return;
  const { path, kept } = JSON.parse(stored);
  const controls = [...document.querySelectorAll("main form :is(input, select, textarea)[name]")].filter((control) => !["password", "file", "hidden", "submit"].includes(control.type));
  if (path !== location.pathname || controls.length !== kept.length) return;
  controls.forEach((control, index) => {
    const old = kept[index];
    if (control.name !== old.name) return;
    if (control.type === "checkbox" || control.type === "radio") control.checked = old.checked;
    else if (control.multiple) for (const option of control.options) option.selected = old.many.includes(option.value);
    else control.value = old.value;
  });
}

/* Numbers that count the marks of a form's rows as they are chosen. */
function startCounts(form) {
  const shown = form.querySelectorAll("[data-counts]");
  const count = () => {
    const marks = [...form.querySelectorAll("fieldset")].map((row) => row.querySelector("input:checked")?.value ?? "");
    for (const place of shown) {
      const counted = place.dataset.counts.split(" ");
      place.textContent = marks.filter((mark) => counted.includes(mark)).length;
    }
  };
  form.addEventListener("change", count);
  count();
}

/** Wires every form of the page. */
export function startForms() {
  restoreInput();
  startSummary();
  startChecks();
  document.addEventListener("submit", (event) => {
    if (event.target.matches("[data-keep-input]")) keepInput(event.target);
  });
  document.addEventListener("change", (event) => {
    const form = event.target.closest("form");
    if (event.target.matches("[data-auto-submit], form[data-auto-submit] *")) form.requestSubmit();
  });
  for (const form of document.querySelectorAll("form[data-autosave]")) startSaving(form);
  for (const form of document.querySelectorAll("form[data-live]")) startAnswers(form);
  for (const form of document.querySelectorAll("form[data-guard]")) startGuard(form);
  for (const form of document.querySelectorAll("form:has([data-counts])")) startCounts(form);
}
