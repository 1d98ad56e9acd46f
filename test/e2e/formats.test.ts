// Files of every kind in and out, as a user and a plain upload ask for them.
import { execa } from "execa";
import { existsSync } from "node:fs";
import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { predict } from "../../src/index.ts";
import { readText } from "../../src/model/files/open-file.ts";
import { openBuckets } from "../support/output-bucket.ts";
import { cliPath, createProjectFolder, eventually, type ProjectFolder } from "../support/project-folder.ts";
import { dailySeries } from "../support/series.ts";

let folder: ProjectFolder;

beforeAll(async () => {
  folder = await createProjectFolder();
  await folder.file("data.csv", dailySeries());
  await folder.up();
});
afterAll(() => folder.remove());

const bytes = (name: string): Promise<Buffer> => readFile(join(folder.path, name));

/** As the program's own reader reads it. */
const textOf = async (name: string): Promise<string> =>
  Buffer.from((await readText(await bytes(name))).text).toString();

const naive = ["--model", "naive", "--horizon", "3"];

describe("predict", () => {
  it("writes the same rows in the format that the ending names", async () => {
    for (const ending of ["csv", "txt", "json", "jsonl", "ndjson", "parquet", "xlsx"]) {
      const { stderr, exitCode } = await folder.run("predict", "data.csv", ...naive, "-o", `out.${ending}`);
      expect({ ending, exitCode, stderr }).toMatchObject({ exitCode: 0 });
    }
    const csv = await textOf("out.csv");
    expect(csv).toMatch(/^date,prediction,prediction_lower,prediction_upper\n2024-04-30,[^]+\n$/);
    for (const ending of ["txt", "json", "jsonl", "ndjson", "parquet", "xlsx"]) {
      expect({ ending, text: await textOf(`out.${ending}`) }).toEqual({ ending, text: csv });
    }
    expect((await bytes("out.parquet")).subarray(0, 4).toString()).toBe("PAR1");
    expect(JSON.parse((await bytes("out.json")).toString())).toHaveLength(3);
  });

  it("writes the picture, and draws none where nobody looks", async () => {
    const args = ["predict", "data.csv", ...naive, "-o", "drawn.parquet", "--plot", "drawn.svg"];
    const { stdout, exitCode } = await folder.run(...args);
    expect(exitCode).toBe(0);
    expect(stdout.split("\n")).toEqual([
      expect.stringMatching(/data\.csv → drawn\.parquet/),
      "✔ Wrote drawn.svg",
    ]);
    expect((await bytes("drawn.svg")).toString()).toContain("<svg");
  });

  it("reads a file of any kind, and writes CSV beside it", async () => {
    await folder.file("again.parquet", await bytes("out.parquet"));
    const target = ["--target-column", "prediction"];
    const { exitCode, stderr } = await folder.run("predict", "again.parquet", "--horizon", "1", ...target);
    expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 });
    expect(await textOf("again.forecast.csv")).toMatch(/^date,[^]*\n2024-05-03,/);
  });

  it("names files in a folder by the format", async () => {
    const { exitCode } = await folder.run("predict", "data.csv", ...naive, "-o", "out/", "--format", "xlsx");
    expect(exitCode).toBe(0);
    expect(existsSync(join(folder.path, "out/data.forecast.xlsx"))).toBe(true);
  });

  it("takes bytes from standard input and gives bytes on standard output", async () => {
    const args = [
      "predict",
      "-",
      "--target-column",
      "prediction",
      "--horizon",
      "1",
      "--param",
      "format=parquet",
    ];
    const { stdout } = await execa(process.execPath, [cliPath, ...args], {
      cwd: folder.path,
      input: await bytes("out.xlsx"),
      encoding: "buffer",
      env: { NO_COLOR: "1", CI: "true" },
    });
    const { kind, text } = await readText(stdout);
    expect(kind).toBe("parquet");
    expect(Buffer.from(text).toString()).toMatch(/^date,[^]*\n2024-05-03,/);
  });

  it("says which endings there are", async () => {
    const { exitCode, stderr } = await folder.run("predict", "data.csv", "-o", "out.arrow");
    expect(exitCode).toBe(2);
    expect(stderr).toContain(".csv, .json, .ndjson, .parquet, .xlsx");
  });

  it("asks for what a manifest asks for", async () => {
    const manifest = { input: "data.csv", parameters: { format: "json", model: "naive", horizon: 2 } };
    await folder.file("nightly.job.json", JSON.stringify(manifest));
    expect((await folder.run("predict", "nightly.job.json")).exitCode).toBe(0);
    expect(JSON.parse((await bytes("data.forecast.json")).toString())).toHaveLength(2);
  });
});

