import { expect, it } from "vitest";
import type { StatusResult } from "../../../../src/library/stack/status.ts";
import { changesBetween } from "../../../../src/library/stack/watch-status.ts";

const status = (more: Partial<StatusResult> = {}): StatusResult => ({
  stack: "forecast",
  target: "local",
  project: "p",
  region: "us-central1",
  service: {
    name: "forecast",
    url: "u",
    revision: "forecast-00001",
    traffic: "latest 100 %",
    condition: "ready",
    image: "i",
  },
  instances: 1,
  backlog: 10,
  deadLetters: 0,
  executions: undefined,
  schedules: undefined,
  resources: [{ kind: "pubsub.topic", name: "topics/a", state: "ok" }],
  ...more,
});

it("tells which numbers have changed, by how much a second, and which words", () => {
  const before = status();
  const service = { ...before.service!, revision: "forecast-00002" };
  const resources = [{ kind: "pubsub.topic", name: "topics/a", state: "missing" as const }];
  expect(changesBetween(before, status({ backlog: 4, service, resources }), 2)).toEqual([
    { what: "backlog", from: 10, to: 4, perSecond: -3 },
    { what: "revision", from: "forecast-00001", to: "forecast-00002" },
    { what: "topics/a", from: "ok", to: "missing" },
  ]);
});

it("knows no rate where there was no number, and nothing where nothing has changed", () => {
  expect(changesBetween(status(), status(), 2)).toEqual([]);
  expect(changesBetween(status({ instances: undefined }), status({ service: undefined }), 2)).toEqual([
    { what: "instances", from: null, to: 1 },
    { what: "revision", from: "forecast-00001", to: null },
    { what: "traffic", from: "latest 100 %", to: null },
    { what: "condition", from: "ready", to: null },
  ]);
});
