// How long the copies took, as whoever sends them sees it and as Cloud Run logs it, and how many instances worked on them.
import { despiteFaults, type CloudContext } from "../../provision/engine/context.ts";
import type { LogEntry } from "../logs/entry.ts";
import { readEntries } from "../logs/read-entries.ts";
import { percentilesOf, type Percentiles } from "./percentiles.ts";
import type { SentCopies } from "./send-copies.ts";

export interface Performance {
  /** ISO: the first copy was due, the last answer was there. */
  from: string;
  to: string;
  seconds: number;
  /** Results a second. */
  throughput: number;
  /** Milliseconds until the result was there. */
  latency: Percentiles | undefined;
  /** Of the uploads alone. */
  upload: Percentiles | undefined;
  /** From when each latency counts: the moment at which a copy was due by the rate, or that at which its upload began. */
  measuredFrom: "due" | "upload";
  /** The longest time by which a copy was sent later than it was due. */
  behindMs: number;
  /** As Cloud Run has logged it; undefined where the log does not have all of it in time. */
  service: ServicePerformance | undefined;
}

export interface ServicePerformance {
  /** About the copies, and those that Cloud Run refused before the service could say what they were about. */
  requests: number;
  /** Requests about anything else in the same time, which none of these figures count. */
  otherRequests: number;
  /** How many were answered with each status. */
  byStatus: Record<string, number>;
  /** Milliseconds of a request, the wait for an instance included. */
  latency: Percentiles | undefined;
  /** Inputs that were forecast more than once, since a message came again; one result stands all the same. */
  forecastTwice: number;
  instances: {
    /** All that have worked on requests. */
    used: number;
    mostAtOnce: number;
    stepSeconds: number;
    /** For each step, how many had a request. */
    atWork: number[];
  };
}

export interface PerformanceOptions {
  run: string;
  sent: SentCopies;
  isPaced: boolean;
  /** Most that the log is waited for. */
  patienceMs: number;
}

export async function performanceOf(
  cloud: CloudContext,
  { run, sent, isPaced, patienceMs }: PerformanceOptions,
): Promise<Performance> {
  const { outcomes, beganMs, endedMs, behindMs } = sent;
  const results = outcomes.flatMap((outcome) => (outcome.kind === "result" ? [outcome] : []));
  const seconds = Math.max(0.001, (endedMs - beganMs) / 1000);
  return {
    from: new Date(beganMs).toISOString(),
    to: new Date(endedMs).toISOString(),
    seconds,
    throughput: results.length / seconds,
    latency: percentilesOf(results.map(({ latencyMs }) => latencyMs)),
    upload: percentilesOf(results.map(({ copy }) => copy.sentMs - copy.startMs)),
    measuredFrom: isPaced ? "due" : "upload",
    behindMs,
    service: await serviceOf(cloud, { run, beganMs, results: results.length, patienceMs }),
  };
}

interface ServiceQuery {
  run: string;
  beganMs: number;
  results: number;
  patienceMs: number;
}

/** Answers to one copy, and tries again that others may have taken, at most; and what else the service may have been asked. */
const entriesPerCopy = 10;
const otherEntries = 20_000;
const pauseMs = 500;

/** What the service says of each delivery at its end: how it went, or why it failed. */
const saidAtTheEnd = "labels.input:* AND (jsonPayload.outcome:* OR severity>=WARNING)";

async function serviceOf(
  cloud: CloudContext,
  { run, beganMs, results, patienceMs }: ServiceQuery,
): Promise<ServicePerformance | undefined> {
  if (results === 0) return undefined;
  const limit = results * entriesPerCopy + otherEntries;
  const read = (term: string): Promise<LogEntry[]> =>
    despiteFaults(cloud, () =>
      readEntries(cloud.clients, cloud.names, { sinceMs: beganMs, terms: [term], limit }),
    );
  const giveUpMs = cloud.clock.now() + patienceMs;
  for (;;) {
    // In this order: what others asked is told by what was said of it, which is logged before the request.
    const requests = await read(`logName="projects/${cloud.project}/logs/run.googleapis.com%2Frequests"`);
    const said = await read(saidAtTheEnd);
    const logged = loggedOf({ run, results }, requests, said);
    if (logged !== undefined) return performanceIn(logged);
    if (cloud.clock.now() >= giveUpMs) return undefined;
    await cloud.clock.sleep(pauseMs, cloud.signal);
  }
}

export interface Logged {
  requests: readonly LogEntry[];
  otherRequests: number;
  /** What the service said of the copies. */
  said: readonly LogEntry[];
}

/** What is the run's own of the entries of the service; undefined while some of it is not there yet. */
export function loggedOf(
  { run, results }: Pick<ServiceQuery, "run" | "results">,
  requests: readonly LogEntry[],
  said: readonly LogEntry[],
): Logged | undefined {
  const ours = said.filter((entry) => entry.run === run);
  const elsewhere = new Set(said.filter((entry) => entry.run !== run).map(({ trace }) => trace));
  const own = requests.filter(({ trace }) => trace === undefined || !elsewhere.has(trace));
  const answered = ours.filter(({ fields }) => "outcome" in fields && fields["outcome"] !== "under-way");
  // Each request is logged once it is answered, a moment after what the service itself says.
  const traces = new Set(own.map(({ trace }) => trace));
  const isComplete =
    new Set(answered.map(({ input }) => input)).size >= results &&
    ours.every(({ trace }) => trace === undefined || traces.has(trace));
  return isComplete ? { requests: own, otherRequests: requests.length - own.length, said: ours } : undefined;
}

/** Columns of the chart of instances, at most. */
const mostSteps = 60;

export function performanceIn({ requests, otherRequests, said }: Logged): ServicePerformance {
  const done = said.filter(({ fields }) => fields["outcome"] === "predicted");
  const spans = requests.flatMap(({ timestamp, request, labels }) => {
    const startMs = Date.parse(timestamp);
    return request === undefined
      ? []
      : [{ ...request, instance: labels["instanceId"], startMs, endMs: startMs + request.latencyMs }];
  });
  // Not by arguments of one call: there may be more than it takes.
  const startMs = spans.reduce((first, span) => Math.min(first, span.startMs), Infinity);
  const lengthMs = spans.reduce((most, span) => Math.max(most, span.endMs - startMs), 1000);
  const stepMs = Math.max(1000, Math.ceil(lengthMs / mostSteps / 1000) * 1000);
  const atWork = Array.from({ length: Math.ceil(lengthMs / stepMs) }, (_, step) => {
    const [from, to] = [startMs + step * stepMs, startMs + (step + 1) * stepMs];
    const busy = spans.filter((span) => span.startMs < to && span.endMs >= from);
    return new Set(busy.flatMap(({ instance }) => instance ?? [])).size;
  });
  const byStatus = Map.groupBy(spans, ({ status }) => String(status));
  const byInput = Map.groupBy(done, ({ input }) => input);
  return {
    requests: spans.length,
    otherRequests,
    byStatus: Object.fromEntries([...byStatus].map(([status, all]) => [status, all.length])),
    latency: percentilesOf(spans.map(({ latencyMs }) => latencyMs)),
    forecastTwice: [...byInput.values()].filter((all) => all.length > 1).length,
    instances: {
      used: new Set(spans.flatMap(({ instance }) => instance ?? [])).size,
      mostAtOnce: Math.max(0, ...atWork),
      stepSeconds: stepMs / 1000,
      atWork,
    },
  };
}
