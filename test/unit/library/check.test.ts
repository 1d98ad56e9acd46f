import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { main } from "../../../src/cli/main.ts";
import { brokenFiles } from "../../fixtures/broken-files.ts";
import { fakeIo } from "../cli/support.ts";

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "cloud-runner-check-"));
  await writeFile(
    join(folder, "good.csv"),
    "date;y\n2024-01-01;1\n2024-01-02;2\n2024-01-03;4\n2024-01-04;3\n",
  );
  await writeFile(join(folder, "bad.csv"), 'date,note,y\n2024-01-01,"a, b",1\n2024-01-02,c,lots\n');
});
afterAll(() => rm(folder, { recursive: true }));

async function check(...words: string[]) {
  const io = fakeIo({ cwd: folder });
  const exitCode = await main(["check", ...words], io);
  return { exitCode, out: io.out(), err: io.err() };
}

it("says of a good file what it holds and what was repaired", async () => {
  const { exitCode, out } = await check("good.csv", "--horizon", "3");
  expect(exitCode).toBe(0);
  expect(out).toMatchInlineSnapshot(`
    "✔ good.csv  4 rows, 2024-01-01 to 2024-01-04, frequency D
      dates in column date, values in y; auto would forecast 3 rows
      read as CSV: names in line 1, dates year first, as 2024-01-01; numbers with decimal point; a season has 7 rows
      ⚠ The fields are separated by semicolons.
      • The history has 4 rows, less than two seasons of 7 rows: with 14 rows or more the season can be seen.
    "
  `);
});

it("marks the field that is wrong, and says how to fix it", async () => {
  const { exitCode, out } = await check("bad.csv");
  expect(exitCode).toBe(1);
  expect(out).toMatchInlineSnapshot(`
    "✖ bad.csv: "lots" in column y is not a number.  csv.value-not-a-number
      At bad.csv, line 3, column 3:
      3 | 2024-01-02,c,lots
                       ^
      Fix: Write a number such as 12.5, or leave the field empty when the value is not known.
    "
  `);
});

it("exits with 3 when only some are fine, and says all in JSON", async () => {
  const { exitCode, out } = await check("good.csv", "bad.csv", "--json");
  expect(exitCode).toBe(3);
  expect(JSON.parse(out)).toMatchObject({
    schemaVersion: 1,
    files: [
      { status: "ok", input: "good.csv", rows: 4, frequency: "D", columns: { date: "date", target: "y" } },
      {
        status: "failed",
        input: "bad.csv",
        error: { code: "csv.value-not-a-number", line: 3, column: 3, excerpt: "2024-01-02,c,lots" },
      },
    ],
    succeeded: 1,
    failed: 1,
  });
});

it("says how many series a panel has, and what is wrong with which", async () => {
  const days = (id: string, count: number) =>
    Array.from({ length: count }, (_, day) => `${id},2024-01-0${day + 1},${day}\n`).join("");
  await writeFile(
    join(folder, "panel.csv"),
    `shop,ds,y\n${days("a", 4)}${days("new", 1)}c,2024-01-01,1\nc,2024-01-02,lots\n,2024-01-01,1\n${days("b", 3)}`,
  );
  const { exitCode, out } = await check("panel.csv", "--id-column", "shop", "--model", "naive");
  expect(exitCode).toBe(0);
  expect(out).toMatchInlineSnapshot(`
    "✔ panel.csv  11 rows of 5 series, 9 with a value, 2024-01-01 to 2024-01-04, frequency D
      dates in column ds, values in y, ids in shop; naive would forecast 28 rows for each series
      read as CSV: names in line 1, dates year first, as 2024-01-01; numbers with decimal point; a season has 7 rows
      ⚠ series new (line 6): There is 1 row with a value in column y; naive needs at least 3. csv.too-short; a fallback would forecast it
      ⚠ series c (line 8): "lots" in column y is not a number. csv.value-not-a-number; a fallback would forecast it
      ⚠ series "" (line 9): Column shop is empty in this row, so its series has no name. csv.missing-id; it would have no forecast
      • 2 series have less than two seasons of 7 rows: with 14 rows or more the season can be seen.
    "
  `);
  const { files } = JSON.parse((await check("panel.csv", "--id-column", "shop", "--json")).out) as {
    files: unknown[];
  };
  expect(files).toMatchObject([
    {
      status: "ok",
      rows: 11,
      columns: { date: "ds", target: "y", id: ["shop"] },
      series: {
        count: 5,
        faults: [{ id: ["new"], code: "csv.too-short", line: 6, fallsBack: true }, {}, {}],
      },
    },
  ]);
});

