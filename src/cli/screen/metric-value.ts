// Values of metrics in words.
import { formatDuration } from "../../core/duration.ts";
import type { Metric } from "../../library/metrics/metric.ts";

export function metricValue(value: number, unit: Metric["unit"]): string {
  switch (unit) {
    case "ms":
      return value < 1000 ? `${Math.round(value)} ms` : formatDuration(value);
    case "s":
      return value < 60 ? `${Math.round(value)} s` : formatDuration(value * 1000);
    case "share":
      return `${value < 0.1 ? Number((value * 100).toFixed(1)) : Math.round(value * 100)} %`;
    case "requests":
    case "instances":
    case "messages":
      return String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, ",");
  }
}
