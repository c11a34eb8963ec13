/* The step curve of a solver run: best found and proven bound, the gap between them filled. */
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";

import { toColumns } from "./columns.js";

const HEIGHT = 260;

const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

function axis(size) {
  const font = `12px ${colour("--font")}`;
  return { font, stroke: () => colour("--text-3"), grid: { stroke: () => colour("--line"), width: 1 }, ticks: { show: false }, size };
}

function settings(width, words) {
  const stepped = uPlot.paths.stepped({ align: 1 });
  return {
    width,
    height: HEIGHT,
    legend: { show: false },
    cursor: { drag: { x: false, y: false } },
    scales: { x: { time: false } },
    axes: [
      { ...axis(30), values: (_chart, ticks) => ticks.map((tick) => words.second.replace("{n}", tick)) },
      { ...axis(60), values: (_chart, ticks) => ticks.map((tick) => tick.toLocaleString("en")) },
    ],
    series: [
      {},
      { label: words.best, stroke: () => colour("--accent"), width: 2, paths: stepped, points: { show: false } },
      { label: words.bound, stroke: () => colour("--text-2"), width: 1.5, dash: [5, 4], paths: stepped, points: { show: false } },
    ],
    bands: [{ series: [1, 2], fill: () => colour("--accent-tint") }],
  };
}

/** Draws the chart into `place` and returns what updates it. */
export function drawCurve(place, words) {
  const chart = new uPlot(settings(place.clientWidth || 600, words), [[], [], []], place);
  new ResizeObserver(() => chart.setSize({ width: place.clientWidth, height: HEIGHT })).observe(place);
  new MutationObserver(() => chart.redraw()).observe(document.documentElement, { attributeFilter: ["data-bs-theme"] });
  return (curve, elapsed) => chart.setData(toColumns(curve, elapsed));
}
