import { describe, expect, test } from "vitest";
import {
  isBlank,
  lengthOfRow,
  placeOf,
  rowOf,
  splitRow,
  textOf,
  type Row,
} from "../../../../src/model/csv/split-row.ts";

const comma = 0x2c;

function split(text: string, width: number, from = 0, end?: number) {
  const block = Buffer.from(text);
  const [starts, ends] = [new Int32Array(width + 1), new Int32Array(width + 1)];
  // Breaks of a row before it.
  const row: Row = { block, starts, ends, line: 7, start: from, end: 0, breaks: 5 };
  row.end = splitRow(row, comma, width, end ?? block.length);
  return row;
}

const cellsOf = (row: Row, width: number) => Array.from({ length: width }, (_, index) => textOf(row, index));

describe("splitRow", () => {
  test.each([
    ["a,b\nc", ["a", "b"], 3],
    ["a,b", ["a", "b"], 3],
    ["a,b\r\n", ["a", "b"], 4],
    [",\n", ["", ""], 1],
    [" a , b \n", ["a", "b"], 7],
    ['"a","b"\n', ["a", "b"], 7],
    ['"a","b"\r\n', ["a", "b"], 8],
    ['"a","b"', ["a", "b"], 7],
    ['"a,b",c\n', ["a,b", "c"], 7],
    ['"say ""a""",c\n', ['say "a"', "c"], 13],
    ['"",""\n', ["", ""], 5],
  ])("finds the fields of %j and where it ends", (text, cells, end) => {
    const row = split(text, cells.length);
    expect(row.end).toBe(end);
    expect(cellsOf(row, cells.length)).toEqual(cells);
    expect(row.breaks).toBe(0);
  });

  test("counts the line breaks inside of quotes, from none", () => {
    expect(split('"a\nb\n",c\n', 2)).toMatchObject({ end: 8, breaks: 2 });
  });

  test("starts where the row starts, and ends where the block does", () => {
    const row = split("a,b\nc,d\ne,f", 2, 4);
    expect([row.end, ...cellsOf(row, 2)]).toEqual([7, "c", "d"]);
    const cut = split("a,bc\n", 2, 0, 3);
    expect([cut.end, ...cellsOf(cut, 2)]).toEqual([3, "a", "b"]);
  });

  test("takes a blank first field before a carriage return for what it is", () => {
    const row = split("x\n\r\n", 1, 2);
    expect([row.end, textOf(row, 0)]).toEqual([3, ""]);
  });

  test.each(["a\n", "a,b,c\n", 'a,"b\n', '"a"x,b\n', '"a" ,b\n', '"a""', "a,b,", "\n"])(
    "leaves %j to the careful way",
    (text) => {
      expect(split(text, 2).end).toBe(-1);
    },
  );
});

describe("lengthOfRow", () => {
  test.each([
    ["a,b\nc", 4],
    ['a,"b\nc"\nd', 8],
    ['"a\n""b\n",c\nd', 11],
    ['a"b\nc', 4],
    ['"a"\n', 4],
    ["a,b", -1],
    ['a,"b\nc', -1],
    ['a,"b\n""c', -1],
    ["", -1],
  ])("of %j is %i", (text, length) => {
    expect(lengthOfRow(Buffer.from(text), comma)).toBe(length);
  });
});

test("a row known as text keeps its cells and what stood in the file", () => {
  const row = rowOf(["é", "", 'b""'], 9, '"é",, "b"""\n');
  expect(cellsOf(row, 3)).toEqual(["é", "", 'b""']);
  expect(row).toMatchObject({ line: 9, end: 5 });
  expect(placeOf(row, 2)).toEqual({ line: 9, column: 3, excerpt: '"é",, "b"""' });
});

test("a row is blank when no field holds anything", () => {
  expect(isBlank(split(' ,"",\n', 3), 3)).toBe(true);
  expect(isBlank(split(",,x\n", 3), 3)).toBe(false);
});

test("a place shows the first line of the row alone", () => {
  expect(placeOf(split('a,b\n"c\nd",e \nf', 2, 4), 0)).toEqual({ line: 7, column: 1, excerpt: '"c' });
});

test("a row of known cells begins at 0 and has no line breaks inside", () => {
  expect(rowOf(["é", "", "b"], 3, "é,,b")).toMatchObject({
    line: 3,
    start: 0,
    end: 3,
    breaks: 0,
    record: "é,,b",
  });
});
