// One metric of Cloud Monitoring, aligned to the steps of a window. https://cloud.google.com/monitoring/api/v3/aggregation
import type { protos } from "@google-cloud/monitoring";
import { call, type CloudContext } from "../../provision/engine/context.ts";
import { hasStatus } from "../../provision/google/cloud-error.ts";
import type { Window } from "./window.ts";

type GivenSeries = protos.google.monitoring.v3.ITimeSeries;
type GivenValue = protos.google.monitoring.v3.ITypedValue;

export interface Aggregation {
  type: string;
  /** Of the resource, in the language of filters. */
  filter: string;
  aligner: "ALIGN_DELTA" | "ALIGN_MAX" | "ALIGN_NEXT_OLDER";
  reducer: "REDUCE_SUM" | "REDUCE_MAX";
  /** A label of the metric. */
  groupBy?: string;
}

/** What of a series falls into each step; mostly one value, if any. */
export interface AlignedSeries {
  /** Of the label that the metric is grouped by; empty where it is not. */
  label: string;
  /** As many as there are steps. */
  steps: GivenValue[][];
}

/** None where Cloud Monitoring does not know the metric yet: it does once there has been a sample. @throws CloudError */
export async function readSeries(
  cloud: CloudContext,
  { type, filter, aligner, reducer, groupBy }: Aggregation,
  window: Window,
): Promise<AlignedSeries[]> {
  try {
    const [found] = await call(cloud, "monitoring.ListTimeSeries", type, async () =>
      (await cloud.clients.monitoring()).listTimeSeries({
        name: `projects/${cloud.project}`,
        filter: `metric.type="${type}" AND ${filter}`,
        interval: { startTime: timestamp(window.fromMs), endTime: timestamp(window.toMs) },
        aggregation: {
          alignmentPeriod: { seconds: window.stepMs / 1000 },
          perSeriesAligner: aligner,
          crossSeriesReducer: reducer,
          groupByFields: groupBy === undefined ? [] : [`metric.labels.${groupBy}`],
        },
        view: "FULL",
      }),
    );
    return found.map((series) => aligned(series, groupBy, window));
  } catch (error) {
    if (hasStatus(error, "NOT_FOUND")) return [];
    throw error;
  }
}

function aligned(
  { metric, points }: GivenSeries,
  groupBy: string | undefined,
  window: Window,
): AlignedSeries {
  const steps: GivenValue[][] = Array.from({ length: window.steps }, () => []);
  for (const { interval, value } of points ?? []) {
    const endMs = Number(interval?.endTime?.seconds ?? 0) * 1000 + (interval?.endTime?.nanos ?? 0) / 1e6;
    // A value stands at the end of its step.
    steps[Math.ceil((endMs - window.fromMs) / window.stepMs) - 1]?.push(value ?? {});
  }
  return { label: (groupBy === undefined ? undefined : metric?.labels?.[groupBy]) ?? "", steps };
}

const timestamp = (ms: number) => ({ seconds: Math.floor(ms / 1000), nanos: (ms % 1000) * 1e6 });
