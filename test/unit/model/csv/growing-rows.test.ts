import { expect, test } from "vitest";
import { addRow, distinctRows, emptyRows, styleAt } from "../../../../src/model/csv/growing-rows.ts";
import { dayStyle } from "../../../../src/model/csv/parse-date.ts";
import { InputError } from "../../../../src/model/input-error.ts";

const slashes = { ...dayStyle, dateSeparator: "/" };

test("keep what they hold while they grow", () => {
  const { closed } = emptyRows(["a"], 1);
  for (let row = 0; row < 200; row++) {
    const at = addRow(closed, row * 10, row === 70 ? 3600 : 0, dayStyle, row + 2);
    expect(at).toBe(row);
    closed.y[at] = row / 2;
    closed.further[0]![at] = -row;
  }
  expect(closed.count).toBe(200);
  for (const row of [0, 63, 64, 127, 128, 199]) {
    expect([closed.wall[row], closed.y[row], closed.line[row], closed.further[0]![row]]).toEqual([
      row * 10,
      row / 2,
      row + 2,
      -row,
    ]);
  }
  expect([69, 70, 71, 199].map((row) => closed.offset![row])).toEqual([0, 3600, 0, 0]);
});

test("keep no offsets while all rows are in UTC", () => {
  const { open } = emptyRows([], 0);
  addRow(open, 1, 0, dayStyle, 2);
  expect(open.offset).toBeUndefined();
});

test("know how each row writes its date", () => {
  const { closed } = emptyRows([], 0);
  for (const style of [dayStyle, { ...dayStyle }, slashes, slashes, dayStyle]) addRow(closed, 1, 0, style, 1);
  expect(closed.styles).toEqual([
    { from: 0, style: dayStyle },
    { from: 2, style: slashes },
    { from: 4, style: dayStyle },
  ]);
  expect([0, 1, 2, 3, 4].map((row) => styleAt(closed, row)!.dateSeparator)).toEqual([
    "-",
    "-",
    "/",
    "/",
    "-",
  ]);
});

test("are distinct by the moment of their dates, the last of each, in order", () => {
  const rows = emptyRows(["a"], 1);
  const add = (wall: number, offset: number, y: number, style = dayStyle) => {
    const at = addRow(rows.closed, wall, offset, style, y);
    rows.closed.y[at] = y;
    rows.closed.further[0]![at] = y * 10;
  };
  add(7200, 0, 1);
  add(100, 0, 2);
  add(10_800, 3600, 3, slashes);
  addRow(rows.open, 5, 0, dayStyle, 9);
  addRow(rows.open, 4, 0, dayStyle, 8);
  rows.openErrors.set(0, new InputError("no", { code: "csv.value-missing", fix: "fill it" }));
  const { closed, open, openErrors } = distinctRows(rows);
  expect(closed.count).toBe(2);
  expect([...closed.wall]).toEqual([100, 10_800]);
  expect([...closed.y]).toEqual([2, 3]);
  expect([...closed.line]).toEqual([2, 3]);
  expect([...closed.further[0]!]).toEqual([20, 30]);
  expect([...closed.offset!]).toEqual([0, 3600]);
  expect(styleAt(closed, 1)).toEqual(slashes);
  expect([open.count, ...open.wall]).toEqual([1, 4]);
  expect(openErrors.size).toBe(0);
});
