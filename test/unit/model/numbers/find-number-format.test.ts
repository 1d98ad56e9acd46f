import { describe, expect, test } from "vitest";
import {
  createNumberFinder,
  createNumberReader,
  describeNumberFormat,
  looksLikeNumbers,
  plainFormat,
} from "../../../../src/model/numbers/find-number-format.ts";
import { find, read, type Options } from "./support.ts";

type Case = [cells: string[], numbers: (number | undefined)[] | string, options?: Options];

describe("a column is read as a person would read it", () => {
  test.each<Case>([
    // Plain.
    [
      ["1", "-2.5", ".5", "1e3", "+7", "1."],
      [1, -2.5, 0.5, 1000, 7, 1],
    ],
    // Below or above a limit: half of it, or the limit.
    [
      ["12", "<1", "≤ 5", "<=0.5", ">100", "≥100", "<-40"],
      [12, 0.5, 2.5, 0.25, 100, 100, -40],
    ],
    [["<0,5", "1,25", "<2,0 mg/l"], "none", { delimiter: ";" }],
    [["<0,5", "1,25", "> 1.000,0"], [0.25, 1.25, 1000], { delimiter: ";" }],
    // Groups of ages.
    [["<18", ">65", "<18", ">65"], "none"],
    [["<", "5", "<>5"], "none"],
    // Decimal commas.
    [["200,00", "207,82", "-0,5"], [200, 207.82, -0.5], { delimiter: ";" }],
    [
      ["1,5", "2", ",5"],
      [1.5, 2, 0.5],
    ],
    [
      ["1.234,56", "7,5", "1.234"],
      [1234.56, 7.5, 1234],
    ],
    [
      ["1,5E+03", "2,25E-01"],
      [1500, 0.225],
    ],
    // Thousands.
    [
      ["$2,000.00", "$950.10"],
      [2000, 950.1],
    ],
    [
      ["1,234,567", "12"],
      [1_234_567, 12],
    ],
    [
      ["1 234,5", "12,25"],
      [1234.5, 12.25],
    ],
    [["1\u00a0234,5", "12\u202f345", "1\u20092345"], "none"],
    [
      ["1\u00a0234,5", "12\u202f345,5", "1\u2009234"],
      [1234.5, 12_345.5, 1234],
    ],
    [
      ["1'234.50", "1’234.50", "12.05"],
      [1234.5, 1234.5, 12.05],
    ],
    [
      ["1_000", "20_000", "7"],
      [1000, 20_000, 7],
    ],
    [
      ["12,34,567.5", "1,00,000", "99,999"],
      [1_234_567.5, 100_000, 99_999],
    ],
    [
      ["1.234.567", "950"],
      [1_234_567, 950],
    ],
    // Other digits.
    [
      ["１２３", "１，２３４，５６７．５"],
      [123, 1_234_567.5],
    ],
    [
      ["١٬٢٣٤٫٥", "٧"],
      [1234.5, 7],
    ],
    [
      ["१२,३४,५६७.८९", "५"],
      [1_234_567.89, 5],
    ],
    // Currencies, before and behind.
    [
      ["$1,234.00", "-$5.50", "$-5.50", "($5.50)", "$ (5.50)"],
      [1234, -5.5, -5.5, -5.5, -5.5],
    ],
    [
      ["1.234,50 €", "0,99 €", "-3,00 €"],
      [1234.5, 0.99, -3],
    ],
    [
      ["EUR 12.50", "EUR 1,012.00"],
      [12.5, 1012],
    ],
    [
      ["R$ 1.234", "R$ 950"],
      [1234, 950],
    ],
    [
      ["kr 12", "kr 1 250"],
      [12, 1250],
    ],
    [
      ["Rs.500", "Rs.1,25,000"],
      [500, 125_000],
    ],
    [
      ["CHF 1'234.50", "CHF-12.00"],
      [1234.5, -12],
    ],
    [
      ["$1,234.50", "12.25", "1,000.00"],
      [1234.5, 12.25, 1000],
    ],
    [
      ["$ 5.00", "$ -", "$ 7.00"],
      [5, 0, 7],
    ],
    [
      ["5.-", "12.50", "7.–"],
      [5, 12.5, 7],
    ],
    // Signs.
    [
      ["(1,234)", "2,500,000", "12"],
      [-1234, 2_500_000, 12],
    ],
    [
      ["12-", "13.5", "7-"],
      [-12, 13.5, -7],
    ],
    [
      ["−3.5", "–4", "+5", "- 6"],
      [-3.5, -4, 5, -6],
    ],
    [
      ["1.234,50-", "7,00", "12,-"],
      [-1234.5, 7, 12],
    ],
    // Percent, per mille and units.
    [
      ["12.5%", "7 %", "0", "-3%"],
      [12.5, 7, 0, -3],
    ],
    [
      ["%12,5", "%7"],
      [12.5, 7],
    ],
    [
      ["12 kWh", "3.5 kWh"],
      [12, 3.5],
    ],
    [
      ["3.4°C", "-1.0 °C"],
      [3.4, -1],
    ],
    [["12 m2", "7 m²"], "none"],
    [
      ["12 m²", "7.5 m²"],
      [12, 7.5],
    ],
    [
      ["5 m", "7 m"],
      [5, 7],
    ],
    [
      ["293.1 K", "294 K"],
      [293.1, 294],
    ],
    [["5 m", "7 ms"], "none"],
    [
      ["1 day", "2 days", "7 days"],
      [1, 2, 7],
    ],
    // Thousands and millions in words.
    [
      ["1.2k", "3M", "950"],
      [1200, 3_000_000, 950],
    ],
    [
      ["1,5 Mio", "2,25 Mio", "0,1 Mrd"],
      [1_500_000, 2_250_000, 100_000_000],
    ],
    [
      ["2bn", "1.1bn"],
      [2e9, 1.1e9],
    ],
    [
      ["$1.2M", "$800k"],
      [1_200_000, 800_000],
    ],
    [
      ["1.1k", "1.2K"],
      [1100, 1200],
    ],
    [
      ["£1.2m", "£800k", "£1,200"],
      [1_200_000, 800_000, 1200],
    ],
    [
      ["1,2 Mrd. €", "850 Mio. €"],
      [1_200_000_000, 850_000_000],
    ],
    // Quotes of spreadsheets.
    [
      ['="123"', '="7.5"'],
      [123, 7.5],
    ],
    [
      ["'123", "'7.5"],
      [123, 7.5],
    ],
    [
      ["'123'", "'7.5'"],
      [123, 7.5],
    ],
    // Marks and flags.
    [
      ["123.4 p", "122.1", ": c", ":", "121 bu"],
      [123.4, 122.1, NaN, NaN, 121],
    ],
    [
      ["12.3*", "11", "1,234.5 (p)", "9†", "8 [1]", "7¹"],
      [12.3, 11, 1234.5, 9, 8, 7],
    ],
    [
      ["12 s", "13 s"],
      [12, 13],
    ],
    [
      ["1,234 (1)", "1,301", "1,290.5"],
      [1234, 1301, 1290.5],
    ],
    [["12 (3)", "10 (5)", "8 (4)"], "none"],
    // Infinity is read, so that it can be refused by name.
    [
      ["1,5", "inf", "-Infinity"],
      [1.5, Infinity, -Infinity],
    ],
    [
      ["1,5", "1e308", "1e999"],
      [1.5, 1e308, Infinity],
    ],
    // As exact as Number(text).
    [
      ["1,1k", "0,07k", "1,005M"],
      [1100, 70, 1_005_000],
    ],
    [
      ["0,1", "123456789,123456789", "12345678901234567890,5"],
      [0.1, 123_456_789.123_456_79, 12_345_678_901_234_567_000],
    ],
  ])("%j is %j", (cells, numbers, options) => {
    expect(read(cells, options)).toEqual(numbers);
  });
});

