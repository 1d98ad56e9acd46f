import { Logging, v2 } from "@google-cloud/logging";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createLogging, type LoggingService } from "../../src/local/services/logging/logging.ts";
import { startServices, type StartedServices } from "../support/local-services.ts";
import { clientOptions } from "../support/run-services.ts";

const resourceNames = ["projects/cloud-runner-local"];
const stdout = "projects/cloud-runner-local/logs/run.googleapis.com%2Fstdout";

let started: StartedServices;
let logging: LoggingService;
let client: InstanceType<typeof v2.LoggingServiceV2Client>;

const resource = (service: string) => ({
  type: "cloud_run_revision",
  labels: { service_name: service, location: "us-central1" },
});

beforeAll(async () => {
  started = await startServices((context) => [(logging = createLogging(context))]);
  client = new v2.LoggingServiceV2Client(clientOptions(started));
});
afterAll(async () => {
  await client.close();
  await started.close();
});

interface Entry {
  timestamp: unknown;
  insertId?: string;
  textPayload?: string;
}

async function list(filter: string, more: { orderBy?: string; pageSize?: number } = {}): Promise<Entry[]> {
  const [entries] = await client.listLogEntries({ resourceNames, filter, ...more });
  return entries as Entry[];
}

test("entries are found by service, in the order that was asked for", async () => {
  for (const [index, service] of ["a", "b", "a"].entries()) {
    logging.write({
      logName: stdout,
      resource: resource(service),
      timestamp: `2026-01-01T00:00:0${index}Z`,
      severity: "INFO",
      jsonPayload: { index, nested: { list: [1, "two", null, true] } },
    });
  }
  const filter =
    'resource.type="cloud_run_revision" AND resource.labels.service_name="a" AND timestamp>="2026-01-01T00:00:00Z"';
  const found = await list(filter, { orderBy: "timestamp desc" });
  expect(found.map(({ timestamp }) => timestamp)).toEqual([
    { seconds: "1767225602", nanos: 0 },
    { seconds: "1767225600", nanos: 0 },
  ]);
  expect(found[1]).toMatchObject({
    logName: stdout,
    severity: "INFO",
    payload: "jsonPayload",
    resource: { labels: { service_name: "a" } },
  });
  expect(found[1]?.insertId).toBeTruthy();
});

test("entries are found by when they were received, whatever their own time", async () => {
  const began = new Date(Date.now() - 1).toISOString();
  for (const time of ["2026-01-05T00:00:01Z", "2020-01-05T00:00:00Z", "2026-01-05T00:00:02Z"]) {
    logging.write({ logName: stdout, resource: resource("late"), timestamp: time, textPayload: time });
  }
  const late = 'resource.labels.service_name="late"';
  const received = await list(`${late} AND receiveTimestamp>="${began}"`, { orderBy: "timestamp desc" });
  expect(received.map(({ textPayload }) => textPayload)).toEqual([
    "2026-01-05T00:00:02Z",
    "2026-01-05T00:00:01Z",
    "2020-01-05T00:00:00Z",
  ]);
  const bounded = await list(`${late} AND receiveTimestamp>="${began}" AND timestamp>="2026-01-01"`);
  expect(bounded).toHaveLength(2);
  expect(
    await list(`${late} AND receiveTimestamp>="${new Date(Date.now() + 60_000).toISOString()}"`),
  ).toEqual([]);
  // Nothing has been received by then, but the other branch holds.
  expect(await list(`${late} AND (receiveTimestamp>="2100-01-01" OR timestamp<"2021-01-01")`)).toHaveLength(
    1,
  );
});

test("pages go on where they ended, though new entries come", async () => {
  for (let index = 0; index < 5; index++) {
    logging.write({
      logName: stdout,
      resource: resource("paged"),
      timestamp: `2026-02-01T00:00:0${index}Z`,
      textPayload: `${index}`,
    });
  }
  const filter = 'resource.labels.service_name="paged"';
  const seen: (string | null | undefined)[] = [];
  let pageToken = "";
  do {
    const [entries, , answer] = await client.listLogEntries(
      { resourceNames, filter, orderBy: "timestamp desc", pageSize: 2, pageToken },
      { autoPaginate: false },
    );
    seen.push(...(entries as Entry[]).map(({ textPayload }) => textPayload));
    logging.write({ logName: stdout, resource: resource("paged"), textPayload: "new" });
    pageToken = answer?.nextPageToken ?? "";
  } while (pageToken !== "");
  expect(seen).toEqual(["4", "3", "2", "1", "0"]);
});

test("what a client writes is read by the high-level client", async () => {
  const high = new Logging(clientOptions(started));
  const log = high.log("forecast");
  const resource = { type: "global" };
  await log.write(
    [
      log.entry({ severity: "ERROR", labels: { step: "fit" }, resource }, { message: "failed", rows: 2 }),
      log.entry({ severity: "INFO", resource }, "fine"),
    ],
    { resource },
  );
  const [entries] = await high.getEntries({
    filter: 'logName="projects/cloud-runner-local/logs/forecast" AND severity>=ERROR',
  });
  expect(entries).toHaveLength(1);
  expect(entries[0]!.data).toEqual({ message: "failed", rows: 2 });
  expect(entries[0]!.metadata.labels).toEqual({ step: "fit" });
  await high.loggingService.close();
});

test("an entry that is written twice is kept once", async () => {
  const entry = {
    logName: "projects/cloud-runner-local/logs/twice",
    resource: { type: "global" },
    insertId: "one",
    timestamp: { seconds: 1_700_000_000 },
    textPayload: "x",
  };
  await client.writeLogEntries({ entries: [entry, entry] });
  expect(await list('log_id("twice")')).toHaveLength(1);
  await client.deleteLog({ logName: entry.logName });
  expect(await list('log_id("twice")')).toHaveLength(0);
});

test("a tail gets the entries that match, as they are written", async () => {
  const stream = client.tailLogEntries();
  const texts: string[] = [];
  stream.on("data", (answer: { entries: { textPayload: string }[] }) =>
    texts.push(...answer.entries.map(({ textPayload }) => textPayload)),
  );
  const ended = new Promise((resolve) => stream.once("error", resolve).once("end", resolve));
  stream.write({
    resourceNames,
    filter: 'resource.labels.service_name="tailed"',
    bufferWindow: { seconds: 0, nanos: 1_000_000 },
  });
  await expect
    .poll(() => {
      logging.write({ logName: stdout, resource: resource("other"), textPayload: "no" });
      logging.write({ logName: stdout, resource: resource("tailed"), textPayload: "yes" });
      return texts.length;
    })
    .toBeGreaterThan(0);
  expect(new Set(texts)).toEqual(new Set(["yes"]));
  stream.cancel();
  await ended;
});

test.each([
  ["severity=", 3],
  ["nonsense=1", 3],
  ["severity>=LOUD", 3],
  ["(severity=ERROR", 3],
  ['timestamp>"yesterday"', 3],
])("the filter %j is refused", async (filter, code) => {
  await expect(list(filter)).rejects.toMatchObject({ code });
});

test("other projects, and none, are refused", async () => {
  const listed = (names: string[]) => client.listLogEntries({ resourceNames: names });
  await expect(listed(["projects/other"])).rejects.toMatchObject({ code: 7 });
  await expect(listed([])).rejects.toMatchObject({ code: 3 });
  await expect(list("", { orderBy: "severity" })).rejects.toMatchObject({ code: 3 });
});
