/* From the points that the server sends to the columns that the chart takes. */

/** Columns [seconds, best, bound] of the chart; a value not yet known is a gap. Each curve is drawn on to the last moment. */
export function toColumns(curve, elapsed) {
  const points = [...curve];
  const last = points.at(-1);
  if (last && elapsed > last.at) points.push({ ...last, at: elapsed });
  return [points.map((point) => point.at), points.map((point) => point.best ?? null), points.map((point) => point.bound ?? null)];
}
