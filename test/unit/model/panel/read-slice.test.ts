// A panel that is cut into slices is read as the whole file is: the same series, and the same sentences about them.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { joinedNotes, sentencesOf } from "../../../../src/model/csv/found-notes.ts";
import { readDataset } from "../../../../src/model/csv/read-dataset.ts";
import type { ReadChoice } from "../../../../src/model/csv/find-columns.ts";
import { cutSlices } from "../../../../src/model/panel/cut-slices.ts";
import { createSeriesLocator, type Located } from "../../../../src/model/panel/locate-series.ts";
import { aboutPanel, readSlice, type RowsOfSlice } from "../../../../src/model/panel/read-slice.ts";
import { createRowSorter, type Round } from "../../../../src/model/panel/sort-rows.ts";
import type { Dataset } from "../../../../src/model/series/dataset.ts";
import { bytes, inputErrorOf } from "../support.ts";

const day = (index: number) => new Date(Date.UTC(2024, 0, 1 + index)).toISOString().slice(0, 10);

interface Shape {
  ids?: (series: number) => string;
  series?: number;
  rows?: number;
  row?: (id: string, date: string, series: number, at: number) => string;
  header?: string;
}

const rowsOf = ({
  ids = (at) => `s${at}`,
  series = 9,
  rows = 7,
  row = (id, date, of, at) => `${id},${date},${of * 10 + at}`,
}: Shape) =>
  Array.from({ length: series }, (_, of) =>
    Array.from({ length: rows }, (_row, at) => row(ids(of), day(at), of, at)),
  );

const contiguous = (shape: Shape) =>
  `${shape.header ?? "unique_id,ds,y"}\n${rowsOf(shape).flat().join("\n")}\n`;

function interleaved(shape: Shape): string {
  const all = rowsOf(shape);
  const lines = all[0]!.flatMap((_, at) => all.map((rows) => rows[at]!));
  return `${shape.header ?? "unique_id,ds,y"}\n${lines.join("\n")}\n`;
}

function* chunksOf(file: Uint8Array, length: number) {
  for (let at = 0; at < file.length; at += length) yield file.subarray(at, at + length);
}

function locate(file: Uint8Array, choice: ReadChoice, chunk = 100): Located | undefined {
  const locator = createSeriesLocator(choice);
  for (const piece of chunksOf(file, chunk)) if (!locator.push(piece)) return undefined;
  return locator.finish();
}

function slicesOf(file: Uint8Array, choice: ReadChoice, found: Located, mostSeries: number): RowsOfSlice[][] {
  const firsts = cutSlices(found.rows, { mostRows: 40, mostSeries });
  if (found.isContiguous) {
    return firsts.map((first, slice) => {
      const end = found.starts[firsts[slice + 1] ?? found.rows.length] ?? file.length;
      return [{ bytes: file.subarray(found.starts[first], end), lines: found.lines[first]! }];
    });
  }
  const sorter = createRowSorter(choice, found, firsts, 200);
  const rounds: Round[] = [];
  for (const piece of chunksOf(file, 70)) {
    sorter.push(piece);
    const round = sorter.round();
    if (round) rounds.push({ ...round, content: Uint8Array.from(round.content) });
  }
  const last = sorter.finish();
  if (last) rounds.push(last);
  return firsts.map((_, slice) =>
    rounds.flatMap(({ content, pieces }) =>
      pieces
        .filter((piece) => piece.slice === slice)
        .map(({ at, rows, bytes: length }) => ({
          lines: new Uint32Array(
            content.buffer.slice(content.byteOffset + at, content.byteOffset + at + 4 * rows),
          ),
          bytes: content.subarray(at + 4 * rows, at + 4 * rows + length),
        })),
    ),
  );
}

function readInSlices(text: string, choice: ReadChoice = {}, mostSeries = 4) {
  const file = bytes(text);
  const found = locate(file, choice);
  if (found === undefined) throw new Error("This is no plain panel.");
  const about = aboutPanel(found.head);
  const slices = slicesOf(file, choice, found, mostSeries).map((parts) =>
    readSlice(found.head, parts, { aggregates: choice.aggregates }),
  );
  const notes = joinedNotes(slices.map((slice) => slice.notes));
  return {
    isContiguous: found.isContiguous,
    slices: slices.length,
    read: {
      idColumns: about.idColumns,
      dateColumn: about.dateColumn,
      targetColumn: about.targetColumn,
      series: slices.flatMap(({ series }) => series),
      rowsIn: notes.rowsIn,
      warnings: [...about.warnings, ...sentencesOf(notes, about.targetColumn)],
    },
  };
}

/** What the series say together is asked of them when they are read. */
function asRead(dataset: Dataset): Omit<Dataset, "typicalFrequency" | "lastDate"> {
  const { typicalFrequency: _, lastDate: _last, ...read } = dataset;
  return read;
}

