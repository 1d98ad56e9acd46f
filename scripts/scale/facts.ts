// What the model of scale rests on, each figure with where it is from.

/** `documented` stands in Google's pages, `measured` by a bench of this repository, `assumed` has yet to be confirmed. */
export interface Fact {
  value: number;
  unit: string;
  what: string;
  from: "documented" | "measured" | "assumed";
  source: string;
}

const runQuotas = "https://cloud.google.com/run/quotas";
const requestRate = "https://cloud.google.com/storage/docs/request-rate";
const push = "https://cloud.google.com/pubsub/docs/push";

export const facts = {
  seasonalNaiveSeconds: measured(0.0009, "CPU of a series of 60 months, seasonal-naive", "s", "panel"),
  autoSeconds: measured(0.005, "CPU of a series of 60 months, auto", "s", "panel"),
  prophetSeconds: measured(0.044, "CPU of a series of 60 months, prophet", "s", "panel"),
  readBytesPerSecond: measured(40e6, "CSV that one CPU reads", "bytes/s", "files"),
  coldStartSeconds: assumed(3, "start of an instance, the image pulled", "s"),
  requestSeconds: assumed(0.05, "one request to Cloud Storage", "s"),
  requestsInLine: measured(
    4,
    "requests to Cloud Storage of a warm delivery that wait for one another",
    "",
    "many",
  ),
  writesPerFile: measured(
    3,
    "writes into the output bucket for a file: lease, result, lease removed",
    "",
    "cost",
  ),
  taskStartSeconds: assumed(20, "from `run` to the first line of a task", "s"),
  bucketWrites: documented(1000, "writes that a bucket takes before it grows", "/s", requestRate),
  bucketReads: documented(5000, "reads that a bucket takes before it grows", "/s", requestRate),
  composeSources: documented(
    32,
    "objects that one compose joins",
    "",
    "https://cloud.google.com/storage/docs/composite-objects",
  ),
  parallelTasks: documented(200, "tasks at once, of all executions, with 1 CPU and 2 GiB", "", runQuotas),
  tasksPerExecution: documented(10_000, "tasks of an execution", "", runQuotas),
  runningExecutions: documented(1000, "executions that run at once in a region", "", runQuotas),
  pushWindowStart: assumed(5, "pushes under way at first", ""),
  pushWindowMost: assumed(1000, "pushes under way at most", ""),
  patienceSeconds: documented(
    10,
    "wait for an instance before a push is answered 429",
    "s",
    "https://cloud.google.com/run/docs/about-instance-autoscaling",
  ),
  retentionDays: documented(7, "that Pub/Sub keeps what is not acknowledged", "days", push),
  largestInputBytes: measured(5 * 2 ** 30, "largest input", "bytes", "fanout"),
  mostSeries: measured(1_000_000, "most series of one input", "", "fanout"),
} as const satisfies Record<string, Fact>;

function measured(value: number, what: string, unit: string, bench: string): Fact {
  return { value, unit, what, from: "measured", source: `npm run bench:${bench}` };
}

function documented(value: number, what: string, unit: string, source: string): Fact {
  return { value, unit, what, from: "documented", source };
}

function assumed(value: number, what: string, unit: string): Fact {
  return { value, unit, what, from: "assumed", source: "the live checklist" };
}
