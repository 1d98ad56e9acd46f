// The filter language of Cloud Monitoring, as people write it in dashboards, alerts and exporters.
import { describe, expect, it } from "vitest";
import { parseMonitoringFilter } from "../../../../../src/local/services/monitoring/filter.ts";
import { selectionOf } from "../../../../../src/local/services/monitoring/select.ts";
import type { Series } from "../../../../../src/local/services/monitoring/series/series.ts";

const type = "run.googleapis.com/request_count";
const metric = `metric.type="${type}"`;

const series: Series[] = [
  { code: "200", service: "forecast" },
  { code: "404", service: "forecast-two" },
  { code: "500", service: "Other" },
].map(({ code, service }) => ({
  metricLabels: { response_code: code, response_code_class: `${code[0]}xx` },
  resourceType: "cloud_run_revision",
  resourceLabels: { project_id: "p-one", location: "us-central1", service_name: service },
  kind: "DELTA",
  valueType: "INT64",
  points: [],
}));

async function taken(filter: string): Promise<(string | undefined)[]> {
  const { takes } = await selectionOf(filter);
  return series.filter(takes).map(({ metricLabels }) => metricLabels["response_code"]);
}

describe("takes", () => {
  it.each([
    [metric, ["200", "404", "500"]],
    [`${metric} AND resource.labels.service_name="forecast"`, ["200"]],
    [`${metric} resource.type="cloud_run_revision" resource.label."service_name"="forecast"`, ["200"]],
    [`metric.type = '${type}'\nresource.type = 'cloud_run_revision'`, ["200", "404", "500"]],
    [`metric.type = ${type} AND metric.label.response_code=404`, ["404"]],
    [`${metric} metric.labels.response_code!="200"`, ["404", "500"]],
    [`${metric} AND NOT metric.labels.response_code = "200"`, ["404", "500"]],
    [`${metric} -metric.labels.response_code="200"`, ["404", "500"]],
    [
      `${metric} AND (metric.labels.response_code="200" OR metric.labels.response_code="500")`,
      ["200", "500"],
    ],
    // An OR binds tighter than an AND.
    [`${metric} AND metric.labels.response_code="200" OR metric.labels.response_code="500"`, ["200", "500"]],
    [`${metric} resource.labels.service_name=starts_with("forecast")`, ["200", "404"]],
    [`${metric} resource.labels.service_name!=starts_with("forecast")`, ["500"]],
    [`${metric} resource.labels.service_name = ends_with("two")`, ["404"]],
    [`${metric} resource.labels.service_name=has_substring("cast")`, ["200", "404"]],
    [`${metric} resource.labels.service_name=has_substring("OTHER", true)`, ["500"]],
    [`${metric} resource.labels.service_name:"cast-t"`, ["404"]],
    [`${metric} metric.labels.response_code_class=one_of("2xx", "5xx")`, ["200", "500"]],
    [`${metric} metric.labels.response_code=monitoring.regex.full_match("5[0-9][0-9]")`, ["500"]],
    [
      `${metric} AND NOT resource.labels.service_name = monitoring.regex.full_match("(forecast|Oth.*)")`,
      ["404"],
    ],
    [`${metric} project="p-one"`, ["200", "404", "500"]],
    [`${metric} project="p-two"`, []],
    [`${metric} resource.labels.service_name="quo\\"te"`, []],
    [`${metric} metric.labels.no_such_label="200"`, []],
    [`${metric} metric.labels.constructor="200"`, []],
  ])("%s", async (filter, codes) => {
    expect(await taken(filter)).toEqual(codes);
  });
});

describe("is refused", () => {
  it.each([
    ["", "exactly one metric.type"],
    ['resource.labels.service_name="a"', "exactly one metric.type"],
    ['metric.type=starts_with("run.googleapis.com/")', "exactly one metric.type"],
    [`${metric} OR ${metric}`, "exactly one metric.type"],
    [`NOT ${metric}`, "exactly one metric.type"],
    [`${metric} AND ${metric}`, "exactly one metric.type"],
    ["metric.type >", "ends early"],
    ['metric.type > "a"', "does not compare by >"],
    [`${metric} AND`, "ends early"],
    [`${metric} metric.labels.response_code`, "ends early"],
    [`${metric} AND service="forecast"`, 'at "service="forecast""'],
    [`${metric} metric.labels.response_code=starts_wiht("2")`, 'at "starts_wiht("2")"'],
    [`${metric} metric.labels.response_code=starts_with("2", "3")`, "Could not parse the filter"],
    [`${metric} metric.labels.response_code=monitoring.regex.full_match("(")`, "regular expression"],
    [`${metric} (metric.labels.response_code="200"`, "ends early"],
    [`${metric})`, 'at ")"'],
    [`${metric} group.id="1"`, "knows nothing of group.id"],
    [`${metric} metadata.system_labels.name="1"`, "knows nothing of metadata"],
    [`${metric} ${"(".repeat(101)}`, "too deeply"],
  ])("%s", async (filter, message) => {
    await expect(selectionOf(filter)).rejects.toThrow(message);
  });
});

it("is read in one pass however deep it goes", async () => {
  const nested = `${"(".repeat(90)}project="a" OR project="b"${")".repeat(90)}`;
  const { takes } = await parseMonitoringFilter(`${nested} OR ${nested}`);
  expect(takes(() => "b")).toBe(true);
  expect(takes(() => "c")).toBe(false);
});