const shapes: [string, Shape, ReadChoice?][] = [
  ["plain", {}],
  ["quoted ids with line breaks", { ids: (at) => `"s ""${at}""\nx"` }],
  [
    "ids that other blanks surround",
    { row: (id, date, of, at) => `${at % 2 === 0 ? id : ` ${id} `},${date},${of}` },
  ],
  [
    "two ids and a further column",
    {
      header: "shop,ds,sku,y,price",
      row: (id, date, of, at) => `${id.slice(0, 2)},${date},${of % 3},${at},${of + 0.5}`,
    },
    { id: ["shop", "sku"], target: "y", columns: ["price"] },
  ],
  [
    "semicolons, CRLF and a byte order mark",
    { header: "\ufeffunique_id;ds;y", row: (id, date, of, at) => `${id};${date};${of + at}\r` },
  ],
  ["missing values", { row: (id, date, of, at) => `${id},${date},${(of + at) % 3 === 0 ? "" : at}` }],
  [
    "blank lines and rows of separators",
    { row: (id, date, of, at) => `${at === 3 ? "\n,,\n \n" : ""}${id},${date},${of}` },
  ],
  ["dates out of order", { row: (id, _, of, at) => `${id},${day((at * 5) % 7)},${of}` }],
  ["dates that come twice", { row: (id, _, of, at) => `${id},${day(Math.min(at, of === 3 ? 5 : 6))},${at}` }],
  [
    "a number for what is missing",
    { rows: 14, row: (id, date, of, at) => `${id},${date},${at === 4 && of % 4 === 1 ? -9999 : at + of}` },
  ],
  [
    "offsets that change",
    {
      rows: 4,
      row: (id, _, of, at) => `${id},2024-03-3${at < 2 ? 0 : 1}T0${at % 2}:00:00+0${at < 2 ? 1 : 2}:00,${of}`,
    },
  ],
  [
    "rows that are put together",
    { row: (id, _, of, at) => `${id},${day(at >> 1)},${of}` },
    { aggregates: true },
  ],
  [
    "series of all lengths",
    {
      rows: 12,
      row: (id, date, of, at) => (at > of ? `s8,${day(20 + of * 12 + at)},1` : `${id},${date},${at}`),
    },
  ],
];

describe.each([
  ["contiguous", contiguous],
  ["interleaved", interleaved],
])("%s", (_, write) => {
  test.each(shapes)("%s", async (_name, shape, choice = {}) => {
    const text = write(shape);
    const { slices, read } = readInSlices(text, choice);
    expect(slices).toBeGreaterThan(1);
    expect(read).toEqual(asRead(await readDataset(bytes(text), choice)));
  });
});

test("a contiguous panel is seen to be one, and another one is not", () => {
  expect(readInSlices(contiguous({})).isContiguous).toBe(true);
  expect(readInSlices(interleaved({})).isContiguous).toBe(false);
  expect(readInSlices(`${contiguous({})}s0,${day(8)},1\n`).isContiguous).toBe(false);
});

test("a fault of a series keeps its line and its text, in whatever slice it is", async () => {
  for (const write of [contiguous, interleaved]) {
    const text = write({ row: (id, date, of, at) => `${id},${date},${of === 5 && at === 2 ? "x" : at}` });
    const faults = ({ series }: Pick<Dataset, "series">) =>
      series.map(({ fault, lastLine }) => ({ fault, lastLine }));
    expect(faults(readInSlices(text).read)).toEqual(faults(await readDataset(bytes(text))));
  }
});

test("a fault of the file is the same one", async () => {
  const text = contiguous({}).replace("s7,2024-01-03,72", "s7,2024-01-03");
  const fault = await inputErrorOf(async () => readInSlices(text));
  expect(fault).toMatchObject({ code: "csv.ragged" });
  expect(fault).toEqual(await inputErrorOf(() => readDataset(bytes(text))));
});

test.each([
  ["one series", "ds,y\n2024-01-01,1\n2024-01-02,2\n", {}],
  ["an id that numbers the rows", "id,ds,y\n1,2024-01-01,1\n2,2024-01-02,2\n", {}],
  [
    "decimal commas",
    contiguous({ header: "unique_id;ds;y", row: (id, date, of, at) => `${id};${date};${of},${at}` }),
    {},
  ],
  ["dates in another form", contiguous({ row: (id, _, of, at) => `${id},${at + 10}.01.2024,${of}` }), {}],
  ["a file that the user says more of", contiguous({}), { decimal: "." }],
  ["no line end of this century", contiguous({}).replaceAll("\n", "\r"), {}],
] satisfies [string, string, ReadChoice][])("is not for this way: %s", (_, text, choice) => {
  expect(locate(bytes(text), choice)).toBeUndefined();
});

test("panels of all kinds are read as one is", async () => {
  const cell = fc.constantFrom("1", "-2.5", "", "NA", "1e3", "0");
  const row = fc.tuple(fc.integer({ min: 0, max: 4 }), fc.integer({ min: 0, max: 40 }), cell);
  await fc.assert(
    fc.asyncProperty(fc.array(row, { minLength: 30, maxLength: 80 }), async (rows) => {
      const text = `id,ds,y\n${rows.map(([id, at, y]) => `s${id},${day(at)},${y}\n`).join("")}`;
      const whole = await readDataset(bytes(text), { id: ["id"] }).catch(() => undefined);
      if (whole === undefined || whole.belief !== undefined) return;
      expect(readInSlices(text, { id: ["id"] }, 2).read).toEqual(asRead(whole));
    }),
    { seed: 20_241_128, numRuns: 60 },
  );
});
