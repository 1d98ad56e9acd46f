import { expect, it } from "vitest";
import type { Buckets, StoredObject } from "../../../../src/library/predict/buckets.ts";
import type { Input } from "../../../../src/library/predict/sources/input.ts";
import type { Content } from "../../../../src/library/predict/transfer/content.ts";
import { predictFiles, type PredictFilesOptions } from "../../../../src/library/predict/predict-files.ts";
import { reportName, resultMetadata, seriesReportName } from "../../../../src/core/contract.ts";
import { CloudError, InterruptedError, PreconditionError } from "../../../../src/core/errors.ts";
import { recordingProgress, virtualClock } from "../../cli/support.ts";

const prefix = "predict/run/";
const forecast = "date,prediction\n2026-01-01,1\n2026-01-02,2\n";

type Answer = "unstamped" | "older" | "result" | "panel" | "report" | "never" | Error;

/** Buckets in memory behind which a service answers `delayMs` after the upload. */
function service(answers: Record<string, Answer> = {}, { delayMs = 200, withJob = [] as string[] } = {}) {
  const clock = virtualClock();
  const uploads = new Map<string, { content: string; metadata: object }>();
  const answered: (StoredObject & { at: number; content: string })[] = [];
  const replaced: (string | undefined)[] = [];
  const listedAt: number[] = [];
  const askedAt: number[] = [];
  const buckets: Buckets = {
    async upload(name, content, { metadata, replaces }) {
      replaced.push(replaces);
      const answer = answers[name.slice(prefix.length)] ?? "result";
      if (answer instanceof Error) throw answer;
      uploads.set(name, { content: textOf(content), metadata });
      const generation = String(1000 + uploads.size);
      const at = clock.now() + delayMs;
      const stamp = { [resultMetadata.inputGeneration]: generation };
      if (answer === "panel") {
        const series = '{"count":3,"fellBack":1,"left":1}';
        answered.push(
          { name: seriesReportName(name), generation: "1", metadata: stamp, at, content: "the report" },
          {
            name,
            generation: "1",
            metadata: { ...stamp, [resultMetadata.series]: series },
            at,
            content: forecast,
          },
        );
      } else if (answer === "result") {
        const more = {
          [resultMetadata.model]: "prophet",
          [resultMetadata.warnings]: '["2 rows were left out."]',
          [resultMetadata.explanation]: '{"sentence":"Fitted with no season."}',
        };
        answered.push({ name, generation: "1", metadata: { ...stamp, ...more }, at, content: forecast });
      } else if (answer === "unstamped" || answer === "older") {
        const own = answer === "older" ? "999" : "5000";
        answered.push({ name, generation: own, metadata: {}, at, content: forecast });
      } else if (answer === "report") {
        const report = {
          schemaVersion: 1,
          code: "csv.value",
          message: "lots is no number.",
          fix: "Fix it.",
        };
        const content = JSON.stringify({ ...report, line: 3, column: 2, excerpt: "2026-01-02,lots" });
        answered.push({ name: reportName(name), generation: "1", metadata: stamp, at, content });
      }
      return generation;
    },
    async list(wanted) {
      listedAt.push(clock.now());
      return answered.filter(({ name, at }) => name.startsWith(wanted) && at <= clock.now());
    },
    async find(wanted) {
      if (wanted.length > 0) askedAt.push(clock.now());
      return answered.filter(({ name, at }) => wanted.includes(name) && at <= clock.now());
    },
    handedOver: async (uploaded) =>
      new Set(uploaded.map(({ name }) => name).filter((name) => withJob.includes(name.slice(prefix.length)))),
    download: async ({ name }) => Buffer.from(answered.find((object) => object.name === name)!.content),
    fetch: async () => {},
    inputUri: (name) => `gs://in/${name}`,
    outputUri: (name) => `gs://out/${name}`,
  };
  return { buckets, clock, uploads, replaced, answered, listedAt, askedAt };
}

const textOf = (content: Content): string =>
  content instanceof Uint8Array ? Buffer.from(content).toString() : `${content.bytes} bytes`;

