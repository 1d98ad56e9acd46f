import { expect, it } from "vitest";
import { render } from "../../../../src/cli/commands/status/render.ts";
import { viewOf } from "../../../../src/cli/shell/view.ts";
import type { StatusResult } from "../../../../src/library/stack/status.ts";

const view = viewOf({ write: () => true }, { env: {}, platform: "linux" }, true);
const status = (
  executions: StatusResult["executions"],
  schedules: StatusResult["schedules"] = [],
): StatusResult => ({
  stack: "forecast",
  target: "local",
  project: "p",
  region: "us-central1",
  service: undefined,
  instances: 0,
  backlog: 0,
  deadLetters: 0,
  executions,
  schedules,
  resources: [],
});
const execution = (index: number) => ({
  name: `forecast-job-${index}`,
  tasks: 12,
  succeeded: index,
  failed: index % 2,
  running: 1,
  since: "2026-01-01T02:03:04.000Z",
});

it("shows what the job is at: the tasks that are done, and since when", () => {
  const text = render(status([3, 2, 1, 4, 5, 6, 7].map(execution)), view);
  expect(text).toMatch(
    /^under way +forecast-job-3, 3 of 12 tasks done, 1 failed, since 2026-01-01 02:03:04 UTC$/m,
  );
  expect(text).toMatch(/^ +forecast-job-2, 2 of 12 tasks done, since 2026-01-01 02:03:04 UTC$/m);
  expect(text).toMatch(/^ +and 2 more executions$/m);
});

it("shows how many series of a panel are done", () => {
  const text = render(status([{ ...execution(2), series: { done: 12_000, series: 200_000 } }]), view);
  expect(text).toContain("2 of 12 tasks done, 12000 of 200000 series done, since");
});

it.each([[[]], [undefined]])("says nothing of the job where nothing is under way: %j", (executions) => {
  expect(render(status(executions), view)).not.toContain("under way");
});

it("shows when schedules are due, and what became of their last run", () => {
  const nightly = {
    name: "nightly",
    cron: "0 5 * * *",
    timezone: "Europe/Berlin",
    state: "on" as const,
    inputs: ["in/**"],
    output: "{name}",
    nextRun: "2026-01-02T04:00:00Z",
    lastRun: undefined,
    lastFailure: undefined,
  };
  const failed = { lastRun: "2026-01-01T04:00:00Z", lastFailure: "status 503" };
  const weekly = { ...nightly, ...failed, name: "weekly", state: "paused" as const };
  const text = render(status([], [nightly, weekly, nightly, nightly, nightly, nightly]), view);
  expect(text).toMatch(/^schedules +nightly, next 2026-01-02 05:00 Europe\/Berlin, last not yet$/m);
  expect(text).toMatch(/^ +weekly, next paused, last 2026-01-01 05:00 Europe\/Berlin, failed: status 503$/m);
  expect(text).toMatch(/^ +and 1 more: `cloud-runner schedule list`$/m);
});
