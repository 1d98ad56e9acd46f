// Files that can never work: a clear message within seconds, and a service that goes on.
import { afterAll, beforeAll, expect, it } from "vitest";
import { createProjectFolder, type ProjectFolder } from "../support/project-folder.ts";
import { dailySeries } from "../support/series.ts";

let folder: ProjectFolder;

beforeAll(async () => {
  folder = await createProjectFolder();
  await folder.up();
}, 60_000);
afterAll(() => folder.remove());

const zip = Uint8Array.from([0x50, 0x4b, 0x03, 0x04, 0x14, 0, 0, 0, 8, 0, 0, 0, 0, 0]);
const invalidUtf8 = Buffer.concat([
  Buffer.from("date,y\n2024-01-01,1\n2024-01-02,"),
  Buffer.from([0xff, 0xff, 10]),
]);

interface Bad {
  name: string;
  content: string | Uint8Array;
  /** What the screen must say, the place included where the file has one. */
  says: RegExp[];
}

const cases: Bad[] = [
  { name: "empty.csv", content: "", says: [/empty/i] },
  { name: "no-date.csv", content: "day_name,y\nMonday,1\nTuesday,2\n", says: [/date/i, /line 1/] },
  {
    name: "text-value.csv",
    content: "date,y\n2024-01-01,1\n2024-01-02,lots\n2024-01-03,3\n",
    says: [/lots/, /line 3, column 2/],
  },
  { name: "two-rows.csv", content: "date,y\n2024-01-01,1\n2024-01-02,2\n", says: [/2 rows|at least/i] },
  { name: "zip.csv", content: zip, says: [/zip/i] },
  { name: "bytes.csv", content: invalidUtf8, says: [/UTF-8/, /line 3, column 2/] },
];

for (const { name, content, says } of cases) {
  it(`refuses ${name} with the place and the remedy, within seconds`, async () => {
    await folder.file(name, content);
    const startedAt = performance.now();
    const { exitCode, stdout, stderr } = await folder.run("predict", name);
    expect(performance.now() - startedAt).toBeLessThan(10_000);
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: "" });
    for (const words of [...says, /Fix:/]) expect(stderr).toMatch(words);
  });
}

it("goes on working after all of them", async () => {
  await folder.file("good.csv", dailySeries());
  expect((await folder.run("predict", "good.csv")).exitCode).toBe(0);
});

it("says the same in JSON", async () => {
  const { exitCode, stdout } = await folder.run("predict", "text-value.csv", "--json", "--force");
  expect(exitCode).toBe(1);
  expect(JSON.parse(stdout)).toMatchObject({ schemaVersion: 1 });
  expect(stdout).toContain("csv.value-not-a-number");
});
