import { expect, it } from "vitest";
import { entryDocument, renderEntry } from "../../../../src/cli/screen/log-entry.ts";
import { viewOf } from "../../../../src/cli/shell/view.ts";

const view = viewOf({ write: () => true }, { env: {}, platform: "linux" }, true);
const entry = {
  insertId: "a1",
  timestamp: "2026-01-02T03:04:05.678Z",
  receiveTimestamp: "2026-01-02T03:04:05.700Z",
  severity: "WARNING",
  message: "Two rows were left out",
  labels: { input: "predict/x/data.csv" },
  fields: { rowsIn: 10 },
};

it("is one line, with the input unless the message names it", () => {
  expect(renderEntry(entry, view)).toBe(
    "2026-01-02 03:04:05.678Z WARNING Two rows were left out  predict/x/data.csv",
  );
  expect(renderEntry({ ...entry, message: "Read predict/x/data.csv" }, view)).toMatch(
    /Read predict\/x\/data\.csv$/,
  );
});

it("says which task of which execution of the job it was", () => {
  const ofJob = { ...entry, labels: {}, execution: "forecast-job-x7k2p", task: 12 };
  expect(renderEntry(ofJob, view)).toBe(
    "2026-01-02 03:04:05.678Z WARNING forecast-job-x7k2p/12 Two rows were left out",
  );
});

it("shows the time of this machine's zone with its distance to UTC", () => {
  const [, time, sign, hours, minutes] =
    /^(\S+ \S+)([+-])(\d\d):(\d\d) /.exec(renderEntry(entry, view, { localTime: true })) ?? [];
  const zone = Number(`${sign}1`) * (Number(hours) * 60 + Number(minutes));
  expect(Date.parse(`${time!.replace(" ", "T")}Z`) - zone * 60_000).toBe(Date.parse(entry.timestamp));
});

it("stands as a document with its fields beside it", () => {
  expect(entryDocument(entry)).toMatchObject({
    message: "Two rows were left out",
    rowsIn: 10,
    severity: "WARNING",
  });
});

it("lets no entry look like another one", () => {
  const forged = { ...entry, message: "fine\n2026-01-02 03:04:06.000 ERROR   forged", labels: {} };
  expect(renderEntry(forged, view).split("\n")[1]).toMatch(/^ {4}/);
  expect(renderEntry({ ...entry, labels: { input: "a\nb" } }, view).split("\n")).toHaveLength(1);
});
