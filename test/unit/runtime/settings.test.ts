import { describe, expect, it } from "vitest";
import { ConfigError } from "../../../src/core/errors.ts";
import { readSettings } from "../../../src/runtime/settings.ts";

const needed = { GOOGLE_CLOUD_PROJECT: "demo", INPUT_BUCKET: "in", OUTPUT_BUCKET: "out" };

const machine = { cpus: 2, memoryBytes: 2 ** 30 };

function problemsOf(env: Record<string, string>): readonly string[] {
  try {
    readSettings(env, machine);
  } catch (error) {
    if (error instanceof ConfigError) return error.details;
    throw error;
  }
  return [];
}

describe("the settings of the container", () => {
  it("need the project and two buckets; all else has a default", () => {
    expect(readSettings(needed, machine)).toEqual({
      project: "demo",
      inputBucket: "in",
      outputBucket: "out",
      forecastDefaults: {},
      revision: "unknown",
      job: undefined,
      runApi: { endpoint: "https://run.googleapis.com", token: undefined },
      resultsTopic: undefined,
      pubsubEmulator: undefined,
      host: "0.0.0.0",
      port: 8080,
      maximumInputBytes: 67_108_864,
      forecastTimeoutMs: 540_000,
      seriesTimeoutMs: 60_000,
      fanOutRows: 1_000_000,
      fanOutSeries: 20_000,
      fanOutTasks: 100,
      maximumWorkers: 2,
      workerMemoryMegabytes: 307,
    });
  });

  it("let a task of the job read what no instance of the service can hold", () => {
    const settings = readSettings(
      { ...needed, WORK_ORDER: "gs://out/.cloud-runner/jobs/a/order.json" },
      machine,
    );
    expect(settings.maximumInputBytes).toBe(5 * 2 ** 30);
  });

  it("take everything from the environment", () => {
    const settings = readSettings(
      {
        ...needed,
        FORECAST_DEFAULTS: '{"model":"prophet","horizon":28,"weekly":true}',
        K_REVISION: "forecast-00002-xyz",
        HOST: "127.0.0.1",
        PORT: "0",
        MAXIMUM_INPUT_BYTES: "1024",
        FORECAST_TIMEOUT_SECONDS: "30",
        MAXIMUM_WORKERS: "1",
        WORKER_MEMORY_MB: "300",
      },
      machine,
    );
    expect(settings).toMatchObject({
      forecastDefaults: { model: "prophet", horizon: 28, weekly: true },
      revision: "forecast-00002-xyz",
      host: "127.0.0.1",
      port: 0,
      maximumInputBytes: 1024,
      forecastTimeoutMs: 30_000,
      maximumWorkers: 1,
      workerMemoryMegabytes: 300,
    });
  });

  it.each([
    { cpus: 1, mebibytes: 512, megabytes: 307 },
    { cpus: 1, mebibytes: 1024, megabytes: 614 },
    { cpus: 2, mebibytes: 2048, megabytes: 614 },
    { cpus: 4, mebibytes: 1024, megabytes: 256 },
    { cpus: 8, mebibytes: 256, megabytes: 153 },
  ])("give $megabytes MB to each worker on $cpus CPUs with $mebibytes MiB", (row) => {
    const { cpus, mebibytes, megabytes } = row;
    const settings = readSettings(needed, { cpus, memoryBytes: mebibytes * 2 ** 20 });
    expect(settings.workerMemoryMegabytes).toBe(megabytes);
  });

  it.each([
    [{ PORT: "65535", MAXIMUM_WORKERS: "64", WORKER_MEMORY_MB: "32", SERIES_TIMEOUT_SECONDS: "3600" }],
    [{ MAXIMUM_INPUT_BYTES: "1073741824", FORECAST_TIMEOUT_SECONDS: "604800", FORECAST_DEFAULTS: "{}" }],
    [{ MAXIMUM_INPUT_BYTES: "1", FORECAST_TIMEOUT_SECONDS: "1", SERIES_TIMEOUT_SECONDS: "1" }],
    [{ PORT: "", MAXIMUM_WORKERS: "", FORECAST_DEFAULTS: "", K_REVISION: "", HOST: "" }],
  ])("may be as large or as small as %j", (env) => {
    expect(problemsOf({ ...needed, ...env } as Record<string, string>)).toEqual([]);
  });

  it("give a worker 32 MB at least, and a container one worker", () => {
    const { maximumWorkers, workerMemoryMegabytes, seriesTimeoutMs } = readSettings(
      { ...needed, SERIES_TIMEOUT_SECONDS: "7" },
      { cpus: 0, memoryBytes: 2 ** 20 },
    );
    expect([maximumWorkers, workerMemoryMegabytes, seriesTimeoutMs]).toEqual([1, 32, 7000]);
  });

  it("list every missing variable at once", () => {
    expect(problemsOf({})).toEqual([
      "GOOGLE_CLOUD_PROJECT is not set",
      "INPUT_BUCKET is not set",
      "OUTPUT_BUCKET is not set",
    ]);
  });

  it.each([
    [{ PORT: "65536" }, /^PORT is "65536", not a whole number from 0 to 65535$/],
    [{ PORT: "-1" }, /^PORT is "-1"/],
    [{ PORT: "8080x" }, /^PORT is "8080x"/],
    [{ MAXIMUM_WORKERS: "65" }, /from 1 to 64$/],
    [{ MAXIMUM_INPUT_BYTES: "0" }, /from 1 to 1073741824$/],
    [{ MAXIMUM_INPUT_BYTES: "1073741825" }, /^MAXIMUM_INPUT_BYTES/],
    [{ FORECAST_TIMEOUT_SECONDS: "0" }, /from 1 to 604800$/],
    [{ FORECAST_TIMEOUT_SECONDS: "604801" }, /^FORECAST_TIMEOUT_SECONDS/],
    [{ SERIES_TIMEOUT_SECONDS: "0" }, /from 1 to 3600$/],
    [{ SERIES_TIMEOUT_SECONDS: "3601" }, /^SERIES_TIMEOUT_SECONDS/],
    [{ WORKER_MEMORY_MB: "31" }, /from 32 to 1048576$/],
    [{ FORECAST_DEFAULTS: "null" }, /^FORECAST_DEFAULTS is not a JSON object/],
    [{ FORECAST_DEFAULTS: '"a"' }, /^FORECAST_DEFAULTS is not a JSON object/],
    [{ PORT: "http" }, /^PORT is "http"/],
    [{ PORT: "70000" }, /^PORT is "70000"/],
    [{ MAXIMUM_WORKERS: "0" }, /^MAXIMUM_WORKERS is "0"/],
    [{ FORECAST_TIMEOUT_SECONDS: "1.5" }, /^FORECAST_TIMEOUT_SECONDS is "1.5"/],
    [{ FORECAST_DEFAULTS: "{" }, /^FORECAST_DEFAULTS is not a JSON object/],
    [{ FORECAST_DEFAULTS: "[]" }, /^FORECAST_DEFAULTS is not a JSON object/],
    [{ FORECAST_DEFAULTS: '{"a":{}}' }, /^FORECAST_DEFAULTS is not a JSON object/],
    [{ OUTPUT_BUCKET: "in" }, /the same bucket/],
  ])("refuse %j", (env, problem) => {
    const problems = problemsOf({ ...needed, ...env });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(problem);
  });
});