test("a plain column has the plain format and nothing to be said", () => {
  expect(find(["1.5", "-2", "1e3", "", "NA", "2.25"])).toEqual({
    kind: "found",
    format: plainFormat,
    notes: [],
    missing: 2,
    known: 4,
    strays: [],
    likeIds: false,
    proved: ".",
  });
});

test("a format survives a structured clone", () => {
  const finding = find(["1.234,50 €", "1,2k €", "7,5 €*", "n/a"]);
  if (finding.kind !== "found") throw new Error(finding.kind);
  const read = createNumberReader(structuredClone(finding.format));
  expect(["1.234,50 €", "1,2k €", "7,5 €*", "n/a"].map(read)).toEqual([1234.5, 1200, 7.5, NaN]);
});

test.each([
  ..."|NA|n/a|#N/A|#DIV/0!|#VALUE!|.|..|-|–|—|NULL|nan|None|nil|missing|?|*|:".split("|"),
  ...": c|:c|...|#REF!|#####|<NA>|k.A.|−|(NA)|\\N|'-".split("|"),
])("%j is a missing value beside numbers of any format", (word) => {
  expect(read([word, "1,5"])).toEqual([NaN, 1.5]);
  expect(read([word, "1.5"])).toEqual([NaN, 1.5]);
});

