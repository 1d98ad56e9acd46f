// Time series of Cloud Monitoring and filters of Cloud Logging: what only a real project can confirm.
import {
  byClass,
  endsOfPeriods,
  gaugesOfSubscriptions,
  meanOfCounts,
  shares,
  summedLatencies,
  unknownMetric,
} from "../checks/metrics.ts";
import type { Section } from "../row.ts";

export const metrics: Section = {
  title: "Metrics and logs",
  rows: [
    {
      assumption:
        "`request_latencies` with ALIGN_DELTA and REDUCE_SUM is answered as distributions, kind DELTA, of all revisions together",
      command: "`npx cloud-runner metrics --project $P --verbose` some minutes after a forecast",
      expected: "p50, p95 and p99 of latency",
      check: summedLatencies,
    },
    {
      assumption:
        "`request_count` can be grouped by `metric.labels.response_code_class`, which then is its only label",
      command: "`npx cloud-runner metrics --project $P --json | jq '.metrics[0].series[].name'`",
      expected: "`2xx`, and others that there were",
      check: byClass,
    },
    {
      assumption:
        "`container/memory/utilizations` and `container/cpu/utilizations` are distributions of kind DELTA, of parts of one",
      command: "`npx cloud-runner metrics --project $P`",
      expected: "memory and CPU between 0 and 100 %",
      check: shares,
    },
    {
      assumption:
        "The points of an aligned series end a whole number of periods before the end that is asked for",
      command: "the same with `--json`; compare `times` with the points in `--verbose`",
      expected: "the same seconds",
      check: endsOfPeriods,
    },
    {
      assumption:
        "`num_undelivered_messages` and `oldest_unacked_message_age` are gauges of whole numbers, the age in seconds",
      command: "`npx cloud-runner metrics --project $P`",
      expected: "backlog and oldest message, 0 where nothing waits",
      check: gaugesOfSubscriptions,
    },
    {
      assumption: "A metric that Cloud Monitoring does not know, or does not know yet, is NOT_FOUND",
      command: 'the filter `metric.type="run.googleapis.com/no_such_metric"`',
      expected: "404, Cannot find metric(s) that match",
      check: unknownMetric,
    },
    {
      assumption:
        "`num_undelivered_messages` with ALIGN_NEXT_OLDER over the last six minutes, in steps of one, has a point for each minute that has a sample",
      command:
        "`npx cloud-runner metrics --project $P --json | jq '.metrics[] | select(.name == \"backlog\")'`",
      expected: "`overall` is the newest of `values`, and not null",
    },
    {
      assumption:
        "An aligner that does not fit the kind of a metric is INVALID_ARGUMENT: ALIGN_MEAN of `request_count`",
      command: "`timeSeries.list` with it",
      expected: "400",
      check: meanOfCounts,
    },
    {
      assumption:
        "Where nothing happened, ALIGN_DELTA of a DELTA metric gives no point or 0, and not a value between its neighbours",
      command: "`npx cloud-runner metrics --project $P` with a forecast, five quiet minutes, and another",
      expected: "bars at the two forecasts alone",
    },
    {
      assumption: "What happened is shown within four minutes, and no count changes after that",
      command: "`npx cloud-runner load data.csv --copies 100 --project $P`, then `metrics` once a minute",
      expected: "2xx stands at 100 or a little more after at most four minutes",
    },
    {
      assumption:
        'An entry of the log is found by `labels.input=~"(^|[/\\\\\\\\])data\\\\.csv$"`, and by a text with quotation marks',
      command: "`npx cloud-runner logs --file data.csv --project $P`, `logs --grep '\"x\"' --project $P`",
      expected: "the entries about that file, and those with that text",
    },
    {
      assumption: "Request log and container log of one request have one `trace`, and the label `instanceId`",
      command: "`npx cloud-runner load data.csv --copies 100 --project $P`",
      expected: "the rows in service, requests and instances; not `Cloud Run has not logged all of it yet`",
    },
    {
      assumption:
        "Generations of objects are the times of their writes in microseconds, by one clock for both buckets of a location",
      command: "the same with `--json | jq .latency`",
      expected: "p50 a little above that of `.service.latency`, and never below it",
    },
    {
      assumption:
        "A request is logged at its end, with the time at which it came, and `receiveTimestamp` can be filtered by",
      command: "`npx cloud-runner logs --json --project $P | jq 'select(.request)'` after a load",
      expected: "`receiveTimestamp` is about `request.latencyMs` after `timestamp`",
    },
    {
      assumption: "An entry becomes readable within a minute of its `receiveTimestamp`",
      command:
        "`npx cloud-runner logs -n 0 -f --project $P` during a load of 100 copies, and `logs -n 1000` after it",
      expected: "the same entries",
    },
  ],
};