it("gives the rows to a program, and writes the file", async () => {
  const options = { folder: folder.path, model: "naive", horizon: 3, output: "program.parquet" };
  const [result] = await predict(["data.csv"], options);
  if (result?.status !== "ok") throw result?.error ?? new Error("nothing");
  expect(result.forecast.map(({ date }) => date)).toEqual(["2024-04-30", "2024-05-01", "2024-05-02"]);
  expect(typeof result.forecast[0]!.prediction).toBe("number");
  expect(result.csv).toBe(await textOf("program.parquet"));
});

it("answers a plain upload under its own name, with the content type of the format", async () => {
  const port = folder.cloud().httpPort;
  const outputBucket = "cloud-runner-local-forecast-output";
  const buckets = openBuckets({
    storage: `http://127.0.0.1:${port}`,
    inputBucket: "cloud-runner-local-forecast-input",
    outputBucket,
  });
  const metadata = { "forecast-model": "naive", "forecast-horizon": "1" };
  await buckets.upload("plain.csv", dailySeries(), metadata);
  await buckets.upload("typed.csv", dailySeries(), { ...metadata, "forecast-format": "Parquet" });
  await buckets.upload("wrong.csv", dailySeries(), { ...metadata, "forecast-format": "arrow" });
  const names = ["plain.csv", "typed.csv", "wrong.csv.error.json"];
  await eventually("all answers", 60_000, async () => {
    const there = await buckets.results();
    return names.every((name) => there.includes(name)) || undefined;
  });
  const typeOf = async (name: string): Promise<unknown> => {
    const url = `http://127.0.0.1:${port}/storage/v1/b/${outputBucket}/o/${name}`;
    return ((await (await fetch(url)).json()) as { contentType: unknown }).contentType;
  };
  expect(await typeOf("plain.csv")).toBe("text/csv");
  expect(await typeOf("typed.csv")).toBe("application/vnd.apache.parquet");
  expect((await buckets.read("typed.csv")).slice(0, 4)).toBe("PAR1");
  expect(JSON.parse((await buckets.metadata("typed.csv"))["cloud-runner-parameters"]!)).toMatchObject({
    format: "parquet",
  });
  expect(JSON.parse(await buckets.read("wrong.csv.error.json"))).toMatchObject({ code: "parameter.format" });
});

describe("reports", () => {
  it("are written for programs too, with what the forecast is made of", async () => {
    const [made] = await predict(["data.csv"], {
      folder: folder.path,
      model: "theta",
      report: "deep/api.html",
    });
    expect(made).toMatchObject({ status: "ok" });
    const page = (await bytes("deep/api.html")).toString();
    const data = /id="report-data">([^<]*)</.exec(page)![1]!;
    expect(JSON.parse(data)).toMatchObject({ kind: "forecast", files: [{ name: "data.csv", left: [] }] });
  });

  it("explain so many series of a panel, and say how many", async () => {
    const days = dailySeries().trimEnd().split("\n").slice(1, 21);
    const rows = Array.from({ length: 203 }, (_, shop) => days.map((line) => `shop ${shop},${line}`)).flat();
    await folder.file("many.csv", `shop,date,y\n${rows.join("\n")}\n`);
    const { exitCode } = await folder.run("predict", "many.csv", "--model", "theta", "--report", "many.html");
    expect(exitCode).toBe(0);
    const page = (await bytes("many.html")).toString();
    const { files } = JSON.parse(/id="report-data">([^<]*)</.exec(page)![1]!) as {
      files: { left: string[] }[];
    };
    expect(files[0]!.left).toEqual([expect.stringMatching(/^Of 203 series, 200 are explained: /)]);
  });

  it("are of all files of a folder, those that failed included", async () => {
    await mkdir(join(folder.path, "in"));
    await folder.file("in/a.csv", dailySeries());
    await folder.file("in/b.csv", "date,y\n2024-01-01,lots\n");
    const args = ["predict", "in/", "-o", "out/", "--report", "all.html", "--model", "theta"];
    const { exitCode } = await folder.run(...args);
    expect(exitCode).toBe(3);
    const page = (await bytes("all.html")).toString();
    expect(JSON.parse(/id="report-data">([^<]*)</.exec(page)![1]!)).toMatchObject({
      files: [{ name: "in/a.csv", left: [] }],
      failures: [{ name: "in/b.csv" }],
    });
  });
});

