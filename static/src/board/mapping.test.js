/* The mapping between lessons and calendar events holds both ways. */
import assert from "node:assert/strict";
import { test } from "node:test";

import { columnsPerDay, fromEvent, hiddenDays, laneParts, toEvent, toLanes, toSpan, toVerdictEvent } from "./mapping.js";

const HALVES = [
  { key: "morning", label: "上午", first_period: 1 },
  { key: "afternoon", label: "下午", first_period: 5 },
  { key: "evening", label: "晚上", first_period: 9 },
];

test("a day is as many columns wide as the longest half-day has periods", () => {
  assert.equal(columnsPerDay(HALVES), 4);
});

test("an event leads back to the lesson's row, day and first period, for every period and length", () => {
  for (let first = 1; first <= 12; first += 1) {
    for (let periods = 1; periods <= 4 - ((first - 1) % 4); periods += 1) {
      const lesson = { id: 7, row: "w|3", day: "2026-11-25", first_period: first, periods, kind: "order", title: "x" };
      const event = toEvent(lesson, HALVES);
      const back = fromEvent(event.resourceIds[0], new Date(event.start), HALVES);
      assert.deepEqual({ row: back.row, day: back.day, first_period: back.first_period }, { row: "w|3", day: "2026-11-25", first_period: first });
      assert.equal((new Date(event.end) - new Date(event.start)) / 3_600_000, periods);
    }
  }
});

test("the seventh period lies two columns into the afternoon lane", () => {
  assert.deepEqual(toSpan("2026-11-25", 7, 2, HALVES), { start: "2026-11-25T02:00:00", end: "2026-11-25T04:00:00" });
});

test("a row gets one lane for each half-day it shows, and the first one carries its name", () => {
  const lanes = toLanes([{ id: "w3", title: "A201", halves: ["morning", "evening"] }], HALVES);
  assert.deepEqual(lanes.map((lane) => [lane.id, lane.extendedProps.first, lane.extendedProps.last]), [["w3|morning", true, false], ["w3|evening", false, true]]);
});

test("a lane's id may hold the separator in the row's own id", () => {
  assert.deepEqual(laneParts("a|b|morning"), { row: "a|b", half: "morning" });
});

test("a conflict and a programme type show in the event's classes", () => {
  const event = toEvent({ id: 1, row: "r", day: "2026-11-25", first_period: 1, periods: 1, kind: "studio", title: "", conflict: "x" }, HALVES);
  assert.deepEqual(event.classNames, ["lesson", "pt-studio", "conflict"]);
});

test("a verdict covers the whole half-day of its lane", () => {
  const event = toVerdictEvent({ row: "r", half: "evening", day: "2026-11-25", verdict: "no" }, HALVES);
  assert.equal(event.display, "background");
  assert.deepEqual([event.start, event.end], ["2026-11-25T00:00:00", "2026-11-25T04:00:00"]);
});

test("days without lessons are hidden, a make-up Saturday is not", () => {
  const days = ["2026-11-23", "2026-11-24", "2026-11-25", "2026-11-28"].map((date) => ({ date }));
  assert.deepEqual(hiddenDays(days), [0, 4, 5]);
});
