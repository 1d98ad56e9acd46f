// Google's client against a server that answers as BigQuery does.
import { BigQuery } from "@google-cloud/bigquery";
import { OAuth2Client } from "google-auth-library";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { parseConfig } from "../../../../../src/core/config.ts";
import { namesFor } from "../../../../../src/core/names.ts";
import { openJobs, type JobOrder } from "../../../../../src/library/predict/bigquery/jobs.ts";
import { createContext } from "../../../../../src/provision/engine/context.ts";
import type { Clients } from "../../../../../src/provision/google/clients.ts";
import { startFakeBigQuery, type FakeBigQuery } from "../../../../support/fake-bigquery.ts";
import { virtualClock } from "../../../cli/support.ts";

const query = "SELECT 1";
const names = namesFor(parseConfig({ target: "gcp", project: "my-project", name: "sales" }, "test"));

let google: FakeBigQuery;
let clients: Clients;
beforeAll(async () => {
  google = await startFakeBigQuery(() => {
    throw new Error("Nothing is stored here.");
  });
  google.queries.set(query, { fields: [{ name: "y", type: "INTEGER" }], rows: ["1"], bytes: 0 });
  const authClient = new OAuth2Client();
  authClient.setCredentials({ access_token: "x", expiry_date: Number.MAX_SAFE_INTEGER });
  const options = { projectId: "my-project", apiEndpoint: google.url, authClient, autoRetry: false };
  const bigquery = new BigQuery(options);
  const part: Partial<Clients> = {
    bigquery: async () => bigquery,
    faultBudgetMs: 10_000,
    isLossFinal: false,
  };
  clients = part as Clients;
});
beforeEach(() => {
  google.asked.length = 0;
  google.refuse = {};
});
afterAll(() => google.close());

const jobs = (signal = new AbortController().signal) =>
  openJobs(createContext({ clients, clock: virtualClock(), names }), signal);

const order = (purpose: string, more: Partial<JobOrder> = {}): JobOrder => ({
  kind: "query",
  purpose: [purpose],
  location: "EU",
  subject: "sales.sql",
  configuration: { query: { query, useLegacySql: false } },
  ...more,
});

const inserted = () =>
  google.asked
    .filter(({ method }) => method === "POST")
    .map(({ body }) => (body as { jobReference: { jobId: string; location: string } }).jobReference);

const failure = (code: number, reason: string, message = "Something") => ({ code, reason, message });

describe("a job", () => {
  it("is the one that is there, whoever asks for the same", async () => {
    const first = await jobs().run(order("same"));
    const second = await jobs().run(order("same"));
    expect(second.jobReference).toEqual(first.jobReference);
    expect(first.jobReference).toEqual({
      projectId: "my-project",
      jobId: expect.stringMatching(/^cloud-runner-query-[0-9a-f]{32}-1$/) as unknown,
      location: "EU",
    });
    await jobs().run(order("another"));
    expect(new Set(inserted().map(({ jobId }) => jobId)).size).toBe(2);
    expect(google.asked.filter(({ method }) => method === "GET")[0]!.path).toContain("location=EU");
  });

  it("is the one whose answer was lost on the way", async () => {
    let isLost = false;
    google.refuse.answer = ({ method }) =>
      method === "POST" && !isLost ? ((isLost = true), failure(503, "backendError")) : undefined;
    await jobs().run(order("lost"));
    expect(inserted().map(({ jobId }) => jobId.at(-1))).toEqual(["1", "1"]);
  });

  it("gets another id once it has failed, and says each time why", async () => {
    google.refuse.job = () => ({ reason: "backendError", message: "Try again" });
    const failing = jobs().run(order("failed"));
    await expect(failing).rejects.toMatchObject({
      code: "bigquery.failed",
      details: ["Answer: Try again (backendError)"],
    });
    expect(await jobs().isDone(order("failed"))).toBe(false);
    google.refuse = {};
    await jobs().run(order("failed"));
    expect(inserted().map(({ jobId }) => jobId.at(-1))).toEqual(["1", "1", "2"]);
    expect(await jobs().isDone(order("failed"))).toBe(true);
  });

  it("that has failed by the time it is answered says why, as one that fails later", async () => {
    const errors = [{ reason: "invalid", message: "Cannot read and write in different locations" }];
    google.refuse.made = () => ({ errors, isLast: true });
    await expect(jobs().run(order("at once"))).rejects.toMatchObject({ code: "bigquery.location" });
    google.refuse = {};
    await jobs().run(order("at once"));
    expect(inserted().map(({ jobId }) => jobId.at(-1))).toEqual(["1", "1", "2"]);
  });

  it("that goes on in spite of errors is waited for", async () => {
    const errors = [{ reason: "invalid", message: "A row was left out" }];
    google.refuse.made = () => ({ errors, isLast: false });
    expect((await jobs().run(order("in spite"))).status).toEqual({ state: "DONE" });
    expect(inserted()).toHaveLength(1);
  });

  it("is made again when what it made serves no more", async () => {
    await jobs().run(order("old"));
    await jobs().run(order("old", { serves: () => false }));
    expect(inserted().map(({ jobId }) => jobId.at(-1))).toEqual(["1", "1", "2"]);
  });

  it("is left alone by whoever is interrupted", async () => {
    const controller = new AbortController();
    const reason = new Error("Interrupted.");
    google.refuse.answer = () => controller.abort(reason);
    await expect(jobs(controller.signal).run(order("interrupted"))).rejects.toBe(reason);
    google.refuse = {};
    await jobs().run(order("interrupted"));
    expect(inserted().map(({ jobId }) => jobId.at(-1))).toEqual(["1", "1"]);
  });
});

it.each([
  [failure(500, "bytesBilledLimitExceeded"), "bigquery.too-many-bytes", 1],
  [
    failure(
      403,
      "quotaExceeded",
      "Quota exceeded: Your project exceeded quota for free query bytes scanned.",
    ),
    "bigquery.quota",
    1,
  ],
  [
    failure(
      403,
      "accessDenied",
      "Access Denied: Project my-project: User does not have bigquery.jobs.create permission in project my-project.",
    ),
    "bigquery.permission-denied",
    1,
  ],
  [
    failure(404, "notFound", "Not found: Table my-project:shop.none was not found in location EU"),
    "bigquery.not-found",
    1,
  ],
  [failure(400, "invalidQuery", "Unrecognized name: amout at [1:8]"), "bigquery.query", 1],
])("a refusal is said at once: $reason", async (refused, code, calls) => {
  google.refuse.call = () => refused;
  await expect(jobs().run(order("refused"))).rejects.toMatchObject({ code });
  await expect(jobs().dryRun(query, "sales.sql")).rejects.toMatchObject({ code });
  expect(google.asked).toHaveLength(2 * calls);
});