const input = (name: string, content = "date,y\n"): Input => ({
  label: name,
  name,
  path: `/project/${name}`,
  read: async () => Buffer.from(content),
  objectBase: name,
  outputPath: `/project/${name}.out`,
  format: "csv",
});

interface TestOptions extends PredictFilesOptions {
  told: string[];
  written: Record<string, string>;
}

function options(fake: ReturnType<typeof service>, inputs: Input[]): TestOptions {
  const progress = recordingProgress();
  const written: Record<string, string> = {};
  return {
    written,
    files: {
      write: async (path, content) =>
        void (written[path] =
          content instanceof Uint8Array ? Buffer.from(content).toString() : `gs://out/${content.name}`),
      remove: async (path) => void delete written[path],
    },
    buckets: fake.buckets,
    clock: fake.clock,
    progress,
    told: progress.told,
    signal: new AbortController().signal,
    inputs,
    parameters: {},
    prefix,
    parallel: 2,
    timeoutMs: 60_000,
  };
}

it("uploads with the parameters as metadata and writes the forecast", async () => {
  const fake = service();
  const settings = { ...options(fake, [input("a.csv", "date,y\n1,2\n")]), parameters: { horizon: "2" } };
  const [result] = await predictFiles(settings);
  expect(fake.uploads.get("predict/run/a.csv")).toEqual({
    content: "date,y\n1,2\n",
    metadata: { "forecast-horizon": "2" },
  });
  expect(result).toMatchObject({
    status: "ok",
    rows: 2,
    model: "prophet",
    warnings: ["2 rows were left out."],
    explanation: { sentence: "Fitted with no season." },
  });
  expect(settings.written).toEqual({ "/project/a.csv.out": forecast });
});

it("sends an empty file too, since the service knows best what to say about it", async () => {
  const fake = service();
  await predictFiles(options(fake, [input("a.csv", "")]));
  expect(fake.uploads.get("predict/run/a.csv")!.content).toBe("");
});

it("brings the report on the series of a panel along, and removes one of an earlier forecast", async () => {
  const settings = options(
    service({ "a.csv": "panel" }),
    ["a.csv", "b.csv"].map((name) => input(name)),
  );
  settings.written["/project/b.csv.out.series.json"] = "of an earlier forecast";
  const [panel, file] = await predictFiles(settings);
  expect(panel).toMatchObject({
    status: "ok",
    series: {
      count: 3,
      fellBack: 1,
      left: 1,
      report: "/project/a.csv.out.series.json",
      reportUri: "gs://out/predict/run/a.csv.series.json",
    },
  });
  expect(file).toMatchObject({ status: "ok", series: undefined });
  expect(settings.written).toEqual({
    "/project/a.csv.out.series.json": "the report",
    "/project/a.csv.out": forecast,
    "/project/b.csv.out": forecast,
  });
});

it("turns an error report into an error with place, excerpt and fix", async () => {
  const [result] = await predictFiles(options(service({ "a.csv": "report" }), [input("a.csv")]));
  expect(result).toMatchObject({
    status: "failed",
    error: {
      code: "csv.value",
      message: "a.csv: lots is no number.",
      details: ["At a.csv, line 3, column 2:", "3 | 2026-01-02,lots", "               ^"],
      fix: "Fix it.",
      exitCode: 1,
    },
  });
});

it("writes what worked when some inputs fail, in the order of the inputs", async () => {
  const broken = new CloudError("storage.objects.insert failed: INTERNAL.", {
    code: "cloud.internal",
    status: "INTERNAL",
    retryable: true,
  });
  const fake = service({ "b.csv": "report", "c.csv": broken });
  const settings = options(
    fake,
    ["a.csv", "b.csv", "c.csv", "d.csv"].map((name) => input(name)),
  );
  const results = await predictFiles(settings);
  expect(results.map(({ status, input: { label } }) => `${label} ${status}`)).toEqual([
    "a.csv ok",
    "b.csv failed",
    "c.csv failed",
    "d.csv ok",
  ]);
  expect(Object.keys(settings.written)).toEqual(["/project/a.csv.out", "/project/d.csv.out"]);
});

