import { describe, expect, it } from "vitest";
import { entryFrom, type LogEntry, type RawEntry } from "../../../src/library/logs/entry.ts";
import { follow } from "../../../src/library/logs/logs.ts";
import { virtualClock } from "../cli/support.ts";

const raw: RawEntry = {
  insertId: "a1",
  timestamp: { seconds: "1767323045", nanos: 678_900_000 },
  severity: "WARNING",
  labels: { input: "predict/x/data.csv" },
  resource: { labels: { revision_name: "forecast-00001" } },
  trace: "projects/p/traces/t",
  jsonPayload: {
    fields: {
      message: { stringValue: "Two rows were left out" },
      rowsIn: { numberValue: 10 },
      nested: {
        structValue: {
          fields: {
            list: { listValue: { values: [{ boolValue: true }, { nullValue: "NULL_VALUE" }] } },
          },
        },
      },
    },
  },
};

describe("an entry", () => {
  it("lifts the message and the fields out of a structured payload", () => {
    expect(entryFrom(raw)).toEqual({
      insertId: "a1",
      timestamp: "2026-01-02T03:04:05.678Z",
      severity: "WARNING",
      message: "Two rows were left out",
      labels: { input: "predict/x/data.csv" },
      revision: "forecast-00001",
      trace: "projects/p/traces/t",
      fields: { rowsIn: 10, nested: { list: [true, null] } },
    });
  });

  it.each([
    ["plain text", { textPayload: "started" }, "started"],
    [
      "a request",
      { httpRequest: { requestMethod: "POST", requestUrl: "https://x/", status: 204 } },
      "POST https://x/ 204",
    ],
    ["nothing", {}, ""],
  ])("takes %s for the message", (_, payload, message) => {
    expect(entryFrom({ ...payload, severity: 200 })).toMatchObject({ message, severity: "INFO" });
  });
});

describe("following", () => {
  const start = Date.UTC(2026, 0, 2, 3, 4, 5);
  const entryAt = (id: string, atMs: number): LogEntry => ({
    insertId: id,
    timestamp: new Date(atMs).toISOString(),
    severity: "INFO",
    message: id,
    labels: {},
    fields: {},
  });

  it("gives each entry once, late ones too, in order of time", async () => {
    const clock = virtualClock(start);
    const stop = new AbortController();
    const readings = [
      [entryAt("c", start + 3000), entryAt("b", start + 2000), entryAt("a", start)],
      [entryAt("d", start + 4000), entryAt("late", start + 2500), entryAt("c", start + 3000)],
      [],
    ];
    const shown: string[] = [];
    const since: number[] = [];
    const following = follow({
      clock,
      pauseMs: 500,
      signal: stop.signal,
      seen: [entryAt("a", start)],
      async read(sinceMs) {
        since.push(sinceMs!);
        if (readings.length === 1) stop.abort();
        return readings.shift()!;
      },
    });
    for await (const { insertId } of following) shown.push(insertId);
    expect(shown).toEqual(["b", "c", "late", "d"]);
    expect(since[1]).toBe(start + 3000 - 30_000);
  });

  it("reports a failure to read", async () => {
    const following = follow({
      clock: virtualClock(),
      pauseMs: 500,
      signal: new AbortController().signal,
      seen: [],
      read: () => Promise.reject(new Error("refused")),
    });
    await expect(following.next()).rejects.toThrow("refused");
  });
});
