// The filter of a request for time series, and of an alert on them: `field = "value"` joined by AND, which is all that reading
// one metric needs.
import { invalid } from "../fields.ts";
import type { Series } from "./series/series.ts";

export interface Selection {
  /** The metric that it is about. */
  type: string;
  takes: (series: Series) => boolean;
}

/** @throws StatusError INVALID_ARGUMENT */
export function selectionOf(filter: string): Selection {
  const wanted = filterOf(filter);
  const type = wanted.get("metric.type");
  if (type === undefined) throw invalid("The filter must name exactly one metric.type.");
  const takes = (series: Series) =>
    [...wanted].every(([field, value]) => fieldOf(series, type, field) === value);
  return { type, takes };
}

function filterOf(filter: string): Map<string, string> {
  const wanted = new Map<string, string>();
  for (const part of filter.split(/\s+AND\s+/)) {
    const match = /^\s*([a-z_]+(?:\.[a-z_]+)+)\s*=\s*(?:"([^"]*)"|(\S+))\s*$/.exec(part);
    if (!match) throw invalid(`Could not parse the filter at "${part.trim()}".`);
    const field = match[1]!.replace(/^(resource|metric)\.label\./, "$1.labels.");
    if (wanted.has(field)) throw invalid(`${field} is given twice in the filter.`);
    wanted.set(field, match[2] ?? match[3]!);
  }
  return wanted;
}

function fieldOf(series: Series, type: string, field: string): string | undefined {
  if (field === "metric.type") return type;
  if (field === "resource.type") return series.resourceType;
  const [kind, , label] = field.split(".");
  return (kind === "metric" ? series.metricLabels : series.resourceLabels)[label!];
}