it("gives up at once when no file can fare better", async () => {
  const missing = new PreconditionError("There is no bucket gs://in.", { code: "x", fix: "cloud-runner up" });
  const fake = service({ "a.csv": missing });
  await expect(predictFiles(options(fake, [input("a.csv"), input("b.csv")]))).rejects.toBe(missing);
});

it("times out with the place where the forecast would appear", async () => {
  const fake = service({ "a.csv": "never" });
  const [slow, quick] = await predictFiles(options(fake, [input("a.csv"), input("b.csv")]));
  expect(slow).toMatchObject({
    status: "failed",
    error: {
      code: "predict.timeout",
      exitCode: 124,
      details: [expect.stringContaining("gs://out/predict/run/a.csv")],
    },
  });
  expect(quick!.status).toBe("ok");
});

it("waits longer for what is handed over to the job, and says so", async () => {
  const fake = service({}, { delayMs: 7_200_000, withJob: ["a.csv"] });
  const settings = options(fake, [input("a.csv")]);
  const [result] = await predictFiles({ ...settings, jobTimeoutMs: 21_600_000 });
  expect(result!.status).toBe("ok");
  expect(settings.told.filter((line) => line.includes("Handed to the job"))).toEqual([
    expect.stringContaining("Handed to the job: a.csv. It is waited for up to 6 h 0 min."),
  ]);
});

it("looks now and then how far the job is with what it has cut into slices", async () => {
  const fake = service({}, { delayMs: 60_000, withJob: ["a.csv", "b.csv"] });
  const settings = options(fake, [input("a.csv"), input("b.csv")]);
  const asked: string[] = [];
  const updates: string[] = [];
  const progress = {
    ...settings.progress,
    start: (text: string) => ({
      ...settings.progress.start(text),
      update: (line: string) => void updates.push(line),
    }),
  };
  const fanOut = async ({ name }: { name: string }) => {
    asked.push(name);
    return name.endsWith("b.csv") ? { done: 100 * asked.length, series: 9000 } : undefined;
  };
  await predictFiles({ ...settings, progress, fanOut, jobTimeoutMs: 120_000 });
  expect(asked.length).toBeGreaterThan(4);
  expect(asked.length).toBeLessThan(16);
  expect(updates).toContainEqual(
    expect.stringMatching(/^Waiting for forecasts: 0 of 2 files(?:, [^;]*)?; b\.csv: \d+ of 9000 series/),
  );
  const single = { ...options(service({}, { delayMs: 60_000, withJob: ["b.csv"] }), [input("b.csv")]) };
  await predictFiles({ ...single, progress, fanOut, jobTimeoutMs: 120_000 });
  expect(updates).toContainEqual(
    expect.stringMatching(
      /^Waiting for the job's forecast of b\.csv: \d+ of 9000 series, .*\/(s|min), .* left$/,
    ),
  );
});

it("names the job when the time is up, where the time was given", async () => {
  const fake = service({ "a.csv": "never" }, { withJob: ["a.csv"] });
  const [late] = await predictFiles(options(fake, [input("a.csv")]));
  expect(late).toMatchObject({
    status: "failed",
    error: {
      code: "predict.timeout",
      message: expect.stringMatching(/^a\.csv: no forecast within .*; the job works on it\.$/) as string,
      fix: "`cloud-runner logs --job` shows what the job says; or wait longer with --timeout 2h.",
    },
  });
});

it("asks often at first and ever less often", async () => {
  const fake = service({ "a.csv": "never" });
  await predictFiles(options(fake, [input("a.csv")]));
  const pauses = fake.askedAt.slice(1).map((at, index) => at - fake.askedAt[index]!);
  expect(pauses[0]).toBe(50);
  const early = pauses.filter((_, index) => fake.askedAt[index]! - fake.askedAt[0]! < 9000);
  expect(Math.max(...early)).toBe(500);
  expect(Math.max(...pauses)).toBeGreaterThan(2000);
  expect(Math.max(...pauses)).toBeLessThanOrEqual(5000);
  expect(fake.listedAt).toEqual([]);
  expect(pauses.slice(0, 5)).toEqual(pauses.slice(0, 5).toSorted((a, b) => a - b));
});