it("says from how many to how many rows the series of a panel get", async () => {
  const months = ["01", "02", "03", "04"].map((month) => `m,2024-${month}-01,${month}\n`).join("");
  const days = ["01", "02", "03", "04"].map((day) => `d,2024-01-${day},${day}\n`).join("");
  await writeFile(join(folder, "mixed.csv"), `unique_id,ds,y\n${months}${days}"d\ne",2024-01-05,lots\n`);
  const { out } = await check("mixed.csv");
  expect(out).toContain("would forecast 12 to 28 rows for each series");
  expect(out).toContain('series "d\\ne" (line ');
});

it("refuses a panel that the service would refuse", async () => {
  await writeFile(join(folder, "short.csv"), "unique_id,ds,y\na,2024-01-01,1\nb,2024-01-01,2\n");
  const { exitCode, out } = await check("short.csv");
  expect(exitCode).toBe(1);
  expect(out).toContain("csv.too-short");
  expect((await check("good.csv", "--id-column", "shop")).out).toContain("csv.no-such-column");
});

it("reads standard input, and the defaults of the configuration", async () => {
  const project = join(folder, "project");
  await mkdir(project);
  await writeFile(join(project, "cloud-runner.json"), '{"forecast":{"model":"naive","target":"b"}}');
  const io = fakeIo({ cwd: project });
  io.stdin.end("date,a,b\n2024-01-01,1,x\n");
  expect(await main(["check", "-", "--json"], io)).toBe(1);
  expect(JSON.parse(io.out())).toMatchObject({
    files: [{ input: "standard input", error: { code: "csv.value-not-a-number", column: 3 } }],
  });
});

it("refuses a file that is not there", async () => {
  const { exitCode, err } = await check("none.csv");
  expect(exitCode).toBe(2);
  expect(err).toContain("There is no file none.csv");
});

/** Parameters that no file could make right. */
const ofTheCommand = ["an unknown parameter", "a negative horizon", "an unknown model"];

it.each(brokenFiles)("says of $name what and where", async (broken) => {
  const { bytes, parameters = {}, expect: expected } = broken;
  const file = join(folder, "input.csv");
  await writeFile(file, bytes());
  const flags = Object.entries(parameters).flatMap(([name, value]) => ["--param", `${name}=${value}`]);
  const { exitCode, out } = await check(file, "--json", ...flags);
  const wanted = ofTheCommand.includes(broken.name)
    ? { exitCode: 2, error: expected }
    : "ok" in expected
      ? { exitCode: 0, files: [{ status: "ok", input: file }] }
      : { exitCode: 1, files: [{ status: "failed", input: file, error: expected }] };
  expect({ exitCode, ...JSON.parse(out) }).toMatchObject(wanted);
});

it.each([
  ["--param", "foo=1", "parameter.unknown"],
  ["--fill", "x", "parameter.fill"],
  ["--model", "prohpet", "parameter.model"],
])("takes %s %s for a fault of the command, as predict does", async (flag, value, code) => {
  const { exitCode, out } = await check("good.csv", flag, value, "--json");
  expect(exitCode).toBe(2);
  expect(JSON.parse(out)).toMatchObject({ error: { code, exitCode: 2 } });
});

it("refuses a further column by a name of the table that models see", async () => {
  for (const name of ["constructor", "shape", "columns"]) {
    await writeFile(
      join(folder, "names.csv"),
      `date,y,${name}\n2024-01-01,1,1\n2024-01-02,2,1\n2024-01-03,4,1\n`,
    );
    const { exitCode, out } = await check("names.csv", "--model", "prophet", "--param", `regressors=${name}`);
    expect(exitCode).toBe(1);
    expect(out).toContain("csv.reserved-column");
  }
});
