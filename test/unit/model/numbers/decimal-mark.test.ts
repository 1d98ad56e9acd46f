// Cells such as 1.016, which are one-point-something or a thousand and something: what decides, and what must not.
import { describe, expect, test } from "vitest";
import { createNumberFinder, provedMark } from "../../../../src/model/numbers/find-number-format.ts";
import { find, read, type Options } from "./support.ts";

const semicolon = { delimiter: ";" };
const comma = { delimiter: "," };
const tab = { delimiter: "\t" };
const everywhere = [semicolon, comma, tab, {}];

/** Values about 1000 as Germans write them: 963, 1.016. */
const german = ["963", "1.016", "1.027", "1.010", "987", "954", "1.102"];
/** The same with commas. */
const english = german.map((text) => text.replace(".", ","));

describe("thousands, by the cells alone", () => {
  test.each<[string, string[], number[]]>([
    ["whole numbers of the same size", german, [963, 1016, 1027, 1010, 987, 954, 1102]],
    ["two groups", ["1.234.567", "1.016"], [1_234_567, 1016]],
    ["a decimal comma elsewhere", ["1.016", "7,5"], [1016, 7.5]],
    ["both in one cell", ["1.016", "1.027,50"], [1016, 1027.5]],
    [
      "whole numbers of all sizes beside exactly three places in ten cells, one round",
      ["12", "540", "7", ...Array.from({ length: 10 }, (_, i) => `${i + 1}.${305 + i * 63}`), "1.250"],
      [12, 540, 7, 1305, 2368, 3431, 4494, 5557, 6620, 7683, 8746, 9809, 10_872, 1250],
    ],
    [
      "four digits bare beside five grouped, as in Spain",
      ["1234", "950", "12.340", "9870", "870"],
      [1234, 950, 12_340, 9870, 870],
    ],
  ])("%s", (_, cells, numbers) => {
    for (const options of everywhere) expect(read(cells, options)).toEqual(numbers);
  });

  test("with commas", () => {
    for (const options of [comma, tab, {}]) {
      expect(read(english, options)).toEqual([963, 1016, 1027, 1010, 987, 954, 1102]);
    }
  });
});

describe("decimals, by the cells alone", () => {
  test.each<[string, string[], number[]]>([
    ["fewer places", ["1.016", "0.987", "1.1"], [1.016, 0.987, 1.1]],
    ["a zero in front", ["1.016", "0.987"], [1.016, 0.987]],
    ["more than three digits in front", ["1.016", "1234.567"], [1.016, 1234.567]],
    ["more places", ["1.016", "1.0275"], [1.016, 1.0275]],
    ["thousands with commas", ["1.016", "1,027.500"], [1.016, 1027.5]],
    ["nothing in front", ["1.016", ".987"], [1.016, 0.987]],
  ])("%s", (_, cells, numbers) => {
    for (const options of everywhere) {
      expect(read(cells, options)).toEqual(numbers);
      const swapped = cells.map((text) => text.replaceAll(/[.,]/g, (sign) => (sign === "." ? "," : ".")));
      expect(read(swapped, options)).toEqual(numbers);
    }
  });
});

describe("what only looks like thousands is not taken for them", () => {
  test.each<[string, string[]]>([
    ["a limit", ["99.125", "100", "98.672", "100", "99.480"]],
    ["whole numbers among fractions of the same size", ["1.016", "2", "1.253", "3"]],
    ["three places throughout", ["1.016", "1.459", "1.102"]],
    ["zeros", ["1.016", "0", "1.459", "0"]],
  ])("%s: decimals in a file of commas, a question in one of semicolons", (_, cells) => {
    expect(read(cells, comma)).toEqual(cells.map(Number));
    expect(read(cells, semicolon)).toBe("ambiguous");
  });

  test.each<[string, string[]]>([
    ["one stand-in for a missing value", ["1.016", "999", "1.102", "999", "1.250"]],
    ["kilograms", ["1.250", "2", "3.500", "4"]],
    ["lumpy demand of a German", ["2", "1.016", "7", "3.140", "5"]],
    ["one whole number", ["963", "1.016", "1.027"]],
  ])("%s: a question in every file", (_, cells) => {
    for (const options of everywhere) expect(read(cells, options)).toBe("ambiguous");
  });
});

test("whole numbers among fractions of the same size are not thousands, even between commas", () => {
  expect(read(["68", "90,125", "107", "93,375", "100,125"], comma)).toBe("ambiguous");
  expect(read(["68", "1,125", "107", "2,370", "954"], comma)).toEqual([68, 1125, 107, 2370, 954]);
});

