/* A lesson in the hand: its verdicts, the cell under it, and what a drop means. */
import { columnsPerDay, halfOf, laneId, toVerdictEvent } from "./mapping.js";

const cellKey = (row, half, day) => `${laneId(row, half)} ${day}`;

export class Carry {
  /** Takes up `lesson`; `answer` is the server's verdict for every cell (see docs/interface.md). */
  constructor(lesson, answer, data) {
    this.lesson = lesson;
    this.data = data;
    this.best = answer.best ?? [];
    this.cells = answer.cells ?? [];
    this.byPlace = new Map(this.cells.map((cell) => [cellKey(cell.row, cell.half, cell.day), cell]));
    this.at = { row: lesson.row, half: halfOf(lesson.first_period, data.halves).key, day: lesson.day };
  }

  /** The verdict for a place; a place the server did not name cannot be used. */
  verdictOf({ row, half, day }) {
    return this.byPlace.get(cellKey(row, half, day)) ?? { row, half, day, verdict: "no", reason: "" };
  }

  /** The nearest place that is not refused, by days first and lanes second; null when there is none. */
  nearest({ row, half, day }) {
    const lanes = this.lanes();
    const laneOf = (place) => lanes.findIndex((lane) => lane.row === place.row && lane.half === place.half);
    const dayOf = (place) => this.data.days.findIndex((one) => one.date === place.day);
    const far = (cell) => Math.abs(dayOf(cell) - dayOf({ day })) * 3 + Math.abs(laneOf(cell) - laneOf({ row, half })) + (cell.verdict === "cost" ? 2 : 0);
    const usable = this.cells.filter((cell) => cell.verdict !== "no" && !this.isHome(cell) && laneOf(cell) >= 0);
    return usable.reduce((best, cell) => (best === null || far(cell) < far(best) ? cell : best), null);
  }

  /** The best cell of one half-day of one day over all rows, the lesson's own row first among equals. */
  bestOf(day, half) {
    const order = ["ok", "cost", "no"];
    const mine = this.cells.filter((cell) => cell.day === day && cell.half === half);
    const rank = (cell) => order.indexOf(cell.verdict) * 2 + (cell.row === this.lesson.row ? 0 : 1);
    return mine.reduce((best, cell) => (best === null || rank(cell) < rank(best) ? cell : best), null);
  }

  /** Whether a lesson covers the last period of a cell and leaves its first one free: then the mark goes to the start. */
  isTakenAtEnd({ row, half, day }) {
    const first = this.data.halves.find((one) => one.key === half).first_period;
    const last = first + columnsPerDay(this.data.halves) - 1;
    const here = this.data.lessons.filter((other) => other.row === row && other.day === day);
    const covers = (period) => here.some((other) => other.first_period <= period && period < other.first_period + other.periods);
    return covers(last) && !covers(first);
  }

  /** Whether this is the cell that the lesson stands in. */
  isHome(cell) {
    return cell.row === this.lesson.row && cell.day === this.lesson.day && cell.half === halfOf(this.lesson.first_period, this.data.halves).key;
  }

  /** Every lane that is drawn, in the order of the board. */
  lanes() {
    return this.data.rows.flatMap((row) => this.data.halves.filter((half) => row.halves.includes(half.key)).map((half) => ({ row: row.id, half: half.key })));
  }

  /** Background events for every cell. */
  events() {
    return this.cells.filter((cell) => !this.isHome(cell)).map((cell) => toVerdictEvent(cell, this.data.halves, this.isTakenAtEnd(cell)));
  }

  /** Rows in which nothing fits. */
  unfitRows() {
    const fit = new Set(this.cells.filter((cell) => cell.verdict !== "no").map((cell) => cell.row));
    return this.data.rows.map((row) => row.id).filter((row) => !fit.has(row));
  }

  /** Moves the cell under the hand by lanes and days and returns its verdict; stops at the edges. */
  step(lanes, days) {
    const order = this.lanes();
    const lane = order.findIndex((one) => one.row === this.at.row && one.half === this.at.half);
    const day = this.data.days.findIndex((one) => one.date === this.at.day);
    const within = (value, size) => Math.min(Math.max(value, 0), size - 1);
    this.at = { ...order[within(lane + lanes, order.length)], day: this.data.days[within(day + days, this.data.days.length)].date };
    return this.verdictOf(this.at);
  }

  /** The body of the move: the start that was marked for the half-day in which it is dropped. */
  target(place) {
    const half = this.data.halves.find((one) => one.key === place.half);
    const room = columnsPerDay(this.data.halves) - this.lesson.periods;
    const wanted = this.verdictOf(place).first_period ?? place.first_period ?? half.first_period;
    const first = Math.min(Math.max(wanted, half.first_period), half.first_period + room);
    return { lesson: this.lesson.id, row: place.row, day: place.day, first_period: first };
  }
}
