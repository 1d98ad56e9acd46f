// The whole path once: up, plan, predict, logs, status, outputs, down, as a user types it.
import { existsSync } from "node:fs";
import { copyFile, readdir, readFile } from "node:fs/promises";
import { connect } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { asOwner } from "../support/as-owner.ts";
import {
  createProjectFolder,
  eventually,
  isAlive,
  type CloudFile,
  type ProjectFolder,
} from "../support/project-folder.ts";
import { openBuckets } from "../support/output-bucket.ts";
import { asMetadata, forecastsOfSources, sameBytesInput } from "../support/same-bytes.ts";
import { dailySeries, dataFile } from "../support/series.ts";

interface LoggedRequest {
  id: number;
  method: string;
  mutating: boolean;
}

let folder: ProjectFolder;
let cloud: CloudFile;

beforeAll(async () => {
  folder = await createProjectFolder();
});
afterAll(() => folder.remove());

const requests = async (query: string): Promise<LoggedRequest[]> => {
  const response = await fetch(`http://127.0.0.1:${cloud.httpPort}/_local/requests?${query}`, asOwner(cloud));
  const body = (await response.json()) as { requests: LoggedRequest[] };
  return body.requests;
};

/** Data rows of a CSV, without the header. */
const rows = (csv: string) =>
  csv
    .trim()
    .split("\n")
    .slice(1)
    .map((line) => line.split(","));