it("lists the answers to many, twice a second, and asks for the last ones by name", async () => {
  const names = Array.from({ length: 20 }, (_, index) => `${index}.csv`);
  const slow = Object.fromEntries(names.slice(0, 2).map((name) => [name, "never" as const]));
  const fake = service(slow, { delayMs: 1800 });
  await predictFiles(
    options(
      fake,
      names.map((name) => input(name)),
    ),
  );
  expect(fake.listedAt.length).toBeGreaterThan(2);
  expect(fake.listedAt.length).toBeLessThan(6);
  expect(fake.askedAt.at(-1)).toBeGreaterThan(fake.listedAt.at(-1)! + 5000);
});

it("says after a while where more can be learned, and only then", async () => {
  const slow = options(service({}, { delayMs: 25_000 }), [input("a.csv")]);
  await predictFiles(slow);
  expect(slow.told.join("\n")).toContain("cloud-runner logs");
  const quick = options(service({}, { delayMs: 1000 }), [input("a.csv")]);
  await predictFiles(quick);
  expect(quick.told.join("\n")).not.toContain("cloud-runner logs");
});

it("ignores an answer to another generation", async () => {
  const fake = service({ "a.csv": "never" });
  const stale = { [resultMetadata.inputGeneration]: "7" };
  fake.answered.push({
    name: "predict/run/a.csv",
    generation: "1",
    metadata: stale,
    at: 0,
    content: forecast,
  });
  const [result] = await predictFiles(options(fake, [input("a.csv")]));
  expect(result!.status).toBe("failed");
});

it("says what is left when it is interrupted", async () => {
  const fake = service({ "b.csv": "never" });
  const interruption = new AbortController();
  const settings = { ...options(fake, [input("a.csv"), input("b.csv")]), signal: interruption.signal };
  void fake.clock.sleep(5000).then(() => interruption.abort(new InterruptedError()));
  await expect(predictFiles(settings)).rejects.toMatchObject({
    exitCode: 130,
    details: [
      "1 file is done.",
      expect.stringContaining("1 file is uploaded and will still be forecast: gs://out/"),
    ],
  });
});

it("names the command that goes on: to send the rest, or only to fetch", async () => {
  const next = { fetch: "cloud-runner runs fetch RUN", resume: "cloud-runner predict --resume RUN" };
  const slow = { "a.csv": "never", "b.csv": "never" } as const;
  const interrupted = async (atMs: number, inputs: Input[]) => {
    const fake = service(slow);
    const { signal, ...interruption } = interruptionOf();
    void fake.clock.sleep(atMs).then(() => interruption.abort());
    return predictFiles({ ...options(fake, inputs), parallel: 1, signal, next });
  };
  await expect(interrupted(5000, [input("a.csv"), input("b.csv")])).rejects.toMatchObject({
    fix: "`cloud-runner runs fetch RUN` brings what is on its way.",
  });
  const aborting = interruptionOf();
  const reading = {
    ...input("b.csv"),
    read: async () => {
      aborting.abort();
      throw new InterruptedError();
    },
  };
  const settings = options(service(slow), [input("a.csv"), reading]);
  await expect(
    predictFiles({ ...settings, parallel: 1, signal: aborting.signal, next }),
  ).rejects.toMatchObject({
    details: [expect.stringContaining("1 file is uploaded"), "1 file was not sent."],
    fix: "`cloud-runner predict --resume RUN` sends the rest and brings all.",
  });
});

function interruptionOf() {
  const controller = new AbortController();
  return { signal: controller.signal, abort: () => controller.abort(new InterruptedError()) };
}

it("sends nothing again of what the run has sent, and puts what has changed in the place of the old", async () => {
  const fake = service();
  const first = options(fake, [input("a.csv"), input("b.csv")]);
  await predictFiles(first);
  const earlier = new Map([
    [`${prefix}a.csv`, { generation: "1001", isCurrent: true }],
    [`${prefix}b.csv`, { generation: "1002", isCurrent: false }],
  ]);
  const sent: string[] = [];
  const uploaded = ({ name }: { name: string }) => void sent.push(name);
  const again = await predictFiles({ ...first, earlier, uploaded });
  expect(again.map(({ status }) => status)).toEqual(["ok", "ok"]);
  expect(sent).toEqual([`${prefix}b.csv`]);
  expect(fake.replaced).toEqual([undefined, undefined, "1002"]);
});

