import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  backtest,
  check,
  down,
  InterruptedError,
  plan,
  predict,
  startLocalCloud,
  up,
  type ProgressEvent,
} from "../../src/index.ts";

const csv = "date,y\n2024-01-01,1\n2024-01-02,2\n2024-01-03,4\n";
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "cloud-runner-api-"));
  await writeFile(join(folder, "data.csv"), csv);
});
afterAll(() => rm(folder, { recursive: true }));

describe("check", () => {
  it("takes a path, bytes, or content under a name", async () => {
    const options = { folder, model: "naive", horizon: 5 };
    const sources = ["data.csv", Buffer.from(csv), { name: "text.csv", content: csv }];
    const found = await Promise.all(sources.map((source) => check(source, options)));
    expect(found.map(({ input }) => input)).toEqual(["data.csv", "data.csv", "text.csv"]);
    for (const each of found)
      expect(each).toMatchObject({ status: "ok", rows: 3, model: "naive", horizon: 5 });
  });

  it("returns what is wrong with a file, and throws what is wrong with the call", async () => {
    expect(await check({ name: "bad.csv", content: "date,y\n2024-01-01,lots\n" })).toMatchObject({
      status: "failed",
      error: { code: "csv.value-not-a-number", line: 2 },
    });
    await expect(check("none.csv", { folder })).rejects.toMatchObject({ code: "usage.no-such-file" });
    await expect(check("data.csv", { folder: join(folder, "none") })).rejects.toMatchObject({
      code: "usage.cwd",
    });
  });

  it("takes the configuration as an object, and says what is wrong in it", async () => {
    const config = { forecast: { model: "theta", horizon: 4 } };
    expect(await check("data.csv", { folder, config })).toMatchObject({ model: "theta", horizon: 4 });
    await expect(check("data.csv", { folder, config: { forecast: { horizn: 4 } } })).rejects.toMatchObject({
      code: "config.invalid",
      details: [expect.stringContaining("horizn")],
    });
  });
});

it("refuses an option that it does not take, with a guess", async () => {
  // As JavaScript gives it, which knows no types.
  const wrong = (name: string): object => ({ folder, [name]: 3 });
  const calls: [Promise<unknown>, string][] = [
    [check("data.csv", wrong("horizn")), "horizon"],
    [predict(["data.csv"], wrong("timeotMs")), "timeoutMs"],
    [backtest("data.csv", wrong("model")), "models"],
    [plan(wrong("maxCosts")), "maxCost"],
    [up(wrong("regoin")), "region"],
    [down({ ...wrong("confrim"), confirm: "forecast" }), "confirm"],
    [startLocalCloud(wrong("foldr")), "folder"],
  ];
  for (const [call, near] of calls) {
    const error = { name: "UsageError", code: "usage.unknown-option" };
    await expect(call).rejects.toMatchObject({ ...error, fix: `Write ${near} instead, or remove it.` });
  }
});

it("stops with the reason of the signal, and starts nothing", async () => {
  const signal = AbortSignal.abort(new Error("enough"));
  const events: ProgressEvent[] = [];
  const onProgress = (event: ProgressEvent) => void events.push(event);
  for (const work of [plan({ folder, signal, onProgress }), predict(["data.csv"], { folder, signal })]) {
    const error = await work.catch((fault: unknown) => fault);
    expect(error).toBeInstanceOf(InterruptedError);
    expect(error).toMatchObject({ code: "interrupted", cause: { message: "enough" } });
  }
  expect(events).toEqual([]);
});

it("says that nothing is up, and which parameter no model has", async () => {
  await expect(predict(["data.csv"], { folder })).rejects.toMatchObject({ code: "local-cloud.absent" });
  const parameters = { horizn: 3 };
  for (const call of [
    predict(["data.csv"], { folder, parameters }),
    check("data.csv", { folder, parameters }),
  ])
    await expect(call).rejects.toMatchObject({ name: "UsageError", code: "parameter.unknown" });
});