describe("what the file says where the cells are silent", () => {
  test("a point is a decimal point, but for files of semicolons and for amounts", () => {
    const cells = ["1.016", "1.459"];
    expect(read(cells, comma)).toEqual([1.016, 1.459]);
    expect(read(cells, tab)).toEqual([1.016, 1.459]);
    expect(read(cells, semicolon)).toBe("ambiguous");
    expect(read(["$1.016", "$1.459"], comma)).toBe("ambiguous");
    expect(read(["R$ 1.016", "R$ 1.459"], comma)).toEqual([1016, 1459]);
  });

  test("a comma is a decimal comma in a file of semicolons, and separates thousands in one of commas", () => {
    const cells = ["1,016", "1,459"];
    expect(read(cells, semicolon)).toEqual([1.016, 1.459]);
    expect(read(cells, comma)).toEqual([1016, 1459]);
    expect(read(cells, tab)).toBe("ambiguous");
    expect(read(["$1,016", "$1,459"], tab)).toEqual([1016, 1459]);
  });

  test("cells that say thousands in a file of decimal commas are asked about", () => {
    expect(read(english, semicolon)).toBe("ambiguous");
  });

  test("other columns decide", () => {
    for (const options of everywhere) {
      const finder = createNumberFinder(options);
      for (const cell of ["1.016", "1.459"]) finder.add(cell);
      expect(finder.result({ likely: "," })).toMatchObject({
        kind: "found",
        format: { decimal: ",", thousands: "." },
      });
      expect(finder.result({ likely: "." })).toMatchObject({
        kind: "found",
        format: { decimal: ".", thousands: "" },
      });
    }
  });

  test("only what the cells prove is told to other columns", () => {
    const proved = (cells: string[], options: Options) => find(cells, options);
    expect(proved(["1,5"], comma)).toMatchObject({ proved: "," });
    expect(proved(["1.016"], comma)).toMatchObject({ proved: undefined });
    expect(proved(["7", "8"], comma)).toMatchObject({ proved: undefined });
    expect(proved(german, comma)).toMatchObject({ proved: "," });
  });
});

test("the user decides", () => {
  for (const options of everywhere) {
    expect(read(["1.016", "1.459"], { ...options, decimal: "," })).toEqual([1016, 1459]);
    expect(read(["1.016", "1.459"], { ...options, decimal: "." })).toEqual([1.016, 1.459]);
  }
});

test("the user's answer is for cells with two meanings; those with one keep it", () => {
  for (const options of everywhere) {
    expect(read(["1.5", "2.5"], { ...options, decimal: "," })).toEqual([1.5, 2.5]);
    expect(read(["1.5", "2.016"], { ...options, decimal: "," })).toEqual([1.5, 2.016]);
  }
});

test("two meanings are shown by one cell, the likelier first, each with its option", () => {
  expect(find(["1.016", "1.459"], semicolon)).toEqual({
    kind: "ambiguous",
    text: "1.016",
    readings: [
      { format: expect.objectContaining({ decimal: "." }), value: 1.016, option: "--decimal ." },
      { format: expect.objectContaining({ decimal: "," }), value: 1016, option: "--decimal ," },
    ],
  });
});

describe("a cell that contradicts many others", () => {
  const many = (cells: string[]) => Array.from({ length: 30 }, () => cells).flat();

  test("decides nothing: it may be a mistake", () => {
    // One decimal among German thousands.
    for (const options of everywhere) expect(read([...many(german), "1.5"], options)).toBe("ambiguous");
    // One decimal comma among English thousands, and among plain decimals.
    expect(read([...many(["1,016", "1,459"]), "7,5"], comma)).toBe("ambiguous");
    expect(read([...many(["1.016", "1.459"]), "7,5"], comma)).toBe("ambiguous");
  });

  test("decides where nothing else speaks", () => {
    expect(read([...many(["1.016"]), "7.5"], comma)).toEqual([...many(["1.016"]), "7.5"].map(Number));
    expect((read([...many(["1.016"]), "7,5"], semicolon) as number[]).slice(-2)).toEqual([1016, 7.5]);
    expect((read([...many(["1,016"]), "1,234,567"], comma) as number[]).slice(-2)).toEqual([1016, 1_234_567]);
  });

  test("the user decides", () => {
    expect((read([...many(german), "1.5"], { decimal: "," }) as unknown[]).slice(-2)).toEqual([
      1102,
      undefined,
    ]);
    expect((read([...many(german), "1.5"], { decimal: "." }) as unknown[]).slice(-2)).toEqual([1.102, 1.5]);
  });
});

test("what columns prove together is a mark, unless they disagree", () => {
  const [point, point2, comma2, none] = [["1.5"], ["0.25", "7"], ["1,5"], ["7", "8"]].map((cells) =>
    find(cells),
  );
  expect(provedMark([point!, point2!, none!])).toBe(".");
  expect(provedMark([comma2!, none!])).toBe(",");
  expect(provedMark([point!, comma2!])).toBeUndefined();
  expect(provedMark([none!])).toBeUndefined();
});
