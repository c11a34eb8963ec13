/* The same curve as a table. */
import { element } from "../page/icons.js";

const shown = (value) => (value === null || value === undefined ? "—" : value.toLocaleString("en"));

/** Fills the body of `table` with one row per change. */
export function drawTable(table, curve) {
  const rows = curve.map((point) => element("tr", "", element("td", "number", point.at.toFixed(1)), element("td", "number", shown(point.best)), element("td", "number", shown(point.bound))));
  table.tBodies[0].replaceChildren(...rows);
}
