/* A solver run while it works: asks once a second, draws the curve, stops on request. */
import { drawCurve } from "./run/curve.js";
import { drawTable } from "./run/table.js";
import { Refusal, askJson } from "./page/requests.js";
import "./run.css";

const EVERY = 1000;
const SPEAK_EVERY = 15_000;

const part = (root, name) => root.querySelector(`[data-run-${name}]`);
const shown = (value) => (value === null || value === undefined ? "—" : value.toLocaleString("en", { maximumFractionDigits: 1 }));

class Run {
  constructor(root) {
    this.root = root;
    this.words = JSON.parse(root.dataset.words);
    this.draw = drawCurve(part(root, "chart"), this.words);
    // A short run may end between the page and its first question.
    this.wasRunning = root.hasAttribute("data-working");
    this.spoken = 0;
    part(root, "stop")?.addEventListener("click", () => this.stop());
    part(root, "toggle").addEventListener("click", () => this.toggle());
  }

  /** Draws one state of the run. */
  show(state) {
    part(this.root, "elapsed").textContent = this.words.second.replace("{n}", Math.round(state.elapsed));
    part(this.root, "best").textContent = shown(state.best);
    part(this.root, "bound").textContent = shown(state.bound);
    part(this.root, "gap").textContent = state.gap === null || state.gap === undefined ? "—" : `${shown(state.gap)} %`;
    this.draw(state.curve, state.elapsed);
    drawTable(part(this.root, "table"), state.curve);
    const stop = part(this.root, "stop");
    if (stop) stop.hidden = !state.running;
    this.speak(state);
  }

  speak(state) {
    if (!state.running || state.gap === null || state.gap === undefined || Date.now() - this.spoken < SPEAK_EVERY) return;
    this.spoken = Date.now();
    part(this.root, "live").textContent = this.words.gap.replace("{x}", shown(state.gap));
  }

  async follow() {
    try {
      const state = await askJson(this.root.dataset.run);
      part(this.root, "trouble").hidden = true;
      this.show(state);
      if (state.running) this.wasRunning = true;
      else if (this.wasRunning && state.done_url) return location.assign(state.done_url);
      if (!state.running && !state.waiting) return undefined;
    } catch (error) {
      // The run goes on without this page; a break in the line is only told.
      if (!(error instanceof Refusal || error instanceof TypeError)) throw error;
      part(this.root, "trouble").hidden = false;
    }
    setTimeout(() => this.follow(), EVERY);
    return undefined;
  }

  async stop() {
    const button = part(this.root, "stop");
    button.disabled = true;
    try {
      await askJson(this.root.dataset.stop, {});
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      part(this.root, "trouble").hidden = false;
      button.disabled = false;
    }
  }

  toggle() {
    const table = part(this.root, "table");
    table.hidden = !table.hidden;
    part(this.root, "chart").hidden = !table.hidden;
    part(this.root, "toggle").setAttribute("aria-pressed", String(!table.hidden));
  }
}

for (const root of document.querySelectorAll("[data-run]")) new Run(root).follow();
