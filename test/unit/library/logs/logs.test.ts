import { describe, expect, it } from "vitest";
import { entryFrom, type LogEntry, type RawEntry } from "../../../../src/library/logs/entry.ts";
import { follow, type FollowOptions } from "../../../../src/library/logs/logs.ts";
import { virtualClock } from "../../cli/support.ts";

const raw: RawEntry = {
  insertId: "a1",
  timestamp: { seconds: "1767323045", nanos: 678_900_000 },
  receiveTimestamp: { seconds: "1767323046", nanos: 0 },
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
      receiveTimestamp: "2026-01-02T03:04:06.000Z",
      severity: "WARNING",
      message: "Two rows were left out",
      labels: { input: "predict/x/data.csv" },
      input: "predict/x/data.csv",
      revision: "forecast-00001",
      trace: "projects/p/traces/t",
      fields: { rowsIn: 10, nested: { list: [true, null] } },
    });
  });

  it("says which run and which place in the file it is about", () => {
    const input = "predict/20260102-030405-a1b2c3d4/data.csv";
    const place = { line: { numberValue: 3 }, column: { numberValue: 2 } };
    const labelled = { ...raw, labels: { input } };
    expect(entryFrom({ ...labelled, jsonPayload: { fields: place } })).toMatchObject({
      input,
      run: "20260102-030405-a1b2c3d4",
      line: 3,
      column: 2,
    });
    const error = { structValue: { fields: place } };
    expect(entryFrom({ ...labelled, jsonPayload: { fields: { error } } })).toMatchObject({
      line: 3,
      column: 2,
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
  const missed = () => {
    throw new Error("Nothing was missed.");
  };
  const entryAt = (id: string, atMs: number, receivedMs = atMs): LogEntry => ({
    insertId: id,
    timestamp: new Date(atMs).toISOString(),
    receiveTimestamp: new Date(receivedMs).toISOString(),
    severity: "INFO",
    message: id,
    labels: {},
    fields: {},
  });

  const idsOf = async (options: Pick<FollowOptions, "signal" | "read"> & Partial<FollowOptions>) => {
    const ids: string[] = [];
    const defaults = { clock: virtualClock(start), pauseMs: 500, missed, seen: [] };
    for await (const { insertId } of follow({ ...defaults, ...options })) ids.push(insertId);
    return ids;
  };

  it("gives each entry once, late ones too, in order of time", async () => {
    const clock = virtualClock(start);
    const stop = new AbortController();
    const readings = [
      [entryAt("c", start + 3000), entryAt("b", start + 2000), entryAt("a", start)],
      [entryAt("d", start + 4000), entryAt("late", start + 2500), entryAt("c", start + 3000)],
      [],
    ];
    const since: number[] = [];
    const shown = await idsOf({
      clock,
      signal: stop.signal,
      seen: [entryAt("a", start)],
      async read(sinceMs) {
        since.push(sinceMs!);
        if (readings.length === 1) stop.abort();
        return readings.shift()!;
      },
    });
    expect(shown).toEqual(["b", "c", "late", "d"]);
    // Never beyond the clock, whatever the entries say.
    expect(since[1]).toBe(start + 500 - 60_000);
  });

  it("gives nothing of before that is not wanted, and hides nothing behind an entry of tomorrow", async () => {
    const clock = virtualClock(start);
    const stop = new AbortController();
    const old = entryAt("old", start - 10_000);
    const readings = [
      [entryAt("tomorrow", start + 86_400_000), old],
      [entryAt("new", start + 700), entryAt("tomorrow", start + 86_400_000), old],
    ];
    const shown = await idsOf({
      clock,
      signal: stop.signal,
      seen: [old],
      async read(sinceMs) {
        if (readings.length === 1) stop.abort();
        return readings.shift()!.filter(({ timestamp }) => Date.parse(timestamp) >= sinceMs!);
      },
    });
    expect(shown).toEqual(["tomorrow", "new"]);
  });

  it("gives a request that took ten minutes, logged at its end with the time at which it came", async () => {
    const clock = virtualClock(start);
    const stop = new AbortController();
    const request = entryAt("request", start - 600_000, start + 400);
    const shown = await idsOf({
      clock,
      signal: stop.signal,
      async read(receivedSinceMs) {
        if (clock.now() > start + 300_000) stop.abort();
        return Date.parse(request.receiveTimestamp) >= receivedSinceMs! ? [request] : [];
      },
    });
    expect(shown).toEqual(["request"]);
  });

  it("keeps the order of entries of one moment", async () => {
    const stop = new AbortController();
    const shown = await idsOf({
      signal: stop.signal,
      async read() {
        stop.abort();
        // The newest first, as Cloud Logging gives them.
        return [entryAt("third", start), entryAt("second", start), entryAt("first", start)];
      },
    });
    expect(shown).toEqual(["first", "second", "third"]);
  });

  it("says so when more came at once than it reads", async () => {
    const stop = new AbortController();
    let times = 0;
    const following = follow({
      clock: virtualClock(start),
      pauseMs: 500,
      signal: stop.signal,
      missed: () => times++,
      seen: [],
      async read(_since, limit) {
        stop.abort();
        return Array.from({ length: limit }, (_, index) => entryAt(`${index}`, start));
      },
    });
    for await (const _ of following);
    expect(times).toBe(1);
  });

  it("reports a failure to read", async () => {
    const following = follow({
      clock: virtualClock(),
      pauseMs: 500,
      signal: new AbortController().signal,
      missed,
      seen: [],
      read: () => Promise.reject(new Error("refused")),
    });
    await expect(following.next()).rejects.toThrow("refused");
  });
});
