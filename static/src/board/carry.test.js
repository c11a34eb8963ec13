/* A lesson in the hand: the nearest good place, the best of a half-day, and what a drop means. */
import assert from "node:assert/strict";
import { test } from "node:test";

import { Carry } from "./carry.js";

const HALVES = [
  { key: "morning", label: "上午", first_period: 1 },
  { key: "afternoon", label: "下午", first_period: 5 },
];
const DATA = {
  halves: HALVES,
  days: ["2026-11-23", "2026-11-24", "2026-11-25"].map((date) => ({ date, label: date })),
  rows: ["a", "b"].map((id) => ({ id, title: id, halves: ["morning", "afternoon"] })),
  lessons: [{ id: 2, row: "a", day: "2026-11-25", first_period: 3, periods: 2 }],
};
const LESSON = { id: 1, row: "a", day: "2026-11-23", first_period: 1, periods: 2 };
const cell = (row, day, half, verdict, first) => ({ row, day: `2026-11-${day}`, half, verdict, first_period: first });

test("the nearest place is usable, by days first, and never the lesson's own", () => {
  const cells = [cell("a", 23, "morning", "ok", 1), cell("a", 24, "morning", "no", 1), cell("b", 24, "afternoon", "ok", 5), cell("a", 25, "morning", "ok", 1)];
  const carry = new Carry(LESSON, { cells }, DATA);
  assert.deepEqual(carry.nearest(cells[1]), cells[2]);
  assert.equal(new Carry(LESSON, { cells: cells.slice(0, 2) }, DATA).nearest(cells[1]), null);
});

test("of a half-day the best verdict counts, the own row first among equals", () => {
  const cells = [cell("b", 24, "morning", "ok", 1), cell("a", 24, "morning", "ok", 1), cell("b", 24, "afternoon", "cost", 5), cell("a", 24, "afternoon", "no", 5)];
  const carry = new Carry(LESSON, { cells }, DATA);
  assert.equal(carry.bestOf("2026-11-24", "morning").row, "a");
  assert.equal(carry.bestOf("2026-11-24", "afternoon").row, "b");
  assert.equal(carry.bestOf("2026-11-25", "morning"), null);
});

test("a drop takes the start that was marked, wherever in the half-day the pointer was", () => {
  const carry = new Carry(LESSON, { cells: [cell("a", 24, "afternoon", "ok", 7)] }, DATA);
  assert.deepEqual(carry.target({ row: "a", day: "2026-11-24", half: "afternoon", first_period: 5 }), { lesson: 1, row: "a", day: "2026-11-24", first_period: 7 });
});

test("a mark moves to the start where a lesson covers the end, and none is drawn where the lesson stands", () => {
  const cells = [cell("a", 23, "morning", "ok", 1), cell("a", 25, "morning", "ok", 1), cell("b", 25, "morning", "ok", 1)];
  const events = new Carry(LESSON, { cells }, DATA).events();
  assert.deepEqual(events.map((event) => event.classNames.includes("at-start")), [true, false]);
});
