import { expect, it } from "vitest";
import { etagOf, hostOf, uriOf } from "../../../../../../src/local/services/run/api/view.ts";

const written = { uid: "a", version: 1, updateTime: 5 };

it.each([
  ["write", { ...written, version: 2 }],
  ["resource of the same name", { ...written, uid: "b" }],
])("gives another etag to every %s, also within one millisecond", (_what, other) => {
  expect(etagOf(other)).not.toBe(etagOf(written));
});

it("gives the same etag to what nobody has written since", () => {
  expect(etagOf({ ...written })).toBe(etagOf(written));
  // A revision is never written twice, so it has no version.
  expect(etagOf({ uid: "a", updateTime: 5 })).not.toBe(etagOf({ uid: "a", updateTime: 6 }));
});

it("addresses services of several projects apart from each other, with the tag in front", () => {
  const seed = "projects/cloud-runner-local/locations/us-central1/services/sales";
  expect(uriOf("http://127.0.0.1:1", seed, "blue")).toBe("http://127.0.0.1:1/run/us-central1/blue---sales");
  expect(hostOf(seed.replace("cloud-runner-local", "other"))).toMatch(/^sales-2\d{11}$/);
});
