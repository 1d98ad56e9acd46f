import { expect, it } from "vitest";
import { checkFile } from "../../../../src/library/check/check-file.ts";

const at = (hour: number) => new Date(Date.UTC(2024, 0, 1, hour)).toISOString();
const rows = (count: number, row: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => `${row(index)}\n`).join("");

async function check(text: string, parameters = {}) {
  const found = await checkFile("a.csv", Buffer.from(text), parameters);
  if (found.status !== "ok" || !("format" in found)) throw new Error(JSON.stringify(found));
  return found;
}

it("says how a plain file was read", async () => {
  const daily = await check(`date,y\n${rows(40, (day) => `${at(day * 24).slice(0, 10)},${day}`)}`);
  expect(daily).toMatchObject({
    format: { kind: "csv", headerLine: 1, dates: "year first, as 2024-01-01", numbers: "decimal point" },
    season: 7,
    suggestions: [],
  });
});

it("says where the names of a table stand, and how its dates and numbers are written", async () => {
  const german = rows(
    40,
    (day) =>
      `${at(day * 24)
        .slice(0, 10)
        .split("-")
        .reverse()
        .join(".")};${1000 + day},5`,
  );
  const found = await check(`Umsatz 2024\n\nDatum;Umsatz\n${german}`);
  expect(found.format).toEqual({
    kind: "csv",
    headerLine: 3,
    dates: "day.month.year, as 31.01.2024",
    numbers: "decimal comma",
  });
  const ndjson = await check(rows(40, (day) => JSON.stringify({ date: at(day * 24).slice(0, 10), y: day })));
  expect(ndjson.format.kind).toBe("ndjson");
});

it("suggests a longer history, a meaning of missing steps, and a zone", async () => {
  const short = await check(`date,y\n${rows(10, (day) => `${at(day * 24).slice(0, 10)},${day}`)}`);
  expect(short.suggestions).toEqual([expect.stringContaining("less than two seasons of 7 rows")]);

  const sales = rows(60, (day) =>
    day % 7 === 3 || (day * 5) % 11 === 2 ? "" : `${at(day * 24).slice(0, 10)},${day}`,
  );
  const text = `date,y\n${sales.replaceAll(/^\n/gm, "")}`;
  expect((await check(text, { closed: "no" })).suggestions).toEqual([expect.stringContaining("--fill zero")]);
  expect((await check(text, { closed: "no", fill: "zero" })).suggestions).toEqual([]);

  const local = `date,y\n${rows(5000, (hour) => `${at(hour).slice(0, 16)},${hour % 24}`)}`;
  expect((await check(local)).suggestions).toEqual([expect.stringContaining("--timezone Europe/Berlin")]);
  expect((await check(local, { timezone: "Europe/Berlin" })).suggestions).toEqual([]);
  expect((await check(local.replaceAll(/:00,/g, ":00Z,"))).suggestions).toEqual([]);
});

it("reads text under any name, and says what the file is where that does not do", async () => {
  const good = Buffer.from(`date,y\n${rows(40, (day) => `${at(day * 24).slice(0, 10)},${day}`)}`);
  const wrong = Buffer.from("Internal Server Error\nTry again later\n");
  const judged = async (name: string, content: Buffer) => {
    const found = await checkFile(name, content, {});
    return found.status === "ok" ? "ok" : found.error.message;
  };
  for (const name of ["in/a.parquet", "a.json", "a.xlsx", "a"]) expect(await judged(name, good)).toBe("ok");
  const plain = await judged("a.csv", wrong);
  for (const [name, what] of [
    ["in/a.parquet", "The name ends in .parquet, but the file is no Parquet"],
    ["a.JSON", "The name ends in .JSON, but the file holds no rows of JSON"],
    ["a.xlsx", "The name ends in .xlsx, but the file is no Excel workbook"],
  ] as const)
    expect(await judged(name, wrong)).toBe(`${what}; it was read as CSV. ${plain}`);
});
