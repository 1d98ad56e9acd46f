// Tables of BigQuery in and out by the command line: Storage, service and forecasts are real, and BigQuery's REST API is answered
// by a server of this test, which carries out what it is asked on the same Storage.
import { Storage } from "@google-cloud/storage";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { startFakeBigQuery, type FakeBigQuery } from "../support/fake-bigquery.ts";
import { createProjectFolder, type ProjectFolder } from "../support/project-folder.ts";

const project = "cloud-runner-local";
const sales = "bq://my-shop.eu_data.sales";
const columns = [
  { name: "day", type: "TIMESTAMP" },
  { name: "shop", type: "STRING" },
  { name: "amount", type: "NUMERIC" },
];
/** As BigQuery writes them. */
const rows = Array.from(
  { length: 120 },
  (_, row) =>
    `2024-01-${String((row % 30) + 1).padStart(2, "0")} 00:00:00 UTC,${["007", '"North, ""A"""', "south", "west"][Math.floor(row / 30)]},${100 + (row % 7)}.5`,
);
const naive = ["--model", "naive", "--horizon", "2"];

let folder: ProjectFolder;
let google: FakeBigQuery;

interface Predicted {
  run: string;
  before: number;
  files: {
    input: string;
    status: string;
    output: string;
    error?: { code: string; message: string; fix: string };
  }[];
}

beforeAll(async () => {
  folder = await createProjectFolder();
  await folder.up();
  const { httpPort } = folder.cloud();
  const storage = new Storage({ projectId: project, apiEndpoint: `http://127.0.0.1:${httpPort}` });
  google = await startFakeBigQuery(() => storage);
  process.env["BIGQUERY_EMULATOR_HOST"] = google.url;
  google.datasets.set("my-shop.eu_data", "us-central1").set("my-shop.free", "US");
  google.tables.set("my-shop.eu_data.sales", { fields: columns, rows });
});
afterAll(async () => {
  delete process.env["BIGQUERY_EMULATOR_HOST"];
  await google.close();
  await folder.remove();
});
afterEach(() => {
  google.asked.length = 0;
  google.refuse = {};
});

const inserts = () =>
  google.asked.filter(({ method }) => method === "POST").map(({ body }) => body as Record<string, unknown>);
const idsOf = (kind: string) =>
  inserts()
    .map((body) => (body["jobReference"] as { jobId: string }).jobId)
    .filter((id) => id.startsWith(`cloud-runner-${kind}-`));

it("forecasts a table into a table, and asks BigQuery for one extract and one load", async () => {
  const { run } = await folder.json<Predicted>(
    "predict",
    sales,
    ...naive,
    "-o",
    "bq://my-shop.eu_data.forecast",
  );
  const labels = { "managed-by": "cloud-runner", "cloud-runner-stack": "forecast" };
  const upload = `predict/${run}/sales.csv`;
  expect(inserts()).toEqual([
    {
      configuration: {
        labels,
        extract: {
          sourceTable: { projectId: "my-shop", datasetId: "eu_data", tableId: "sales" },
          destinationUris: [
            expect.stringMatching(
              new RegExp(
                `^gs://${project}-forecast-input/predict/${run}/job-data/sales\\.csv/cloud-runner-extract-[0-9a-f]{32}-1-\\*\\.csv$`,
              ),
            ),
          ],
          destinationFormat: "CSV",
          printHeader: false,
        },
      },
      jobReference: {
        projectId: project,
        jobId: expect.stringMatching(/^cloud-runner-extract-[0-9a-f]{32}-1$/),
        location: "us-central1",
      },
    },
    {
      configuration: {
        labels,
        load: {
          sourceUris: [`gs://${project}-forecast-output/${upload}`],
          sourceFormat: "PARQUET",
          destinationTable: { projectId: "my-shop", datasetId: "eu_data", tableId: "forecast" },
          schema: {
            fields: [
              { name: "date", type: "TIMESTAMP", mode: "NULLABLE" },
              { name: "prediction", type: "FLOAT64", mode: "NULLABLE" },
              { name: "prediction_lower", type: "FLOAT64", mode: "NULLABLE" },
              { name: "prediction_upper", type: "FLOAT64", mode: "NULLABLE" },
              { name: "shop", type: "STRING", mode: "NULLABLE" },
              { name: "model", type: "STRING", mode: "NULLABLE" },
            ],
          },
          createDisposition: "CREATE_IF_NEEDED",
          writeDisposition: "WRITE_EMPTY",
        },
      },
      jobReference: {
        projectId: project,
        jobId: expect.stringMatching(/^cloud-runner-load-[0-9a-f]{32}-1$/),
        location: "us-central1",
      },
    },
  ]);
  const lines = google.loaded.get("my-shop.eu_data.forecast")!.trimEnd().split("\n");
  expect(lines[1]).toMatch(/^2024-01-31,101\.5,/);
  expect(lines.map((line) => line.split(",").at(-2)).slice(1, 3)).toEqual(["007", "007"]);
  expect(lines).toHaveLength(9);
  // What BigQuery wrote in parts is cleared away, and the upload holds it below its header.
  const { httpPort } = folder.cloud();
  const storage = new Storage({ projectId: project, apiEndpoint: `http://127.0.0.1:${httpPort}` });
  const bucket = storage.bucket(`${project}-forecast-input`);
  const [files] = await bucket.getFiles({ prefix: `predict/${run}/` });
  expect(files.map(({ name }) => name)).toEqual([upload]);
  expect((await bucket.file(upload).download())[0].toString()).toBe(`day,shop,amount\n${rows.join("\n")}\n`);
});

