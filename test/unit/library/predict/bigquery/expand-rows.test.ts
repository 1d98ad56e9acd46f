// What is found out about tables and queries before anything is sent, by Google's client from a server that answers as BigQuery does.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BigQuery } from "@google-cloud/bigquery";
import { OAuth2Client } from "google-auth-library";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseConfig } from "../../../../../src/core/config.ts";
import { namesFor } from "../../../../../src/core/names.ts";
import { expandRows } from "../../../../../src/library/predict/bigquery/expand-rows.ts";
import { takenTables } from "../../../../../src/library/predict/bigquery/look.ts";
import type { Source } from "../../../../../src/library/predict/sources/input.ts";
import { createContext, type CloudContext } from "../../../../../src/provision/engine/context.ts";
import type { Clients } from "../../../../../src/provision/google/clients.ts";
import { startFakeBigQuery, type FakeBigQuery } from "../../../../support/fake-bigquery.ts";
import { virtualClock } from "../../../cli/support.ts";

const names = namesFor(parseConfig({ target: "gcp", project: "my-project", name: "sales" }, "test"));
const fields = [
  { name: "day", type: "DATE" },
  { name: "y", type: "FLOAT" },
];
const queries = {
  "good.sql": "SELECT day, y FROM shop.sales",
  "large.sql": "SELECT * FROM shop.large",
  "far.sql": "SELECT * FROM far.sales",
  "drop.sql": "DROP TABLE shop.sales",
  "wrong.sql": "SELECT",
};

let google: FakeBigQuery;
let cloud: CloudContext;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "cloud-runner-rows-"));
  // As editors on Windows save them.
  for (const [name, query] of Object.entries(queries)) await writeFile(join(folder, name), `\uFEFF${query}`);
  google = await startFakeBigQuery(() => {
    throw new Error("Nothing is stored here.");
  });
  const authClient = new OAuth2Client();
  authClient.setCredentials({ access_token: "x", expiry_date: Number.MAX_SAFE_INTEGER });
  const options = { projectId: "my-project", apiEndpoint: google.url, authClient, autoRetry: false };
  const bigquery = new BigQuery(options);
  const clients: Partial<Clients> = { bigquery: async () => bigquery, faultBudgetMs: 0, isLossFinal: true };
  cloud = createContext({ clients: clients as Clients, clock: virtualClock(), names });

  google.datasets
    .set("my-shop.data", "us-central1")
    .set("my-shop.far", "europe-west1")
    .set("my-shop.free", "US");
  const table = { fields, rows: ["2024-01-01,1"] };
  const lines = { name: "lines", type: "RECORD" };
  const tags = { name: "tags", type: "STRING", mode: "REPEATED" };
  for (const [name, found] of Object.entries({
    "data.sales": table,
    "data.fresh": { ...table, streamed: true },
    "data.empty": { fields, rows: [] },
    "data.streamed": { fields, rows: [], streamed: true },
    "data.view": { ...table, type: "VIEW" },
    "data.emptyview": { fields, rows: [], type: "MATERIALIZED_VIEW" },
    "data.snapshot": { ...table, type: "SNAPSHOT" },
    "data.outside": { ...table, type: "EXTERNAL" },
    "data.nested": { ...table, fields: [...fields, lines, tags] },
    "far.sales": table,
  }))
    google.tables.set(`my-shop.${name}`, found);
  const select = { ...table, location: "us-central1", bytes: 1024 ** 3 };
  google.queries
    .set(queries["good.sql"], select)
    .set(queries["large.sql"], { ...select, bytes: 2 * 1024 ** 4 })
    .set(queries["far.sql"], { ...select, location: "europe-west1" })
    .set(queries["drop.sql"], { ...select, statementType: "DROP_TABLE" });
  google.refuse.call = ({ path }) =>
    path.includes("/tables/secret")
      ? {
          code: 403,
          reason: "accessDenied",
          message:
            "Access Denied: Table my-shop:data.secret: Permission bigquery.tables.get denied on table my-shop:data.secret (or it may not exist).",
        }
      : undefined;
});
afterAll(async () => {
  await google.close();
  await rm(folder, { recursive: true });
});

