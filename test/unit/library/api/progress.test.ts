import { expect, it } from "vitest";
import { progressTo, type ProgressEvent } from "../../../../src/library/api/progress.ts";

it("reports each step as events, with what was said last", () => {
  const events: ProgressEvent[] = [];
  const progress = progressTo((event) => void events.push(event));
  const first = progress.start("Uploading");
  first.update("Waiting");
  first.succeed();
  progress.start("Reading").fail("Not read");
  progress.start("Looking").stop();
  progress.note("So");
  progress.detail("Quietly");
  progress.warn("Look out");
  expect(events.map(({ kind, text }) => `${kind} ${text}`)).toEqual([
    "started Uploading",
    "updated Waiting",
    "succeeded Waiting",
    "started Reading",
    "failed Not read",
    "started Looking",
    "stopped Looking",
    "note So",
    "detail Quietly",
    "warning Look out",
  ]);
});
