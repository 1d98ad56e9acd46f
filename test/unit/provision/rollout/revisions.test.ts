import { expect, it } from "vitest";
import { revisionsFrom } from "../../../../src/provision/rollout/revisions.ts";

const at = (seconds: number) => ({ seconds: String(seconds), nanos: 5_000_000 });
const ready = (state: number | "CONDITION_SUCCEEDED", message = "") => [{ type: "Ready", state, message }];
const name = (id: string) => `projects/p/locations/r/services/s/revisions/${id}`;

it("shows revisions the newest first, with state, digest, share and tags", () => {
  const found = [
    {
      name: name("s-1"),
      createTime: at(1),
      conditions: ready(4),
      containers: [{ image: "repo/image:latest" }],
    },
    {
      name: name("s-3"),
      createTime: at(3),
      conditions: ready(3, "It crashed.\nAt once."),
      containers: [{ image: "repo/image@sha256:33" }],
    },
    { name: name("s-2"), createTime: at(2), conditions: ready("CONDITION_SUCCEEDED"), containers: [] },
    { name: name("s-4"), createTime: at(4), conditions: ready(2) },
  ];
  const targets = [
    { revision: undefined, percent: 90, tag: undefined },
    { revision: "s-1", percent: 10, tag: "old" },
  ];
  const views = revisionsFrom(found, { targets, latestReadyRevision: "s-2" });
  expect(views.map((view) => [view.name, view.state, view.digest, view.percent, view.tags])).toEqual([
    ["s-4", "starting", "", 0, []],
    ["s-3", "failed: It crashed.", "sha256:33", 0, []],
    ["s-2", "ready", "", 90, []],
    ["s-1", "ready", "", 10, ["old"]],
  ]);
  expect(views.at(-1)!.created).toBe("1970-01-01T00:00:01.005Z");
});
