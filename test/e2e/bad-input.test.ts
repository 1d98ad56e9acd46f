// Files that can never work: a clear message within seconds, and a service that goes on.
import { afterAll, beforeAll, expect, it } from "vitest";
import { openBuckets } from "../support/output-bucket.ts";
import { createProjectFolder, eventually, type ProjectFolder } from "../support/project-folder.ts";
import { brokenFiles, type BrokenFile } from "../fixtures/broken-files.ts";
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
  const error = {
    code: "csv.value-not-a-number",
    input: "text-value.csv",
    line: expect.any(Number) as number,
    column: expect.any(Number) as number,
    excerpt: expect.any(String) as string,
    exitCode: 1,
  };
  const file = { input: "text-value.csv", status: "failed", error };
  // The error of one file stands where it stood before there was a shape for many, too.
  expect(JSON.parse(stdout)).toMatchObject({
    schemaVersion: 1,
    error,
    files: [file],
    succeeded: 0,
    failed: 1,
  });
  const many = await folder.run("predict", "text-value.csv", "good.csv", "--json", "--force");
  expect(many.exitCode).toBe(3);
  const { files, ...both } = JSON.parse(many.stdout) as { files: object[] };
  expect(files).toHaveLength(2);
  expect(files[0]).toEqual((JSON.parse(stdout) as typeof both & { files: object[] }).files[0]);
  expect(both).toMatchObject({ succeeded: 1, failed: 1 });
  expect(both).not.toHaveProperty("error");
  const checked = await folder.run("check", "text-value.csv", "--json");
  expect(JSON.parse(checked.stdout)).toMatchObject({ files: [file], succeeded: 0, failed: 1 });
});

it("answers every kind of broken file at its first delivery, with its code and line", async () => {
  const outputs = await folder.json<{ inputBucket: string; outputBucket: string }>("outputs");
  const storage = `http://127.0.0.1:${folder.cloud().httpPort}`;
  const buckets = openBuckets({ ...outputs, storage });
  const get = async (name: string, query = "") => {
    const object = `${outputs.outputBucket}/o/${encodeURIComponent(name)}${query}`;
    const response = await fetch(`${storage}/storage/v1/b/${object}`);
    return response.ok ? ((await response.json()) as Record<string, unknown>) : undefined;
  };
  const answerTo = async (
    { object, bytes, parameters = {}, expect: expected }: BrokenFile,
    folderName: string,
  ) => {
    const input = `${folderName}/${object ?? "input.csv"}`;
    const metadata = Object.entries(parameters).map(([key, value]) => [`forecast-${key}`, value]);
    await buckets.upload(input, bytes(), Object.fromEntries(metadata));
    const output = "ok" in expected ? input : `${input}.error.json`;
    const found = await eventually(`an answer to ${input}`, 20_000, () => get(output), 40);
    const { "cloud-runner-delivery-attempt": attempt } = found["metadata"] as Record<string, string>;
    if ("ok" in expected) return { ok: true, attempt };
    const { code, line, column } = (await get(output, "?alt=media"))!;
    return { code, ...(line !== undefined && { line }), ...(column !== undefined && { column }), attempt };
  };
  const answers: object[] = [];
  const waiting = [...brokenFiles.entries()];
  // As many at once as the instances that run already take: a busy service would ask for a second delivery.
  const oneAfterTheOther = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const [index, file] = next;
      answers[index] = { name: file.name, ...(await answerTo(file, `broken/${index}`)) };
    }
  };
  await Promise.all([oneAfterTheOther(), oneAfterTheOther()]);
  expect(answers).toEqual(
    brokenFiles.map(({ name, expect: expected }) => ({
      name,
      ...("ok" in expected ? { ok: true } : expected),
      attempt: "1",
    })),
  );
}, 120_000);
