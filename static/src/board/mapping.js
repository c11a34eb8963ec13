/* The one place that knows how lessons become calendar events and back.
 *
 * A half-day of a row is one lane, so a lane is a flat resource of the calendar. Period p of a half-day (0-based) becomes the synthetic hour p:
 * four periods make a day four columns wide and the width of a lesson is its number of periods. */

/** Number of periods of the longest half-day. */
export function columnsPerDay(halves) {
  const starts = halves.map((half) => half.first_period);
  return Math.max(...starts.slice(1).map((start, index) => start - starts[index]), 1);
}

export const laneId = (row, half) => `${row}|${half}`;

/** Returns {row, half} of a lane's id. */
export function laneParts(id) {
  const at = id.lastIndexOf("|");
  return { row: id.slice(0, at), half: id.slice(at + 1) };
}

/** The half-day that a period number falls into. */
export function halfOf(period, halves) {
  return halves.findLast((half) => half.first_period <= period) ?? halves[0];
}

/** One calendar resource per half-day of each row; extendedProps say which row and whether it is the row's first or last lane. */
export function toLanes(rows, halves) {
  return rows.flatMap((row) => {
    const shown = halves.filter((half) => row.halves.includes(half.key));
    return shown.map((half, index) => ({
      id: laneId(row.id, half.key),
      title: `${row.title} ${half.label}`,
      extendedProps: { row, half, first: index === 0, last: index === shown.length - 1, lanes: shown.length },
    }));
  });
}

const clock = (hour) => `${String(hour).padStart(2, "0")}:00:00`;

/** Start and end of a block inside a half-day, as the calendar writes them. */
export function toSpan(day, firstPeriod, periods, halves) {
  const hour = firstPeriod - halfOf(firstPeriod, halves).first_period;
  return { start: `${day}T${clock(hour)}`, end: `${day}T${clock(hour + periods)}` };
}

/** The calendar event of a lesson. */
export function toEvent(lesson, halves) {
  const half = halfOf(lesson.first_period, halves);
  const classNames = ["lesson", `pt-${lesson.kind}`];
  if (lesson.conflict) classNames.push("conflict");
  return {
    id: String(lesson.id),
    resourceIds: [laneId(lesson.row, half.key)],
    ...toSpan(lesson.day, lesson.first_period, lesson.periods, halves),
    title: lesson.title,
    classNames,
    editable: Boolean(lesson.movable),
    extendedProps: { lesson },
  };
}

/** The background event that shows a verdict over one cell; its mark stands at the end, or at the start. */
export function toVerdictEvent(cell, halves, atStart = false) {
  const half = halves.find((other) => other.key === cell.half);
  return {
    id: `verdict ${laneId(cell.row, cell.half)} ${cell.day}`,
    resourceIds: [laneId(cell.row, cell.half)],
    ...toSpan(cell.day, half.first_period, columnsPerDay(halves), halves),
    display: "background",
    classNames: ["verdict", `verdict-${cell.verdict}`, ...(atStart ? ["at-start"] : [])],
    extendedProps: { verdict: cell.verdict },
  };
}

const two = (number) => String(number).padStart(2, "0");

/** The calendar date of a local Date, as YYYY-MM-DD. */
export const dayOf = (date) => `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;

/** Where an event now lies: {row, day, first_period, half}. `start` is a local Date, as the calendar gives it. */
export function fromEvent(resourceId, start, halves) {
  const { row, half } = laneParts(resourceId);
  const first = halves.find((other) => other.key === half).first_period;
  return { row, half, day: dayOf(start), first_period: first + start.getHours() };
}

/** Weekday numbers (0 = Sunday) between the first and the last shown day that the board leaves out. */
export function hiddenDays(days) {
  const shown = new Set(days.map((day) => new Date(`${day.date}T00:00:00`).getDay()));
  return [0, 1, 2, 3, 4, 5, 6].filter((weekday) => !shown.has(weekday));
}