const expand = (...sources: Source[]) =>
  expandRows(cloud, sources, {
    folder,
    signal: new AbortController().signal,
    bucketLocation: "us-central1",
    maximumBytes: 1024 ** 4,
  });

it("puts tables and queries in the place of words, and says what they read or may lack", async () => {
  const { sources, notes } = await expand(
    "in.csv",
    "bq://my-shop.data.sales",
    "bq://my-shop.data.fresh",
    "good.sql",
  );
  expect(sources).toMatchObject([
    "in.csv",
    { name: "sales.csv", label: "bq://my-shop.data.sales", bigquery: "table" },
    { name: "fresh.csv", label: "bq://my-shop.data.fresh", bigquery: "table" },
    { name: "good.csv", label: "good.sql", bigquery: "query", path: join(folder, "good.sql") },
  ]);
  expect(notes).toEqual([
    "bq://my-shop.data.fresh: rows that were streamed within the last minutes may be missing.",
    "good.sql reads 1.0 GiB in BigQuery.",
  ]);
});

describe("refuses", () => {
  it.each([
    ["a table that is not there", "bq://my-shop.data.none", "There is no table bq://my-shop.data.none."],
    ["a view", "bq://my-shop.data.view", "is a view, whose rows only a query gives"],
    ["an external table", "bq://my-shop.data.outside", "is an external table, whose rows only a query gives"],
    ["nested columns", "bq://my-shop.data.nested", "the columns lines, tags are nested or repeated"],
    [
      "a table elsewhere",
      "bq://my-shop.far.sales",
      "is in europe-west1, and the buckets of this stack are in us-central1.",
    ],
    ["what names no table", "bq://my-shop.data", "names no table"],
    ["a table that may not be read", "bq://my-shop.data.secret", "BigQuery does not let you"],
    ["a query with an error", "wrong.sql", "wrong.sql: BigQuery cannot run the query."],
    ["a query that reads too much", "large.sql", "would read 2.0 TiB, and at most 1.0 TiB are allowed"],
    ["a query elsewhere", "far.sql", "far.sql is in europe-west1"],
    ["what is no query", "drop.sql", "is no query that gives rows: BigQuery takes it for DROP_TABLE."],
    ["a query that is not there", "none.sql", "The query none.sql cannot be read."],
  ])("%s", async (_, word, message) => {
    await expect(expand(word)).rejects.toThrow(message);
  });

  it("with the grant of what may not be read", async () => {
    await expect(expand("bq://my-shop.data.secret")).rejects.toMatchObject({
      fix: expect.stringContaining(
        "GRANT `roles/bigquery.dataViewer` ON TABLE `my-shop.data.secret`",
      ) as unknown,
    });
  });
});

describe("tables with rows where forecasts are to go", () => {
  it.each([
    ["bq://my-shop.data.sales", ["bq://my-shop.data.sales"]],
    ["bq://my-shop.data.empty", []],
    ["bq://my-shop.data.streamed", ["bq://my-shop.data.streamed"]],
    ["bq://my-shop.data.none", []],
    ["bq://my-shop.free", []],
  ])("%s: %j", async (uri, taken) => {
    expect([...(await takenTables(cloud, uri, "us-central1"))]).toEqual(taken);
  });

  // BigQuery says of views that they have no rows.
  it.each([
    ["bq://my-shop.data.emptyview", "is a view, and forecasts can only be written into tables"],
    ["bq://my-shop.data.outside", "is an external table, and forecasts"],
    ["bq://my-shop.data.snapshot", "is a snapshot, and forecasts"],
  ])("are tables: %s %s", async (uri, message) => {
    await expect(takenTables(cloud, uri, "us-central1")).rejects.toThrow(message);
  });

  it("are all of a dataset", async () => {
    expect(await takenTables(cloud, "bq://my-shop.data/", "us-central1")).toContain(
      "bq://my-shop.data.sales",
    );
  });

  it("are in a dataset that is there, and in the right place", async () => {
    await expect(takenTables(cloud, "bq://my-shop.none.t", "us-central1")).rejects.toMatchObject({
      fix: "Make it: bq --location=us-central1 mk --dataset my-shop:none",
    });
    await expect(takenTables(cloud, "bq://my-shop.far.t", "us-central1")).rejects.toThrow(
      "is in europe-west1",
    );
  });
});
