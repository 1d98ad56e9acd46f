// Which series a request for time series, or an alert on them, is about.
import { invalid } from "../fields.ts";
import { parseMonitoringFilter, type Subject } from "./filter.ts";
import type { Series } from "./series/series.ts";

export interface Selection {
  /** The metric that it is about. */
  type: string;
  takes: (series: Series) => boolean;
}

/** @throws StatusError INVALID_ARGUMENT, UNIMPLEMENTED */
export async function selectionOf(source: string): Promise<Selection> {
  const { takes, required } = await parseMonitoringFilter(source);
  const [type, ...others] = required.flatMap(([field, value]) => (field === "metric.type" ? [value] : []));
  if (type === undefined || others.length > 0) throw invalid("The filter must name exactly one metric.type.");
  return { type, takes: (series) => takes(subjectOf(series, type)) };
}

const subjectOf =
  ({ resourceType, resourceLabels, metricLabels }: Series, type: string): Subject =>
  (field) => {
    if (field === "metric.type") return type;
    if (field === "resource.type") return resourceType;
    if (field === "project") return resourceLabels["project_id"] ?? "";
    const [kind, , label = ""] = field.split(".");
    const labels = kind === "metric" ? metricLabels : resourceLabels;
    return Object.hasOwn(labels, label) ? labels[label]! : "";
  };
