import { expect, test } from "vitest";
import { limitsOf } from "../../../../../../src/local/services/run/serving/fleet.ts";
import type {
  ServiceSpec,
  StoredRevision,
  StoredService,
} from "../../../../../../src/local/services/run/api/resources.ts";
import { chooseRevision, isServing, shareOf } from "../../../../../../src/local/services/run/api/traffic.ts";

const latest = (percent: number, tag?: string) => ({
  type: "TRAFFIC_TARGET_ALLOCATION_TYPE_LATEST",
  percent,
  ...(tag && { tag }),
});
const pinned = (revision: string, percent: number) => ({
  type: "TRAFFIC_TARGET_ALLOCATION_TYPE_REVISION",
  revision,
  percent,
});

const service = (serving: StoredService["serving"], spec: ServiceSpec = {}): StoredService => ({
  name: "projects/p/locations/us-central1/services/s",
  uid: "u",
  createTime: 0,
  updateTime: 0,
  version: 1,
  generation: 1,
  observedGeneration: 1,
  spec,
  revisionsMade: 2,
  latestCreated: "s-2",
  latestReady: "s-2",
  serving,
  conditions: [],
  reconciling: false,
});

test.each([
  [0, "s-1"],
  [0.24, "s-1"],
  [0.25, "s-2"],
  [0.999, "s-2"],
])("a draw of %f falls on %s", (draw, revision) => {
  expect(chooseRevision(service([pinned("s-1", 25), latest(75)]), "", draw)).toBe(revision);
});

test("a tag reaches its revision without a share of the traffic", () => {
  const tagged = service([pinned("s-1", 100), latest(0, "next")]);
  expect(chooseRevision(tagged, "next", 0)).toBe("s-2");
  expect(chooseRevision(tagged, "none", 0)).toBeUndefined();
  expect(shareOf(tagged, "s-2")).toBe(0);
  expect(isServing(tagged, "s-2")).toBe(true);
  expect(isServing(tagged, "s-3")).toBe(false);
});

test("a service that never served has nowhere to go", () => {
  expect(chooseRevision(service([]), "", 0)).toBeUndefined();
});

const revision = (minInstanceCount: number, maxInstanceCount: number): StoredRevision => ({
  name: "projects/p/locations/us-central1/services/s/revisions/s-2",
  uid: "u",
  createTime: 0,
  updateTime: 0,
  template: { scaling: { minInstanceCount, maxInstanceCount }, maxInstanceRequestConcurrency: 3 },
  conditions: [],
  reconciling: false,
});

test.each<[string, StoredService, StoredRevision, number, number, boolean]>([
  ["of the revision alone", service([latest(100)]), revision(1, 5), 1, 5, true],
  [
    "of a revision without traffic keep nothing warm",
    service([pinned("s-1", 100)]),
    revision(1, 5),
    0,
    5,
    false,
  ],
  [
    "of the service, by share",
    service([pinned("s-1", 50), latest(50)], { scaling: { minInstanceCount: 4, maxInstanceCount: 6 } }),
    revision(0, 100),
    2,
    3,
    true,
  ],
  [
    "set by hand",
    service([latest(100)], { scaling: { scalingMode: "MANUAL", manualInstanceCount: 2 } }),
    revision(0, 100),
    2,
    2,
    true,
  ],
])("limits %s", (_title, given, of, minimum, maximum, keepsIdle) => {
  expect(limitsOf(given, of)).toEqual({ minimum, maximum, concurrency: 3, keepsIdle });
});
