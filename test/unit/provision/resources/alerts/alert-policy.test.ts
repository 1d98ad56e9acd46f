import { describe, expect, it } from "vitest";
import {
  alertPolicy,
  policyRequest,
  type PolicySpec,
} from "../../../../../src/provision/resources/alerts/alert-policy.ts";
import { unknownYet } from "../../../../../src/provision/engine/unknown.ts";
import { context } from "../../support.ts";

const labels = { "managed-by": "cloud-runner", "cloud-runner-stack": "forecast", team: "a" };
const spec: PolicySpec = {
  project: "p",
  stack: "forecast",
  alert: "failed-forecasts",
  title: "forecast: forecasts failed",
  watches: "log",
  condition: "A forecast failed",
  filter: "severity>=ERROR",
  channels: ["projects/p/notificationChannels/2", "projects/p/notificationChannels/1"],
  documentation: "look",
  labels,
};

/** As Google answers: durations with strings, lists in an order of its own, what was not sent at its default. */
const answered = (wanted: PolicySpec = spec) => {
  const request = policyRequest(wanted);
  const name = "projects/p/alertPolicies/1";
  return {
    ...request,
    name,
    userLabels: { ...request.userLabels, mine: "x" },
    conditions: request.conditions.map((each) => ({ ...each, name: `${name}/conditions/5` })),
    notificationChannels: request.notificationChannels.toReversed(),
    alertStrategy: {
      ...request.alertStrategy,
      autoClose: { seconds: String(request.alertStrategy.autoClose.seconds), nanos: 0 },
    },
  };
};

const cloudWith = (found: object[]) => {
  const sent: object[] = [];
  const client = {
    listAlertPolicies: async () => [found],
    updateAlertPolicy: async (request: object) => {
      sent.push(request);
      return [answered()];
    },
    deleteAlertPolicy: async (request: object) => void sent.push(request),
  };
  return { ctx: context({ client: async () => client }), sent };
};
const changesOf = async (more: object, wanted = spec) => {
  const { ctx } = cloudWith([{ ...answered(wanted), ...more }]);
  return alertPolicy.diff(wanted, (await alertPolicy.read(ctx, wanted))!);
};
const metric: PolicySpec = { ...spec, watches: "metric", filter: 'metric.type="x"' };

describe("alertPolicy", () => {
  it("is in sync with what it sent, whatever is watched", async () => {
    expect(await changesOf({})).toEqual([]);
    expect(await changesOf({}, metric)).toEqual([]);
  });

  const [log] = answered().conditions;
  const [threshold] = answered(metric).conditions as { conditionThreshold: object }[];
  it.each([
    ["displayName", { displayName: "x" }, spec],
    ["documentation.content", { documentation: { ...answered().documentation, content: "x" } }, spec],
    ["documentation.subject", { documentation: { ...answered().documentation, subject: "x" } }, spec],
    ["conditions", { conditions: [{ ...log, conditionMatchedLog: { filter: "x" } }] }, spec],
    ["conditions", { conditions: [log, log] }, spec],
    [
      "conditions",
      {
        conditions: [
          { ...threshold, conditionThreshold: { ...threshold!.conditionThreshold, thresholdValue: 5 } },
        ],
      },
      metric,
    ],
    ["combiner", { combiner: "AND" }, spec],
    ["enabled", { enabled: { value: false } }, spec],
    ["notificationChannels", { notificationChannels: ["projects/p/notificationChannels/1"] }, spec],
    [
      "alertStrategy.notificationRateLimit",
      {
        alertStrategy: { ...answered().alertStrategy, notificationRateLimit: { period: { seconds: 3600 } } },
      },
      spec,
    ],
    ["alertStrategy.autoClose", { alertStrategy: { ...answered().alertStrategy, autoClose: null } }, spec],
    ["severity", { severity: "CRITICAL" }, spec],
    ["userLabels.team", { userLabels: { ...answered().userLabels, team: "b" } }, spec],
  ])("sees another %s", async (path, more, wanted) => {
    expect((await changesOf(more, wanted)).map((change) => change.path)).toEqual([path]);
  });

  it("shows what comes late as known after apply", () => {
    const wanted = { ...spec, filter: unknownYet, channels: [unknownYet] };
    const live = { name: "n", condition: undefined, labels: {}, settings: {}, twins: [] };
    const changes = alertPolicy.diff(wanted, live);
    expect(JSON.stringify(changes)).toContain("(known after apply)");
  });

  it("keeps its condition when it is changed, and the labels of others", async () => {
    const { ctx, sent } = cloudWith([{ ...answered(), displayName: "x" }]);
    const live = (await alertPolicy.read(ctx, spec))!;
    await alertPolicy.update!(ctx, spec as never, live, alertPolicy.diff(spec, live));
    expect(sent).toMatchObject([
      {
        alertPolicy: {
          name: "projects/p/alertPolicies/1",
          conditions: [{ name: "projects/p/alertPolicies/1/conditions/5" }],
          userLabels: { mine: "x" },
        },
        updateMask: { paths: ["display_name"] },
      },
    ]);
  });

  it("is not made twice, and goes with its twins", async () => {
    const twin = { ...answered(), name: "projects/p/alertPolicies/2" };
    const { ctx, sent } = cloudWith([twin, answered()]);
    const live = await alertPolicy.create(ctx, spec as never);
    expect(sent).toEqual([]);
    await alertPolicy.delete(ctx, live);
    expect(sent).toEqual([{ name: "projects/p/alertPolicies/1" }, { name: twin.name }]);
  });
});