it("has objects copied, and reads one only to draw it, unless it is large", async () => {
  const fake = service();
  const object = (name: string): Input => ({
    ...input(name),
    path: undefined,
    gs: { bucket: "others", name, generation: "1" },
  });
  const read: string[] = [];
  const gs = {
    read: async ({ name }: { name: string }) => {
      read.push(name);
      return Buffer.from("read");
    },
    copy: (_: unknown, { name }: { name: string }) =>
      fake.buckets.upload(name, Buffer.from("copied"), { metadata: {} }),
    find: async (uri: string) => ({
      generation: "1",
      metadata: {},
      size: uri.includes("large") ? 1e9 : 4,
    }),
  };
  const several = await predictFiles({ ...options(fake, [object("a.csv"), object("b.csv")]), gs });
  expect(several.map(({ status }) => status)).toEqual(["ok", "ok"]);
  expect(read).toEqual([]);
  expect(fake.uploads.get(`${prefix}a.csv`)!.content).toBe("copied");
  const drawn = async (name: string) => {
    const [result] = await predictFiles({ ...options(fake, [object(name)]), gs });
    return result?.status === "ok" && Buffer.from(result.sent).toString();
  };
  expect(await drawn("c.csv")).toBe("read");
  expect(await drawn("large.csv")).toBe("");
  expect(read).toEqual(["c.csv"]);
});

it("writes a large result without holding it, and does not read it", async () => {
  const fake = service();
  const settings = options(fake, [input("a.csv")]);
  const size = 200 * 1024 * 1024;
  const find: Buckets["find"] = async (names) =>
    (await fake.buckets.find(names)).map((object) => ({ ...object, size }));
  const download = () => Promise.reject(new Error("It must not be held."));
  const [result] = await predictFiles({ ...settings, buckets: { ...fake.buckets, find, download } });
  expect(result).toMatchObject({ status: "ok", csv: "", content: new Uint8Array() });
  expect(result).toMatchObject({ warnings: [expect.anything(), expect.stringContaining("too large")] });
  expect(settings.written).toEqual({ "/project/a.csv.out": `gs://out/${prefix}a.csv` });
});

it("waits from the end of the upload on, however long that takes", async () => {
  const fake = service();
  const settings = { ...options(fake, [input("a.csv")]), timeoutMs: 60_000 };
  const upload: Buckets["upload"] = async (...sent) => {
    await fake.clock.sleep(600_000);
    return fake.buckets.upload(...sent);
  };
  const [result] = await predictFiles({ ...settings, buckets: { ...fake.buckets, upload } });
  expect(result).toMatchObject({ status: "ok" });
});

it("ends when the run is cancelled elsewhere, and says what is done", async () => {
  const fake = service({ "b.csv": "never" });
  const startedAt = fake.clock.now();
  const isCancelled = async () => fake.clock.now() > startedAt + 20_000;
  const asked = { ...options(fake, [input("a.csv"), input("b.csv")]), isCancelled };
  const next = { fetch: "fetch it", resume: "resume it" };
  await expect(predictFiles({ ...asked, next })).rejects.toMatchObject({
    code: "run.cancelled",
    exitCode: 130,
    message: "The run run was cancelled.",
    details: ["1 file is done.", "1 file was taken back by `runs cancel`."],
    fix: "resume it sends the rest again and brings all.",
  });
  expect(asked.written).toEqual({ "/project/a.csv.out": forecast });
});

it("takes what stands under the input's name without metadata, where it is newer", async () => {
  const fake = service({ "a.csv": "unstamped", "b.csv": "older" });
  const [taken, left] = await predictFiles(options(fake, [input("a.csv"), input("b.csv")]));
  expect(taken).toMatchObject({ status: "ok", rows: 2, model: "", parameters: {}, warnings: [] });
  expect(left).toMatchObject({ status: "failed", error: { code: "predict.timeout" } });
});
