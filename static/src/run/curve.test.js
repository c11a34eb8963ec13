/* The columns of the run's chart. */
import assert from "node:assert/strict";
import { test } from "node:test";

import { toColumns } from "./columns.js";

test("a curve is drawn on to the present moment", () => {
  assert.deepEqual(toColumns([{ at: 1, best: 9, bound: 2 }], 5), [[1, 5], [9, 9], [2, 2]]);
});

test("a value that is not known yet is a gap, not a zero", () => {
  assert.deepEqual(toColumns([{ at: 1, best: null, bound: 2 }, { at: 3, best: 8, bound: 2 }], 3), [[1, 3], [null, 8], [2, 2]]);
});

test("a run that has found nothing has no points", () => {
  assert.deepEqual(toColumns([], 4), [[], [], []]);
});
