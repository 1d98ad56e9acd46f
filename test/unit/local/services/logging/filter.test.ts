import { expect, test } from "vitest";
import { completeEntry } from "../../../../../src/local/services/logging/entry.ts";
import { parseFilter } from "../../../../../src/local/services/logging/filter.ts";

const entry = completeEntry(
  {
    logName: "projects/p/logs/run.googleapis.com%2Fstdout",
    resource: { type: "cloud_run_revision", labels: { service_name: "forecast" } },
    severity: "WARNING",
    timestamp: "2026-03-01T12:00:00.5Z",
    jsonPayload: {
      message: "Result written",
      rows: 28,
      nested: { deep: "x" },
      list: ["a", "b"],
      ok: true,
      grants: [{ to: "ann", on: [{ id: 1 }] }, 5, { to: "bo" }],
    },
    labels: { "run.googleapis.com/execution_name": "e1", instanceId: "i" },
    trace: "projects/p/traces/t",
    httpRequest: { status: 503, latency: { seconds: "1", nanos: 500_000_000 } },
  },
  0,
);

test.each<[string, boolean]>([
  ["", true],
  ['resource.type="cloud_run_revision"', true],
  ["resource.type=cloud_run_revision", true],
  ['resource.type = "other"', false],
  ['resource.labels.service_name="forecast" resource.type="cloud_run_revision"', true],
  ['labels."run.googleapis.com/execution_name"="e1"', true],
  ['labels.instanceId:"I"', true],
  ["severity>=WARNING", true],
  ["severity>WARNING", false],
  ['severity="warning"', true],
  ["severity=(INFO OR WARNING)", true],
  ["severity!=ERROR", true],
  ["severity>=400", true],
  ['timestamp>="2026-03-01T12:00:00Z"', true],
  ['timestamp>="2026-03-01T14:00:00+01:00"', false],
  ["timestamp<2026-03-02", true],
  ["timestamp>=2026-03-01T12:00:00.5Z", true],
  ["jsonPayload.rows>=28", true],
  ["jsonPayload.rows<9", false],
  ["jsonPayload.nested.deep=X", true],
  ["jsonPayload.list=b", true],
  ["jsonPayload.ok=true", true],
  // As protoPayload.authorizationInfo.permission is asked for: of a list any will do.
  ["jsonPayload.grants.to=bo", true],
  ["jsonPayload.grants.to=cy", false],
  ["jsonPayload.grants.on.id>0", true],
  ["jsonPayload.grants.to:*", true],
  ["jsonPayload.grants.from:*", false],
  ['jsonPayload.grants.to=~"^an"', true],
  ['jsonPayload.grants.to=~"^ann.$"', false],
  ['jsonPayload.list=~"^b$"', true],
  ["jsonPayload.constructor:*", false],
  ["jsonPayload.list.length:*", false],
  ['jsonPayload.message:"result"', true],
  ["jsonPayload.missing:*", false],
  ["jsonPayload.rows:*", true],
  ["jsonPayload.missing!=1", false],
  ["NOT jsonPayload.missing=1", true],
  ["-jsonPayload.missing=1", true],
  ["-severity=WARNING", false],
  ['jsonPayload.message=~"^Result .*n$"', true],
  ['jsonPayload.message=~"^result"', false],
  ['jsonPayload.message!~"^result"', true],
  ["httpRequest.status>=500", true],
  ["httpRequest.latency>1.2s", true],
  ["http_request.status=503", true],
  ['log_id("run.googleapis.com/stdout")', true],
  ['logName="projects/p/logs/run.googleapis.com%2Fstdout"', true],
  ["logName:stderr", false],
  ["written", true],
  ['"Result written"', true],
  ["absent", false],
  ['timestamp>="2026-03-01T12:00:00.000000+0000"', true],
  ['timestamp>="2026-03-01T14:00:00+0100"', false],
  ['SEARCH("written RESULT")', true],
  ['SEARCH("writ")', false],
  ['SEARCH("`result written`")', true],
  ['SEARCH("`written result`")', false],
  ['SEARCH("`esult written`")', false],
  ['SEARCH(jsonPayload.message, "result")', true],
  ['SEARCH(jsonPayload, "x b")', true],
  ['SEARCH(textPayload, "result")', false],
  ['severity>=WARNING AND NOT SEARCH("absent")', true],
  // The name of a field is not among what is searched.
  ["severity", false],
  ["trace=projects/p/traces/t", true],
  // OR binds tighter than AND.
  ["severity=WARNING OR severity=ERROR AND jsonPayload.rows=1", false],
  ["severity=WARNING OR (severity=ERROR AND jsonPayload.rows=1)", true],
  ["(severity=ERROR) OR\n  -- a comment\n  jsonPayload.rows=28", true],
])("the filter %j", async (filter, matches) => {
  expect((await parseFilter(filter)).matches(entry)).toBe(matches);
});

test.each([
  "=",
  "a=",
  "unknown.field=1",
  "(severity=ERROR",
  "severity=ERROR)",
  "severity=ERROR AND",
  "AND severity=ERROR",
  "severity=LOUD",
  'timestamp>"soon"',
  'textPayload=~"("',
  "sample(insertId, 0.1)",
  "severity=(INFO OR ERROR AND DEBUG)",
  'textPayload="open',
  "timestamp:2026-01-01 ^",
  // RE2, and so Google, looks neither ahead nor back.
  'textPayload=~"(?=a)"',
])("refuses %j", async (filter) => {
  await expect(parseFilter(filter)).rejects.toMatchObject({ status: "INVALID_ARGUMENT" });
});

test.each([
  ["parentheses", "(".repeat(10_000)],
  ["negations", `${"NOT ".repeat(4000)}severity=ERROR`],
])("refuses thousands of %s", async (_, filter) => {
  await expect(parseFilter(filter)).rejects.toMatchObject({ status: "INVALID_ARGUMENT" });
});

test.each(["(a+)+$", "^(a|a)*$", "(a|aa)+$", ".*.*.*.*.*.*.*.*.*x"])(
  "takes no longer for %s than the text is long",
  async (pattern) => {
    const { matches } = await parseFilter(`textPayload=~"${pattern}"`);
    const { jsonPayload: _, ...rest } = entry;
    expect(matches({ ...rest, textPayload: `${"a".repeat(10_000)}!` })).toBe(false);
  },
);

test("tells the span of time that it needs, unless an OR opens it", async () => {
  const filter =
    'timestamp>="2026-01-01T00:00:00Z" AND timestamp<"2026-01-02" AND (severity=ERROR OR severity=INFO)';
  expect(await parseFilter(filter)).toMatchObject({
    from: "2026-01-01T00:00:00.000000000Z",
    to: "2026-01-02T00:00:00.000000000Z",
  });
  expect(await parseFilter('timestamp>="2026-01-01" OR severity=ERROR')).not.toHaveProperty("from");
  expect(await parseFilter('receiveTimestamp>="2026-01-01" AND severity=ERROR')).toMatchObject({
    receivedFrom: "2026-01-01T00:00:00.000000000Z",
  });
  expect(await parseFilter('receiveTimestamp>="2026-01-01" OR severity=ERROR')).not.toHaveProperty(
    "receivedFrom",
  );
  expect(await parseFilter('NOT timestamp>="2026-01-01"')).not.toHaveProperty("from");
});