describe("pictures", () => {
  const pngSize = (content: Buffer) => ({
    mark: content.subarray(1, 4).toString(),
    width: content.readUInt32BE(16),
    height: content.readUInt32BE(20),
  });

  it("are of the kind that the name says", async () => {
    const args = ["predict", "data.csv", ...naive, "--force", "--plot"];
    for (const name of ["chart.png", "chart.svg", "chart.html"]) {
      const { exitCode, stderr } = await folder.run(...args, name);
      expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 });
    }
    expect(pngSize(await bytes("chart.png"))).toEqual({ mark: "PNG", width: 1720, height: 800 });
    expect((await bytes("chart.svg")).toString()).toMatch(/^<svg /);
    expect((await bytes("chart.html")).toString()).toMatch(/^<!doctype html>/);
    const refused = await folder.run(...args, "chart.jpg");
    expect(refused.exitCode).toBe(2);
    expect(refused.stderr).toContain("--plot chart.jpg does not end in .svg, .png or .html.");
  });

  it("show the series that are named, and refuse others", async () => {
    const days = dailySeries().trimEnd().split("\n").slice(1);
    const rows = ["Łódź", "東京", "a & b"].flatMap((shop) => days.map((line) => `${shop},${line}`));
    await folder.file("shops.csv", `shop,date,y\n${rows.join("\n")}\n`);
    const args = ["predict", "shops.csv", ...naive, "--id-column", "shop", "--force"];
    const named = ["--series", "a & b", "--series", "Łód", "--plot", "shops.svg"];
    // Of a file that is here its names are known before anything is sent.
    const refused = await folder.run(...args, ...named);
    expect(refused).toMatchObject({ exitCode: 2, stdout: "" });
    expect(refused.stderr).toContain("shops.csv has no series Łód. Did you mean Łódź?");
    expect(existsSync(join(folder.path, "shops.forecast.csv"))).toBe(false);
    const [command, , ...options] = args;
    const { stderr } = await execa(process.execPath, [cliPath, command!, "-", ...options, ...named], {
      cwd: folder.path,
      input: await bytes("shops.csv"),
      env: { NO_COLOR: "1", CI: "true" },
    });
    expect(stderr).toContain("There is no series Łód, so it is not drawn. Did you mean Łódź?");
    const one = (await bytes("shops.svg")).toString();
    expect(one.match(/class="title"[^<]*/g)).toEqual([expect.stringContaining("a &amp; b, series 3 of 3")]);
    const both = await folder.run(...args, "--series", "東京", "--series", "Łódź", "--plot", "shops.png");
    expect(both.stderr).toContain("lacks some letters");
    const beside = ["--ndjson", "-o", "shops.events.csv", "--series", "東京", "--plot", "beside.svg"];
    expect(await folder.run(...args, ...beside)).toMatchObject({ exitCode: 0 });
    expect((await bytes("beside.svg")).toString()).toContain("東京, series 2 of 3");
    expect(pngSize(await bytes("shops.png"))).toMatchObject({ width: 1720, height: 1600 });
  });
});