describe("what is no number of the column", () => {
  const numbers = Array.from({ length: 20 }, (_, index) => `${index},5`);

  test.each(["Total", "see note 3", "1.5", "umsatz", "12 %", "2024-01-31"])("%j is a stray cell", (text) => {
    const finding = find([...numbers, text, text]);
    expect(finding).toMatchObject({ kind: "found", known: 22, strays: [{ text, count: 2 }] });
    expect(read([...numbers, text]) as unknown[]).toContain(undefined);
  });

  test("more than one in ten makes it no column of numbers", () => {
    expect(find([...numbers, "a", "b", "c"])).toEqual({
      kind: "none",
      text: "a",
      known: 23,
      strays: [
        { text: "a", count: 1 },
        { text: "b", count: 1 },
        { text: "c", count: 1 },
      ],
    });
  });

  test("a column of endlessly many texts is given up soon, and every cell counted", () => {
    const finder = createNumberFinder();
    for (let index = 0; index < 10_000; index++) finder.add("a".repeat(index));
    const finding = finder.result();
    if (finding.kind !== "none") throw new Error(finding.kind);
    expect(finding.known).toBe(9999);
    expect(finding.strays.reduce((sum, { count }) => sum + count, 0)).toBe(9999);
  });

  test("nothing but missing values is no column of numbers", () => {
    expect(find(["", "-", "NA"])).toEqual({ kind: "none", text: "", known: 0, strays: [] });
  });
});

describe("columns that are not of numbers", () => {
  test.each<[string, string[]]>([
    ["dates", ["2024-01-31", "2024-02-29"]],
    ["dates with dots", ["31.01.2024", "29.02.2024"]],
    ["dates with slashes", ["1/31/2024", "2/29/2024"]],
    ["months", ["2024-01", "2024-02"]],
    ["month names", ["Jan-20", "Feb-20"]],
    ["quarters", ["Q1 2024", "Q2 2024"]],
    ["quarters behind the year", ["2024Q1", "2024Q2"]],
    ["times", ["12:30", "13:45:10"]],
    ["versions", ["1.2.3", "1.10.0"]],
    ["addresses of machines", ["10.0.0.1", "192.168.100.200"]],
    ["phone numbers", ["+49 30 123456", "(555) 123-4567"]],
    ["short phone numbers", ["555-1234", "555-9876"]],
    ["names with numbers", ["A12", "A13"]],
    ["streets", ["12 Main Street", "7 Elm Road"]],
    ["ranges", ["10-20", "20-30"]],
    ["fractions", ["1/2", "3/4"]],
    ["booleans", ["true", "false"]],
    ["two units", ["12 kWh", "3 MWh"]],
    ["two currencies", ["$5", "€5"]],
    ["percent beside shares", ["12.5%", "0.125"]],
    ["formulas", ["=A1", "=SUM(A1:A3)"]],
    ["ordinals", ["1st", "2nd", "3rd"]],
  ])("%s", (_, cells) => {
    expect(find(cells).kind).toBe("none");
  });

  test.each<[string, string[]]>([
    ["ids", ["00123", "00124"]],
    ["zip codes", ["02139", "94105"]],
    ["phone numbers", ["030123456", "0301234567"]],
  ])("%s with zeros in front can be read, but do not look like numbers", (_, cells) => {
    const finding = find(cells);
    expect(finding).toMatchObject({ kind: "found", likeIds: true, format: plainFormat });
    expect(looksLikeNumbers(finding)).toBe(false);
  });

  test("numbers look like numbers, also with two meanings", () => {
    expect(looksLikeNumbers(find(["0", "0.5"]))).toBe(true);
    expect(looksLikeNumbers(find(["1.016", "1.017"], { delimiter: ";" }))).toBe(true);
    expect(looksLikeNumbers(find(["a"]))).toBe(false);
  });
});

