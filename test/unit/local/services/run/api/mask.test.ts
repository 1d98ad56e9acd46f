import { expect, test } from "vitest";
import { applyMask } from "../../../../../../src/local/services/run/api/mask.ts";
import { withoutUnset } from "../../../../../../src/local/services/run/api/unset.ts";

test("takes the named fields, in either spelling, and clears those that are absent", () => {
  const before = {
    description: "old",
    labels: { a: "1", b_c: "2" },
    template: { timeout: { seconds: "1" } },
  };
  const input = { labels: { b_c: "3" }, template: { maxInstanceRequestConcurrency: 5 } };
  const paths = [
    "description",
    "labels.b_c",
    "template.max_instance_request_concurrency",
    "template.timeout",
  ];
  expect(applyMask(before, input, paths)).toEqual({
    labels: { a: "1", b_c: "3" },
    template: { maxInstanceRequestConcurrency: 5 },
  });
  expect(before.description).toBe("old");
});

test("takes everything for a star", () => {
  expect(applyMask({ description: "old" }, { labels: {} }, ["*"])).toEqual({ labels: {} });
});

test("ignores output-only fields and refuses unknown ones", () => {
  expect(applyMask({ description: "old" }, {}, ["etag"])).toEqual({ description: "old" });
  expect(() => applyMask({}, {}, ["nonsense"])).toThrow("not a field");
});

test("what a client wrote out as unset counts as absent, but for entries of maps and empty messages", () => {
  expect(
    withoutUnset({
      description: "",
      labels: { empty: "" },
      annotations: {},
      customAudiences: [],
      ingress: "INGRESS_TRAFFIC_UNSPECIFIED",
      template: { timeout: { seconds: "300", nanos: 0 }, containers: [{ tcpSocket: {}, args: [] }] },
    }),
  ).toEqual({
    labels: { empty: "" },
    template: { timeout: { seconds: "300" }, containers: [{ tcpSocket: {} }] },
  });
});
