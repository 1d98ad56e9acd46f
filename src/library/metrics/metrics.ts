// `metrics`: what the service did over some time, step by step, from Cloud Monitoring.
import { despiteFaults } from "../../provision/engine/context.ts";
import { during } from "../progress.ts";
import type { Session } from "../session.ts";
import { withStack, type Stack } from "../stack/with-stack.ts";
import { measuresOf, newestWindow, type Measure } from "./measures.ts";
import type { Metric, MetricsResult } from "./metric.ts";
import { readSeries, type Aggregation } from "./read-series.ts";
import { windowOf, type Window, type WindowOptions } from "./window.ts";

/** `nowMs` is the moment by which `fromMs` was reckoned, where it was; the moment of the call when absent. */
export type MetricsOptions = Omit<WindowOptions, "nowMs"> & Partial<Pick<WindowOptions, "nowMs">>;

/** @throws UsageError; PreconditionError when nothing is up; CloudError */
export async function metrics(session: Session, options: MetricsOptions = {}): Promise<MetricsResult> {
  const { nowMs = session.machine.clock.now() } = options;
  // Before anything is asked.
  const window = windowOf({ ...options, nowMs });
  return withStack(session, (stack) =>
    during(session.progress, "Reading metrics", () => readMetrics(stack, window, nowMs)),
  );
}

/** @throws CloudError */
async function readMetrics(
  { cloud, settings }: Stack,
  window: Window,
  nowMs: number,
): Promise<MetricsResult> {
  const { names, config } = settings;
  // What lies in between is not known yet; on the local cloud all is known at once.
  const knownUntilMs = config.target === "gcp" ? nowMs - delayMs : Infinity;
  const measures = measuresOf(names);
  const read = (aggregation: Aggregation, steps: Window) =>
    despiteFaults(cloud, () => readSeries(cloud, aggregation, steps));
  const metricOf = async (measure: Measure): Promise<Metric> => {
    const [found, newest] = await Promise.all([
      read(measure, window),
      measure.newest ? read(measure.newest, newestWindow(window)) : [],
    ]);
    return measure.toMetric(found, { window, knownUntilMs, newest });
  };
  const found = await Promise.all(measures.map(metricOf));
  return {
    stack: names.stack,
    target: config.target,
    project: names.project,
    region: names.region,
    service: names.service,
    from: iso(window.fromMs),
    to: iso(window.toMs),
    stepSeconds: window.stepMs / 1000,
    times: Array.from({ length: window.steps }, (_, step) => iso(window.fromMs + (step + 1) * window.stepMs)),
    metrics: found,
    notes: notesOn(config.target, window, knownUntilMs),
  };
}

/** Samples are taken once a minute, and shown up to so much later. https://cloud.google.com/monitoring/api/metrics_gcp_p_z */
const delayMs = 4 * 60_000;

function notesOn(target: "local" | "gcp", { toMs }: Window, knownUntilMs: number): string[] {
  const percentiles =
    "Percentiles are estimates: Cloud Monitoring keeps counts by bucket, and within a bucket they are read off a straight line.";
  if (target === "local") return [percentiles];
  const late =
    toMs > knownUntilMs
      ? ["Cloud Monitoring shows what happened up to four minutes late, so the newest steps may lack."]
      : [];
  return [...late, percentiles];
}

const iso = (ms: number): string => new Date(ms).toISOString();