/** From public reports about other readers; each had been read wrongly or refused. */
describe("what readers were reported for", () => {
  test.each<[string, ...Case]>([
    ["pandas 59299", ["1,20", "22,3", "1.234,56"], [1.2, 22.3, 1234.56], { delimiter: ";" }],
    ["pandas 38420", ["1a.2,3", "1,2,3"], "none"],
    ["pandas 64631", ["1 ,", "2 ,"], "none"],
    ["readr 827", ["1 123", "950"], [1123, 950]],
    ["readr 1522: never 21", ["2.1", "2,1"], "none"],
    ["readr 1181: never 15", ["1,5", "1,7"], [1.5, 1.7]],
    ["readr 444", ["-$3", "$-3", "($3)", "-$1.80"], [-3, -3, -3, -1.8]],
    ["readr 556", ["123.456,78"], [123_456.78]],
    ["tidyr 20", ["-123", "23"], [-123, 23]],
    ["tidyr 20, units", ["23 ft-lbs", "7 ft-lbs"], [23, 7]],
    ["polars 18797", ["1.299,99", "899,00"], [1299.99, 899]],
    ["duckdb 17093", ["100,000.00"], [100_000]],
    ["duckdb 12856", ["123,000", "123,000"], "ambiguous", { delimiter: "|" }],
    ["duckdb 6690", ["80000000,00", "97100,7"], [80_000_000, 97_100.7]],
    ["csvkit 795", [", ,, 123"], "none"],
    ["csvkit 805: never 12", ["1,2"], [1.2]],
    ["OpenRefine 259", ["1,290", "847", "1,310", "990"], [1290, 847, 1310, 990], { delimiter: "," }],
    ["Sure 2537", ["1 234,56 kr", "-5,00 kr"], [1234.56, -5]],
    ["Sure 2537, euros", ["€1\u00a0234,56", "€5,00"], [1234.56, 5]],
    ["bank2ynab 527", ["−123.45", "67.80"], [-123.45, 67.8]],
    ["numbro 765", ["1\u00a0234\u00a0567", "12"], [1_234_567, 12]],
    ["eurostat 87", ["64.1 bu", "63.9", ": u"], [64.1, 63.9, NaN]],
  ])("%s", (_, cells, numbers, options) => {
    expect(read(cells, options)).toEqual(numbers);
  });
});

describe("the notes say what was believed", () => {
  test.each<[string[], string[]]>([
    [
      ["1.234,50 €", "7,00 €"],
      ['"1.234,50 €" is read as 1234.5 (decimal comma, thousands separated by points, in €).'],
    ],
    [["12.5%", "7%"], ['"12.5%" is read as 12.5 (decimal point, in percent).']],
    [["1.2k", "3M"], ['"1.2k" is read as 1200 (decimal point, k for 1,000, M for 1,000,000).']],
    [
      ["1.5", "2.5*", "3.5 p"],
      [
        '"3.5 p" is read as 3.5 (decimal point).',
        '2 numbers are read without the mark behind it, as in "2.5*".',
      ],
    ],
    [["1.5", "-", "-", ".."], ['"-" (2 times), ".." (once) stand for missing values.']],
    [["1.5", "NA", ""], []],
  ])("%j: %j", (cells, notes) => {
    expect(find(cells)).toMatchObject({ kind: "found", notes });
  });
});

test("a format is described in words", () => {
  expect(describeNumberFormat(plainFormat)).toBe("decimal point");
  const finding = find(["1'234,5", "1 234,5"]);
  if (finding.kind !== "found") throw new Error(finding.kind);
  expect(describeNumberFormat(finding.format)).toBe(
    "decimal comma, thousands separated by apostrophes or blanks",
  );
});
