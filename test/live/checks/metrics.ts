// Checks of what Cloud Monitoring answers: each only reads.
import type { Answer, Check, Live } from "../row.ts";

const hourMs = 60 * 60_000;

interface Asked {
  type: string;
  aligner?: string;
  reducer?: string;
  groupBy?: string;
}

function read(live: Live, { type, aligner, reducer, groupBy }: Asked, endMs = Date.now()): Promise<Answer> {
  const query = new URLSearchParams({
    filter: `metric.type="${type}"`,
    "interval.startTime": new Date(endMs - hourMs).toISOString(),
    "interval.endTime": new Date(endMs).toISOString(),
    ...(aligner !== undefined && {
      "aggregation.alignmentPeriod": "300s",
      "aggregation.perSeriesAligner": aligner,
    }),
    ...(reducer !== undefined && { "aggregation.crossSeriesReducer": reducer }),
    ...(groupBy !== undefined && { "aggregation.groupByFields": groupBy }),
  });
  return live.ask("monitoring", "GET", `/v3/projects/${live.names.project}/timeSeries?${query.toString()}`);
}

interface GivenSeries {
  metricKind: string;
  valueType: string;
  metric: { labels?: Record<string, string> };
  points: { interval: { endTime: string } }[];
}

const seriesIn = ({ body }: Answer): GivenSeries[] =>
  (body as { timeSeries?: GivenSeries[] }).timeSeries ?? [];

const summed = { aligner: "ALIGN_DELTA", reducer: "REDUCE_SUM" };
const run = (type: string) => `run.googleapis.com/${type}`;

/** Taken whether there are samples yet or not; what comes is of this kind. */
const isOf = (answer: Answer, metricKind: string, valueType: string): boolean =>
  answer.status === 200 &&
  seriesIn(answer).every((each) => each.metricKind === metricKind && each.valueType === valueType);

export const summedLatencies: Check = {
  async run(live) {
    return isOf(await read(live, { type: run("request_latencies"), ...summed }), "DELTA", "DISTRIBUTION");
  },
};

export const shares: Check = {
  async run(live) {
    const types = ["container/memory/utilizations", "container/cpu/utilizations"];
    const answers = await Promise.all(types.map((type) => read(live, { type: run(type), ...summed })));
    return answers.every((answer) => isOf(answer, "DELTA", "DISTRIBUTION"));
  },
};

export const byClass: Check = {
  async run(live) {
    const groupBy = "metric.labels.response_code_class";
    const answer = await read(live, { type: run("request_count"), ...summed, groupBy });
    const labels = seriesIn(answer).map(({ metric }) => Object.keys(metric.labels ?? {}).join());
    return isOf(answer, "DELTA", "INT64") && labels.every((each) => each === "response_code_class");
  },
};

export const endsOfPeriods: Check = {
  async run(live) {
    const endMs = Math.floor(Date.now() / 1000) * 1000 - 7000;
    const answer = await read(live, { type: run("container/instance_count"), aligner: "ALIGN_MAX" }, endMs);
    const ends = seriesIn(answer).flatMap(({ points }) => points.map(({ interval }) => interval.endTime));
    return answer.status === 200 && ends.every((end) => (endMs - Date.parse(end)) % 300_000 === 0);
  },
};

export const gaugesOfSubscriptions: Check = {
  async run(live) {
    const types = ["num_undelivered_messages", "oldest_unacked_message_age"];
    const answers = await Promise.all(
      types.map((type) =>
        read(live, { type: `pubsub.googleapis.com/subscription/${type}`, aligner: "ALIGN_MAX" }),
      ),
    );
    return answers.every((answer) => isOf(answer, "GAUGE", "INT64"));
  },
};

export const unknownMetric: Check = {
  async run(live) {
    return (await read(live, { type: run("no_such_metric") })).status === 404;
  },
};

export const meanOfCounts: Check = {
  async run(live) {
    return (await read(live, { type: run("request_count"), aligner: "ALIGN_MEAN" })).status === 400;
  },
};