it("overwrites a table that has rows only with --force, and asks before anything is sent", async () => {
  const asked = ["predict", sales, ...naive, "-o", "bq://my-shop.eu_data.forecast"];
  const refused = await folder.run(...asked);
  expect(refused.exitCode).toBe(2);
  expect(refused.stderr).toContain("bq://my-shop.eu_data.forecast is there already.");
  expect(inserts()).toEqual([]);
  await folder.json(...asked, "--force");
  expect(inserts()[1]).toMatchObject({ configuration: { load: { writeDisposition: "WRITE_TRUNCATE" } } });
});

it("runs a query within its bound, and puts many parts together", async () => {
  const query = "SELECT day, shop, amount FROM `my-shop.eu_data.sales`";
  await folder.file("queries.sql", query);
  google.queries.set(query, {
    fields: columns,
    rows,
    bytes: 5 * 1024 ** 3,
    location: "us-central1",
    parts: 40,
  });
  const refused = await folder.run("predict", "queries.sql", ...naive, "--max-bytes-billed", "20000000");
  expect(refused.stderr).toContain(
    "queries.sql would read 5.0 GiB, and at most 19.1 MiB are allowed, so it was not run.",
  );
  expect(refused.stderr).toContain("--max-bytes-billed 5368709120");
  expect(inserts()).toHaveLength(1);
  google.asked.length = 0;
  const done = await folder.run("predict", "queries.sql", ...naive, "--no-plot", "-o", "out/");
  expect(done.stderr).toContain("queries.sql reads 5.0 GiB in BigQuery.");
  expect(done.exitCode).toBe(0);
  expect(done.stdout).toContain("queries.sql → out/queries.forecast.csv  8 rows of 4 series");
  const [, , ran, extracted] = inserts();
  expect(ran).toMatchObject({
    configuration: { query: { query, useLegacySql: false, maximumBytesBilled: "107374182400" } },
    jobReference: { location: "us-central1" },
  });
  expect(extracted).toMatchObject({
    configuration: { extract: { sourceTable: { datasetId: "_anonymous" } } },
  });
});

it("makes a table for each of several inputs, and resumes with what is left without loading twice", async () => {
  google.tables.set("my-shop.eu_data.more", { fields: columns, rows });
  google.refuse.job = (id) =>
    id.startsWith("cloud-runner-load-") && idsOf("load").indexOf(id) === 1
      ? { reason: "backendError", message: "Try again" }
      : undefined;
  const asked = [
    "predict",
    sales,
    "bq://my-shop.eu_data.more",
    ...naive,
    "-o",
    "bq://my-shop.free",
    "--parallel",
    "1",
  ];
  const first = await folder.run(...asked, "--json");
  expect(first.exitCode).toBe(3);
  const { run, files } = JSON.parse(first.stdout) as Predicted;
  expect(
    files.map(({ status, output, error }) => output ?? `${status}: ${error?.message}`).toSorted(),
  ).toEqual([
    expect.stringMatching(/^bq:\/\/my-shop\.free\.(more|sales)_forecast$/),
    expect.stringMatching(
      /^failed: bq:\/\/my-shop\.free\.(more|sales)_forecast: BigQuery has a moment without service/,
    ),
  ]);
  google.asked.length = 0;
  google.refuse = {};
  const second = JSON.parse((await folder.run("predict", "--resume", run, "--json")).stdout) as Predicted;
  expect({ before: second.before, done: second.files.length }).toEqual({ before: 1, done: 1 });
  // The id of the one that failed is met first; nothing is extracted again.
  expect(idsOf("extract")).toEqual([]);
  expect(idsOf("load").map((id) => id.at(-1))).toEqual(["1", "2"]);
  google.asked.length = 0;
  const third = JSON.parse((await folder.run("predict", "--resume", run, "--json")).stdout) as Predicted;
  expect({ before: third.before, files: third.files, inserts: inserts() }).toEqual({
    before: 2,
    files: [],
    inserts: [],
  });
  expect([...google.loaded.keys()].toSorted()).toContain("my-shop.free.sales_forecast");
});

it("has no BigQuery on the local cloud, and none in schedules, check and backtest", async () => {
  const rowsLater = await folder.run("schedule", "add", "nightly", "--cron", "0 5 * * *", sales);
  expect(rowsLater.stderr).toContain("a schedule cannot read from BigQuery, since it has no user's rights.");
  for (const command of ["check", "backtest"]) {
    const { stderr } = await folder.run(command, sales);
    expect(stderr).toContain("only `predict` reads from BigQuery");
  }
  delete process.env["BIGQUERY_EMULATOR_HOST"];
  for (const words of [[sales], ["queries.sql"], ["sales.csv", "-o", "bq://my-shop.eu_data.other"]]) {
    const { exitCode, stderr } = await folder.run("predict", ...words);
    expect(stderr).toContain("The local cloud has no BigQuery: tables and queries are only on Google Cloud.");
    expect(exitCode).toBe(1);
  }
  expect(google.asked).toEqual([]);
});
