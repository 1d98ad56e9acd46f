import { expect, it } from "vitest";
import { run } from "../../../../src/cli/commands/status/run.ts";
import { renderWatched } from "../../../../src/cli/commands/status/watch.ts";
import { viewOf } from "../../../../src/cli/shell/view.ts";
import type { WatchedStatus } from "../../../../src/library/stack/watch-status.ts";

const status: WatchedStatus = {
  stack: "forecast",
  target: "local",
  project: "p",
  region: "us-central1",
  service: {
    name: "forecast",
    url: "u",
    revision: "forecast-00002",
    traffic: "latest 100 %",
    condition: "ready",
    image: "i",
  },
  instances: 2,
  backlog: 4,
  deadLetters: undefined,
  executions: [],
  schedules: [],
  resources: [
    { kind: "pubsub.topic", name: "topics/a", state: "ok" },
    { kind: "pubsub.topic", name: "topics/b", state: "missing" },
  ],
  at: "2026-01-02T03:04:05.000Z",
  changes: [
    { what: "backlog", from: 10, to: 4, perSecond: -3 },
    { what: "instances", from: 1, to: 2, perSecond: 0.5 },
    { what: "revision", from: "forecast-00001", to: "forecast-00002" },
  ],
  trouble: "Google Cloud does not answer.",
};
const view = (columns = 80, env = {}) =>
  viewOf({ write: () => true, isTTY: true, columns }, { env, platform: "linux" }, true);

it("says which way everything goes", () => {
  expect(renderWatched(status, view(), 2000)).toMatchInlineSnapshot(`
    "forecast on local, 03:04:05 UTC, every 2 s; Ctrl-C ends
    service               forecast, ready
    revision              forecast-00002, was forecast-00001
    traffic               latest 100 %
    instances             2 ↑ 1 (0.5/s)
    backlog               4 ↓ 6 (3/s)
    dead-letter messages  no sample
    resources             1 of 2 as configured
                          topics/b missing
    ⚠ Google Cloud does not answer. Trying again."
  `);
});

it("fits a narrow terminal, in ASCII too", () => {
  const lines = renderWatched(status, view(40, { CLOUD_RUNNER_ASCII: "1" }), 2000).split("\n");
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(40);
  expect(lines.join("")).toMatch(/^[ -~]+$/);
});

it.each([
  [["5"], false],
  [["0"], true],
  [["soon"], true],
  [["3601"], true],
])("refuses %j with --watch %s", async (words, watch) => {
  const asked = async () => {
    const running = run({} as never, { arguments: words, options: { watch } });
    if (Symbol.asyncIterator in running) await running.next();
    else await running;
  };
  await expect(asked()).rejects.toMatchObject({ code: "usage.watch" });
});
