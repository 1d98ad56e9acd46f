// The console's server on a real stack: what a page does from dropping files to the numbers of their forecasts, and what operators
// do. The real container forecasts.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { LogEvent } from "../../src/console/contract/operations.ts";
import type { RunEvent } from "../../src/console/contract/runs.ts";
import { buildId } from "../../src/library/local-cloud/build-id.ts";
import { imageDir, isBuilt, packageFolder } from "../support/built-image.ts";
import { makeKnown, openConsole, type TestConsole } from "../support/console-client.ts";
import { eventually } from "../support/project-folder.ts";
import { dailySeries } from "../support/series.ts";
import { openStack, type TestStack } from "../support/stack-on-local-cloud.ts";

// Five tries within two seconds.
const config = {
  delivery: { minimumBackoffSeconds: 0, maximumBackoffSeconds: 1, maxDeliveryAttempts: 5 },
} as const;

describe.skipIf(!isBuilt)("the console (needs dist: npm run build)", () => {
  let stack: TestStack;
  let page: TestConsole;

  beforeAll(async () => {
    stack = await openStack({ image: imageDir, buildId: buildId(packageFolder) });
    await stack.up({ input: config });
    await makeKnown(stack);
    page = await openConsole(stack.folder);
  }, 60_000);
  afterAll(async () => {
    await page.close();
    await stack.close();
  }, 30_000);

  const bucket = async (which: "inputBucket" | "outputBucket") =>
    (await stack.clients.storage()).bucket(stack.ctx.names[which]);
  const stage = async (name: string, content: string | Uint8Array) =>
    (
      await page.ask(
        "POST /api/uploads",
        `/api/uploads?name=${encodeURIComponent(name)}`,
        typeof content === "string" ? Buffer.from(content) : content,
      )
    ).upload;
  const watched = (run: string) => page.events<RunEvent>(`/api/runs/${run}/events`);
  async function forecast(files: Record<string, string>, parameters: Record<string, string> = {}) {
    const uploads = await Promise.all(Object.entries(files).map(([name, content]) => stage(name, content)));
    const { run } = await page.ask("POST /api/runs", "/api/runs", { uploads, parameters });
    const events = await watched(run);
    return { run, events, details: await page.ask("GET /api/runs/:run", `/api/runs/${run}`) };
  }

  it("shows what is up, what it costs and where to go back to", async () => {
    const overview = await page.ask("GET /api/overview", "/api/overview");
    expect(overview).toMatchObject({
      state: "up",
      backlog: 0,
      deadLetters: 0,
      service: { condition: "ready" },
    });
    expect(overview).not.toHaveProperty("trouble");
    const { resources } = await page.ask("GET /api/resources", "/api/resources");
    expect(resources.length).toBeGreaterThan(10);
    const cost = await page.ask("GET /api/cost", "/api/cost");
    expect(cost).toMatchObject({ isPaid: false, atRest: { text: expect.stringMatching(/^\$/) } });
    const { revisions } = await page.ask("GET /api/revisions", "/api/revisions");
    expect(revisions).toMatchObject([{ name: overview.service!.revision, percent: 100 }]);
    const metrics = await page.ask("GET /api/metrics", "/api/metrics?since=10m");
    expect(metrics.stepMs).toBe(60_000);
    for (const { values } of metrics.series) expect(values).toHaveLength(metrics.atMs.length);
    expect(metrics.series.map(({ chart }) => chart)).toContain("instances");
  });

  it("checks a file before it is sent, and asks what the file leaves open", async () => {
    const upload = await stage("sales.csv", dailySeries({ days: 60 }));
    const checked = await page.ask("POST /api/uploads/:upload/check", `/api/uploads/${upload}/check`, {
      parameters: { horizon: "7" },
    });
    expect(checked).toMatchObject({ status: "ok", name: "sales.csv", rows: 60, horizon: 7, frequency: "D" });
    const two = dailySeries({ days: 20 })
      .trimEnd()
      .split("\n")
      .map((line, row) => (row === 0 ? "date,price,amount" : `${line},${row}`));
    const open = await stage("two.csv", `${two.join("\n")}\n`);
    const asked = await page.ask("POST /api/uploads/:upload/check", `/api/uploads/${open}/check`, {});
    expect(asked).toMatchObject({
      status: "failed",
      error: {
        choices: {
          parameter: "target",
          question: "Which column shall be forecast?",
          values: ["price", "amount"],
        },
      },
    });
    const answered = await page.ask("POST /api/uploads/:upload/check", `/api/uploads/${open}/check`, {
      parameters: { target: "amount" },
    });
    expect(answered).toMatchObject({ status: "ok", columns: { target: "amount" } });
    // Its fault has a place.
    const broken = await stage(
      "broken.csv",
      "date,y\n2024-01-01,1\n2024-01-02,x\n2024-01-03,3\n2024-01-04,4\n",
    );
    const fault = await page.ask("POST /api/uploads/:upload/check", `/api/uploads/${broken}/check`, {});
    expect(fault).toMatchObject({
      status: "failed",
      error: { code: "csv.value-not-a-number", line: 3, column: 2 },
    });
    const wrong = await page.refused("POST", `/api/uploads/${upload}/check`, {
      parameters: { horizont: "7" },
    });
    expect(wrong).toMatchObject({
      status: 422,
      code: "parameter.unknown",
      fix: expect.stringContaining("horizon"),
    });
  });

  const largePanel = () => {
    const rows = Array.from({ length: 60 }, (_, shop) =>
      dailySeries({ days: 400, scale: 100 + shop })
        .trimEnd()
        .split("\n")
        .slice(1)
        .map((line) => `shop ${shop},${line}`),
    );
    return `shop,date,y\n${rows.flat().join("\n")}\n`;
  };

  it("reads a large file in a process of its own, with the same answer", async () => {
    const panel = largePanel();
    expect(panel.length).toBeGreaterThan(600_000);
    const upload = await stage("panel.csv", panel);
    const path = `/api/uploads/${upload}/check`;
    const checked = await page.ask("POST /api/uploads/:upload/check", path, { parameters: { id: "shop" } });
    expect(checked).toMatchObject({ status: "ok", rows: 24_000, series: { count: 60, faultCount: 0 } });
    expect(await page.refused("POST", path, { parameters: { model: "no-such" } })).toMatchObject({
      code: "parameter.model",
    });
  });

  it("brings a large file by such a process too, byte by byte", async () => {
    const panel = largePanel();
    const { details } = await forecast({ "panel.csv": panel }, { id: "shop", horizon: "2", model: "naive" });
    const base = `/api/forecasts/${details.files[0]!.file}`;
    expect(await (await page.get(`${base}/input`)).text()).toBe(panel);
    const series = await page.ask("GET /api/forecasts/:file/series", `${base}/series?search=shop 59`);
    expect(series).toMatchObject({ count: 60, found: 1, rows: [{ historyRows: 400, forecastRows: 2 }] });
    const { upload } = await page.ask("POST /api/uploads/from-forecast", "/api/uploads/from-forecast", {
      file: details.files[0]!.file,
    });
    const checked = `/api/uploads/${upload}/check`;
    expect(
      await page.ask("POST /api/uploads/:upload/check", checked, { parameters: { id: "shop" } }),
    ).toMatchObject({ rows: 24_000 });
  });

  const awkward = "Umsätze 'é' <b>&%2F.csv";

  it("forecasts files of awkward names together, and gives the bytes that the service wrote", async () => {
    const files = {
      [`in/${awkward}`]: dailySeries({ days: 90 }),
      "b/broken.csv": "date,y\n2024-01-01,1\n2024-01-02,x\n2024-01-03,3\n2024-01-04,4\n",
    };
    const { run, events, details } = await forecast(files, { horizon: "5", model: "naive" });
    expect(events[0]).toMatchObject({ event: "run", counts: { inputs: 2 } });
    expect(events.at(-1)).toEqual({ event: "end" });
    const last = events.findLast((event) => event.event === "run")!;
    expect(last).toMatchObject({ counts: { done: 1, failed: 1, waiting: 0, missing: 0 }, isSending: false });
    expect(details).toMatchObject({ run, done: 1, failed: 1, parameters: { horizon: "5", model: "naive" } });
    const [fine, broken] = details.files;
    expect(fine).toMatchObject({ input: `in/${awkward}`, state: "done", model: "naive", rows: 5 });
    expect(broken).toMatchObject({
      input: "b/broken.csv",
      state: "failed",
      error: { code: "csv.value-not-a-number" },
    });

    const object = Buffer.from(fine!.file, "base64url").toString();
    const [written] = await (await bucket("outputBucket")).file(object).download();
    const result = await page.get(`/api/forecasts/${fine!.file}/result`);
    expect(Buffer.from(await result.arrayBuffer()).equals(written)).toBe(true);
    expect(result.headers.get("content-type")).toBe("text/csv");
    expect(
      decodeURIComponent(/filename\*=UTF-8''(.*)$/.exec(result.headers.get("content-disposition")!)![1]!),
    ).toBe(awkward.replace(".csv", ".forecast.csv"));
    const input = await page.get(`/api/forecasts/${fine!.file}/input`);
    expect(await input.text()).toBe(files[`in/${awkward}`]);

    const summary = await page.ask("GET /api/forecasts/:file", `/api/forecasts/${fine!.file}`);
    expect(summary).toMatchObject({
      state: "done",
      run,
      model: "naive",
      rows: 5,
      format: "csv",
      intervals: [0.8],
      drawn: { isDrawn: true },
      hasInput: true,
    });
    const data = await page.ask(
      "GET /api/forecasts/:file/series/:index",
      `/api/forecasts/${fine!.file}/series/0`,
    );
    const lines = written.toString().trimEnd().split("\n").slice(1);
    const { dates, values, bands } = data.forecast;
    expect(
      dates.map((date, row) => [date, values[row], bands[0]!.lower[row], bands[0]!.upper[row]].join(",")),
    ).toEqual(lines);
    expect(data.history.dates.map((date, row) => `${date},${data.history.values[row]!.toFixed(3)}`)).toEqual(
      files[`in/${awkward}`]!.trimEnd().split("\n").slice(1),
    );
    expect(data.history.atMs[0]).toBe(Date.parse("2024-01-01T00:00:00Z"));

    const failed = await page.ask("GET /api/forecasts/:file", `/api/forecasts/${broken!.file}`);
    expect(failed).toMatchObject({
      state: "failed",
      error: { line: 3, column: 2 },
      drawn: { isDrawn: false },
    });
    const report = await page.get(`/api/forecasts/${broken!.file}/report`);
    expect(await report.json()).toMatchObject({ code: "csv.value-not-a-number" });
    expect(await page.refused("GET", `/api/forecasts/${broken!.file}/series`)).toMatchObject({
      code: "forecast.none",
    });
  });

  it("gives a result in every format, with the same numbers", async () => {
    const { details } = await forecast({ "formats.csv": dailySeries({ days: 40 }) }, { horizon: "3" });
    const path = `/api/forecasts/${details.files[0]!.file}/result`;
    const csv = await (await page.get(path)).text();
    const json = (await (await page.get(`${path}?format=json`)).json()) as Record<string, unknown>[];
    const header = csv.split("\n")[0]!.split(",");
    expect(json.map((row) => header.map((name) => String(row[name])).join(","))).toEqual(
      csv.trimEnd().split("\n").slice(1),
    );
    const ndjson = await (await page.get(`${path}?format=ndjson`)).text();
    expect(
      ndjson
        .trimEnd()
        .split("\n")
        .map((line) => JSON.parse(line) as unknown),
    ).toEqual(json);
    const { parquetReadObjects } = await import("hyparquet");
    const rows = await parquetReadObjects({
      file: await (await page.get(`${path}?format=parquet`)).arrayBuffer(),
    });
    expect(
      rows.map(({ date, prediction }) => [(date as Date).toISOString().slice(0, 10), prediction]),
    ).toEqual(json.map(({ date, prediction }) => [date, prediction]));
    const sheet = await page.get(`${path}?format=xlsx`);
    expect(
      Buffer.from(await sheet.arrayBuffer())
        .subarray(0, 2)
        .toString(),
    ).toBe("PK");
    expect(await page.refused("GET", `${path}?format=exe`)).toMatchObject({ status: 422 });
  });

  it("finds series of a panel by any part of their ids, and says which could not be forecast", async () => {
    const rows = (shop: string, days: number) =>
      dailySeries({ days })
        .trimEnd()
        .split("\n")
        .slice(1)
        .map((line) => `${shop},food,${line}`);
    const panel = [
      "shop,ware,date,y",
      ...rows("Köln", 60),
      ...rows("Bonn", 60),
      ...rows("Tiny", 1),
      ...rows("Oberkassel", 60),
    ];
    const { details } = await forecast(
      { "panel.csv": `${panel.join("\n")}\n` },
      { id: "shop,ware", horizon: "4", model: "mstl" },
    );
    const { file } = details.files[0]!;
    const summary = await page.ask("GET /api/forecasts/:file", `/api/forecasts/${file}`);
    expect(summary.series).toMatchObject({ count: 4 });
    const all = await page.ask("GET /api/forecasts/:file/series", `/api/forecasts/${file}/series`);
    expect(all).toMatchObject({ idColumns: ["shop", "ware"], count: 4, found: 4 });
    expect(all.rows.map(({ id, historyRows }) => [id[0], historyRows])).toEqual([
      ["Köln", 60],
      ["Bonn", 60],
      ["Tiny", 1],
      ["Oberkassel", 60],
    ]);
    const tiny = all.rows[2]!;
    expect(["fallback", "failed"]).toContain(tiny.state);
    expect(tiny.reason).toBeTruthy();
    const found = await page.ask(
      "GET /api/forecasts/:file/series",
      `/api/forecasts/${file}/series?search=K%C3%96`,
    );
    expect(found.rows.map(({ index }) => index)).toEqual([0]);
    const second = await page.ask(
      "GET /api/forecasts/:file/series",
      `/api/forecasts/${file}/series?offset=1&limit=1`,
    );
    expect(second).toMatchObject({ found: 4, offset: 1, rows: [{ index: 1 }] });
    const data = await page.ask(
      "GET /api/forecasts/:file/series/:index",
      `/api/forecasts/${file}/series/3?history=10`,
    );
    expect(data).toMatchObject({ id: ["Oberkassel", "food"], omittedRows: 50 });
    expect(data.history.values).toHaveLength(10);
    expect(data.forecast.values).toHaveLength(4);
    const csv = await (await page.get(`/api/forecasts/${file}/result`)).text();
    for (const value of data.forecast.values) expect(csv).toContain(`,${value},`);
    expect(await page.refused("GET", `/api/forecasts/${file}/series/4`)).toMatchObject({ status: 404 });
  });

  it("forecasts an input again with other parameters, without its bytes from the browser", async () => {
    const { details } = await forecast(
      { "again.csv": dailySeries({ days: 50 }) },
      { horizon: "2", model: "naive" },
    );
    const staged = await page.ask("POST /api/uploads/from-forecast", "/api/uploads/from-forecast", {
      file: details.files[0]!.file,
    });
    expect(staged.name).toBe("again.csv");
    const { run } = await page.ask("POST /api/runs", "/api/runs", {
      uploads: [staged.upload],
      parameters: { horizon: "9", model: "theta" },
    });
    await watched(run);
    expect(await page.ask("GET /api/runs/:run", `/api/runs/${run}`)).toMatchObject({
      done: 1,
      files: [{ rows: 9, model: "theta" }],
    });
  });

  it("lists runs, and removes one once its question is agreed to", async () => {
    const { run } = await forecast({ "gone.csv": dailySeries({ days: 20 }) }, { model: "naive" });
    const listed = await page.ask("GET /api/runs", "/api/runs?limit=10");
    expect(listed.runs).toContainEqual(
      expect.objectContaining({
        run,
        isSending: false,
        counts: expect.objectContaining({ done: 1 }) as object,
      }),
    );
    const path = `/api/runs/${run}/remove`;
    const asked = await page.refused("POST", path);
    expect(asked).toMatchObject({ status: 409, code: "confirmation.needed" });
    expect(asked.confirmation!.question).toContain("removes 1 run for good");
    expect(asked.confirmation!.items).toEqual([expect.stringContaining("gone.csv")]);
    // Nobody has agreed to that.
    expect(await page.refused("POST", path, { confirm: "yes" })).toMatchObject({ status: 409 });
    const { objects } = await page.ask("POST /api/runs/:run/remove", path, {
      confirm: asked.confirmation!.id,
    });
    expect(objects).toBeGreaterThan(1);
    expect(await page.refused("GET", `/api/runs/${run}`)).toMatchObject({ status: 404, code: "run.unknown" });
  });

  it("shows forecasts that no run has made", async () => {
    const object = "drop/by other.csv";
    await (await bucket("inputBucket")).file(object).save(dailySeries({ days: 30 }), { resumable: false });
    const found = await eventually("the forecast", 20_000, async () => {
      const { outputs } = await page.ask("GET /api/outputs", "/api/outputs");
      return outputs.find((each) => each.object === object);
    });
    expect(found).toMatchObject({ kind: "result", rows: 28 });
    const summary = await page.ask("GET /api/forecasts/:file", `/api/forecasts/${found.file}`);
    expect(summary).toMatchObject({ input: "by other.csv", state: "done", hasInput: true });
    expect(summary).not.toHaveProperty("run");
  });

  it("adds, shows, pauses, resumes, runs and removes a schedule", async () => {
    const uploads = [await stage("nightly.csv", dailySeries({ days: 30 }))];
    const request = {
      name: "nightly",
      cron: "0 5 * * *",
      timezone: "Europe/Berlin",
      uploads,
      parameters: { horizon: "3" },
    };
    const added = await page.ask("POST /api/schedules", "/api/schedules", request);
    expect(added).toMatchObject({ changed: true, schedule: { name: "nightly", state: "on" } });
    expect(await page.refused("POST", "/api/schedules", request)).toMatchObject({ code: "schedule.exists" });
    expect(await page.refused("POST", "/api/schedules", { ...request, cron: "0 0 30 2 *" })).toMatchObject({
      code: "schedule.cron",
    });
    // A path of this machine is no source.
    expect(
      await page.refused("POST", "/api/schedules", {
        ...request,
        name: "b",
        uploads: [],
        objects: ["/etc/passwd"],
      }),
    ).toMatchObject({ code: "schedule.sources" });
    const paused = await page.ask("POST /api/schedules/:name/pause", "/api/schedules/nightly/pause");
    expect(paused.schedule.state).toBe("paused");
    await page.ask("POST /api/schedules/:name/resume", "/api/schedules/nightly/resume");
    await page.ask("POST /api/schedules/:name/run", "/api/schedules/nightly/run");
    const shown = await eventually("the tick's forecast", 20_000, async () => {
      const details = await page.ask("GET /api/schedules/:name", "/api/schedules/nightly");
      return details.ticks[0]?.answer === undefined ? undefined : details;
    });
    const { forecasts, succeeded } = shown.ticks[0]!.answer!;
    expect([succeeded, forecasts.length]).toEqual([1, 1]);
    const summary = await page.ask("GET /api/forecasts/:file", `/api/forecasts/${forecasts[0]!.file}`);
    expect(summary).toMatchObject({ state: "done", rows: 3, drawn: { isDrawn: true }, hasInput: true });
    const asked = await page.refused("POST", "/api/schedules/nightly/remove");
    await page.ask("POST /api/schedules/:name/remove", "/api/schedules/nightly/remove", {
      confirm: asked.confirmation!.id,
    });
    expect(await page.ask("GET /api/schedules", "/api/schedules")).toEqual({ schedules: [] });
  });

  it("filters the log, and follows it", async () => {
    const { run } = await forecast({ "logged.csv": dailySeries({ days: 20 }) }, { model: "naive" });
    const { entries } = await page.ask("GET /api/logs", `/api/logs?run=${run}&severity=info`);
    expect(entries.length).toBeGreaterThan(0);
    for (const entry of entries) expect(entry).toMatchObject({ run });
    expect(await page.refused("GET", "/api/logs?severity=loud")).toMatchObject({ code: "usage.severity" });
    const following = page.events<LogEvent>(
      "/api/logs/events?limit=0&file=followed.csv",
      (event) => event.event === "entry",
    );
    await forecast({ "followed.csv": dailySeries({ days: 20 }) }, { model: "naive" });
    const events = await following;
    expect(events[0]).toEqual({ event: "following" });
    expect(events.at(-1)).toMatchObject({
      event: "entry",
      entry: { input: expect.stringMatching(/followed\.csv$/) },
    });
  });

  it("follows for so many at once, and for others when some have left", async () => {
    const leaving = new AbortController();
    const open = () => page.get("/api/logs/events?limit=0", { signal: leaving.signal });
    const streams = await Promise.all(Array.from({ length: 24 }, open));
    for (const { status } of streams) expect(status).toBe(200);
    expect(await page.refused("GET", "/api/logs/events")).toMatchObject({
      status: 503,
      code: "console.busy",
    });
    leaving.abort();
    await eventually("room for another one", 10_000, async () => {
      const again = new AbortController();
      const { status } = await page.get("/api/logs/events?limit=0", { signal: again.signal });
      again.abort();
      return status === 200 ? true : undefined;
    });
    expect(await page.ask("GET /api/session", "/api/session")).toMatchObject({ stack: "forecast" });
  });

  it("asks before it rolls back", async () => {
    const asked = await page.refused("POST", "/api/rollback", {});
    expect(asked).toMatchObject({ status: 409, confirmation: { items: [expect.stringContaining("100 %")] } });
    // There is nothing to go back to, as on the command line.
    const error = await page.refused("POST", "/api/rollback", { confirm: asked.confirmation!.id });
    expect(error.code).not.toBe("confirmation.needed");
  });

  it("shows why a message was given up, and replays it with a fixed file", async () => {
    const name = "orders.csv";
    // The trouble: results have no place to go.
    const output = await bucket("outputBucket");
    await output.deleteFiles({ force: true });
    await output.delete();
    const input = (await bucket("inputBucket")).file(name);
    const metadata = { "forecast-model": "naive", "forecast-horizon": "3" };
    await input.save(dailySeries({ days: 30 }), { resumable: false, metadata: { metadata } });
    const message = await eventually("the dead-letter message", 40_000, async () => {
      const { messages } = await page.ask("GET /api/dead-letters", "/api/dead-letters");
      return messages.find((each) => each.input?.name === name && each.reason !== undefined);
    });
    expect(message).toMatchObject({ state: "waiting", deliveries: 5, reason: { code: "storage.refused" } });
    await stack.up({ input: config });
    const shown = await page.ask("GET /api/dead-letters/:id", `/api/dead-letters/${message.id}`);
    expect(shown).toMatchObject({ check: { isFine: true }, metadata });
    expect(shown.log.length).toBeGreaterThan(0);
    const fixing = `/api/dead-letters/${message.id}/replay-fixed`;
    const worse = await stage("worse.csv", "date,y\n2024-01-01,x\n");
    const refused = await page.ask("POST /api/dead-letters/:id/replay-fixed", fixing, { upload: worse });
    expect(refused.messages).toMatchObject([
      { outcome: "failed", error: { message: expect.stringContaining("worse.csv") } },
    ]);
    const fixed = await stage("fixed.csv", dailySeries({ days: 40, start: "2025-01-01" }));
    const replayed = await page.ask("POST /api/dead-letters/:id/replay-fixed", fixing, { upload: fixed });
    expect(replayed.messages).toMatchObject([{ id: message.id, outcome: "replayed" }]);
    const { file } = replayed.messages[0]!;
    const done = await eventually("its forecast", 20_000, async () => {
      const summary = await page.ask("GET /api/forecasts/:file", `/api/forecasts/${file}`);
      return summary.state === "done" ? summary : undefined;
    });
    expect(done).toMatchObject({ rows: 3, model: "naive" });
    const data = await page.ask("GET /api/forecasts/:file/series/:index", `/api/forecasts/${file}/series/0`);
    expect(data.history.dates).toHaveLength(40);
    expect(data.history.dates[0]).toBe("2025-01-01");
    expect((await page.ask("GET /api/dead-letters", "/api/dead-letters")).messages).toEqual([]);
    expect(await page.refused("GET", `/api/dead-letters/${message.id}`)).toMatchObject({ status: 404 });
  }, 90_000);
});