describe("the main job", () => {
  it("says what to do when nothing is up yet", async () => {
    await folder.file("data.csv", dailySeries());
    const { exitCode, stdout, stderr } = await folder.run("predict", "data.csv");
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: "" });
    expect(stderr).toContain("cloud-runner up");
  });

  it("plans everything before the first up, and leaves nothing behind", async () => {
    const { exitCode, stdout } = await folder.run("plan", "--detailed-exitcode");
    expect(stdout).toMatch(/^Plan: 24 to add, 1 to change, 0 to destroy\.$/m);
    expect(exitCode).toBe(5);
    expect(await readdir(folder.path)).toEqual(["data.csv"]);
  });

  it("brings everything up and prints where it is", async () => {
    const { exitCode, stdout, stderr } = await folder.run("up");
    expect(stderr).not.toContain("✖");
    expect(exitCode).toBe(0);
    cloud = folder.cloud();
    expect(stdout).toContain("cloud-runner-local-forecast-input");
    expect(stdout).toContain(`http://127.0.0.1:${cloud.httpPort}/run/us-central1/forecast`);
  });

  it("plans nothing after a green up", async () => {
    const { exitCode, stdout } = await folder.run("plan", "--detailed-exitcode");
    expect(stdout).toContain("Plan: 0 to add, 0 to change, 0 to destroy.");
    expect(exitCode).toBe(0);
  });

  it("sends no writing request on a second up", async () => {
    const before = (await requests("")).at(-1)!.id;
    const { exitCode } = await folder.run("up", "--yes");
    expect(exitCode).toBe(0);
    expect((await requests(`after=${before}`)).length).toBeGreaterThan(10);
    expect(await requests(`after=${before}&mutating=true`)).toEqual([]);
  });

  it("predicts a file and writes the forecast beside it, with no drawing where nobody looks", async () => {
    const { exitCode, stdout, stderr } = await folder.run(
      "predict",
      "data.csv",
      "--model",
      "prophet",
      "--horizon",
      "14",
    );
    expect(stderr).not.toContain("✖");
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^✔ data\.csv → data\.forecast\.csv {2}14 rows by prophet in .*$/);
    const csv = await readFile(join(folder.path, "data.forecast.csv"), "utf8");
    expect(csv.split("\n")[0]).toBe("date,prediction,prediction_lower,prediction_upper");
    expect(rows(csv)).toHaveLength(14);
    expect(rows(csv)[0]![0]).toBe("2024-04-30");
  });

  it("does not overwrite a file that is there", async () => {
    const { exitCode, stderr } = await folder.run("predict", "data.csv");
    expect(exitCode).toBe(2);
    expect(stderr).toContain("--force");
  });

  const hyndsight = dataFile("hyndsight.csv");
  const published = dataFile("hyndsight_published_forecast.csv");
  it.skipIf(!hyndsight || !published)(
    "agrees with the published Prophet forecast within 0.1 % (skipped without the data set)",
    async () => {
      await copyFile(hyndsight!, join(folder.path, "hyndsight.csv"));
      const { exitCode } = await folder.run(
        "predict",
        "hyndsight.csv",
        "--model",
        "prophet",
        "--horizon",
        "28",
        "-o",
        "out.csv",
      );
      expect(exitCode).toBe(0);
      const ours = rows(await readFile(join(folder.path, "out.csv"), "utf8"));
      const theirs = rows(await readFile(published!, "utf8"));
      expect(ours.map((row) => row[0])).toEqual(theirs.map((row) => row[0]));
      const worst = Math.max(
        ...theirs.map(([, value], i) => Math.abs(Number(ours[i]![1]) / Number(value) - 1)),
      );
      expect(worst).toBeLessThan(0.001);
    },
  );

  it("answers every model with the bytes that the sources give", async () => {
    const forecasts = await forecastsOfSources();
    const buckets = openBuckets({
      storage: `http://127.0.0.1:${cloud.httpPort}`,
      inputBucket: "cloud-runner-local-forecast-input",
      outputBucket: "cloud-runner-local-forecast-output",
    });
    const object = (name: string) => `same/${name}.csv`;
    await Promise.all(
      forecasts.map(({ name, parameters }) =>
        buckets.upload(object(name), sameBytesInput, asMetadata(parameters)),
      ),
    );
    await eventually("a result of every model", 60_000, async () =>
      (await buckets.results("same/")).length >= forecasts.length ? true : undefined,
    );
    const read = forecasts.map(async ({ name }) => ({ name, csv: await buckets.read(object(name)) }));
    expect(await Promise.all(read)).toEqual(forecasts.map(({ name, csv }) => ({ name, csv })));
  });

  it("predicts what a manifest names", async () => {
    const manifest = { inputs: ["data.csv", "twin.csv"], output: "made/{name}", model: "naive" };
    await folder.file("twin.csv", dailySeries());
    await folder.file("nightly.job.json", JSON.stringify(manifest));
    const { exitCode, stderr } = await folder.run("predict", "nightly.job.json", "--horizon", "3");
    expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 });
    for (const name of manifest.inputs) {
      expect(rows(await readFile(join(folder.path, "made", name), "utf8"))).toHaveLength(3);
    }
  });

  it("predicts the series of a panel, and says which of them fell back", async () => {
    // With the notes it is above what is read while the lease is taken, so it is parsed while it arrives.
    const note = "n".repeat(8000);
    const series = (id: string, days: number) =>
      dailySeries({ days })
        .split("\n")
        .slice(1, -1)
        .map((row) => `${id},${row},${note}\n`)
        .join("");
    await folder.file(
      "panel.csv",
      `unique_id,ds,y,note\n${series("b", 90)}${series("new", 1)}${series("a", 60)}`,
    );
    const check = await folder.run("check", "panel.csv");
    expect(check.stdout).toContain("151 rows of 3 series");
    expect(check.stdout).toContain("series new (line 92)");

    const document = await folder.json<{ files: object[] }>(
      "predict",
      "panel.csv",
      "--model",
      "theta",
      "--horizon",
      "2",
    );
    expect(document.files).toMatchObject([{ rows: 6, series: { count: 3, fellBack: 1, left: 0 } }]);
    const csv = await readFile(join(folder.path, "panel.forecast.csv"), "utf8");
    expect(csv.split("\n")[0]).toBe("date,prediction,prediction_lower,prediction_upper,unique_id,model");
    expect(rows(csv).map(([date, , , , id, model]) => [date, id, model])).toEqual([
      ["2024-03-31", "b", "theta"],
      ["2024-04-01", "b", "theta"],
      ["2024-01-02", "new", "naive"],
      ["2024-01-03", "new", "naive"],
      ["2024-03-01", "a", "theta"],
      ["2024-03-02", "a", "theta"],
    ]);
    const report: unknown = JSON.parse(
      await readFile(join(folder.path, "panel.forecast.csv.series.json"), "utf8"),
    );
    expect(report).toMatchObject({
      count: 3,
      failed: [{ id: { unique_id: "new" }, code: "csv.too-short", line: 92, fallback: "naive" }],
    });
  });

  it("predicts several files at once and lists those that fail", async () => {
    await folder.file("one.csv", dailySeries({ days: 60 }));
    await folder.file("two.csv", dailySeries({ days: 90 }));
    await folder.file("broken.csv", "date,y\n2024-01-01,1\n2024-01-02,lots\n");
    const { exitCode, stdout, stderr } = await folder.run(
      "predict",
      "one.csv",
      "two.csv",
      "broken.csv",
      "-o",
      "out/",
    );
    expect(exitCode).toBe(3);
    expect((await readdir(join(folder.path, "out"))).toSorted()).toEqual([
      "one.forecast.csv",
      "two.forecast.csv",
    ]);
    expect(stdout + stderr).toContain("broken.csv");
    expect(stdout + stderr).toMatch(/line 3|:3:/);
  });

  it("shows what the service said", async () => {
    const { exitCode, stdout } = await folder.run("logs", "-n", "50");
    expect(exitCode).toBe(0);
    expect(stdout).toContain("data.csv");
    const lines = (await folder.run("logs", "--json", "-n", "5")).stdout.trim().split("\n");
    expect(lines.length).toBeGreaterThan(0);
    for (const line of lines) expect(JSON.parse(line)).toHaveProperty("timestamp");
  });

  it("knows its status and its outputs", async () => {
    const status = await folder.run("status");
    expect(status.exitCode).toBe(0);
    expect(status.stdout).toContain("forecast-00001");
    const outputs = await folder.json<{ environment: Record<string, string> }>("outputs");
    expect(outputs.environment["STORAGE_EMULATOR_HOST"]).toBe(`http://127.0.0.1:${cloud.httpPort}`);
    expect(outputs.environment["PUBSUB_EMULATOR_HOST"]).toBe(`127.0.0.1:${cloud.grpcPort}`);
  });

  it("is found healthy by doctor", async () => {
    const { exitCode, stdout } = await folder.run("doctor");
    expect(stdout).toContain("Nothing is wrong.");
    expect(exitCode).toBe(0);
  });

  it("shows drift in the plan and repairs it on up", async () => {
    const outputs = await folder.json<{ environment: Record<string, string> }>("outputs");
    const { Storage } = await import("@google-cloud/storage");
    const storage = new Storage({
      apiEndpoint: outputs.environment["STORAGE_EMULATOR_HOST"]!,
      projectId: "cloud-runner-local",
    });
    const bucket = storage.bucket("cloud-runner-local-forecast-input");
    const [notifications] = await bucket.getNotifications();
    await notifications[0]!.delete();
    const drifted = await folder.run("plan", "--detailed-exitcode");
    expect(drifted.exitCode).toBe(5);
    expect(drifted.stdout).toContain("Plan: 1 to add, 0 to change, 0 to destroy.");
    await folder.up();
    expect((await folder.run("plan", "--detailed-exitcode")).exitCode).toBe(0);
  });

  it("leaves no process, port, file or record after down", async () => {
    const { exitCode, stderr } = await folder.run("down", "--yes");
    expect(stderr).not.toContain("✖");
    expect(exitCode).toBe(0);
    expect(isAlive(cloud.pid)).toBe(false);
    await expect(accepts(cloud.httpPort)).resolves.toBe(false);
    await expect(accepts(cloud.grpcPort)).resolves.toBe(false);
    expect(existsSync(join(folder.path, ".cloud-runner"))).toBe(false);
    const again = await folder.run("down", "--yes");
    expect(again.exitCode).toBe(0);
  });
});

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false));
  });
}
