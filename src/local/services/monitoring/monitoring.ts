// Cloud Monitoring: time series of Cloud Run and Pub/Sub, to be read.
// https://cloud.google.com/monitoring/api/ref_v3/rpc/google.monitoring.v3#metricservice
import { checkProjectName, invalid, textOf } from "../fields.ts";
import { loadProtos } from "../../wire/protos.ts";
import type { ServiceContext, LocalService } from "../../service.ts";
import type { Message } from "../../message.ts";
import { projectIdOf } from "../../state/projects.ts";
import { StatusError } from "../../wire/status.ts";
import { pageOf } from "../page.ts";
import { millisecondsOf, timestampOf, type Timestamp } from "../timestamp.ts";
import { metricsOf, type MonitoringDependencies } from "./metrics.ts";
import type { Series } from "./series.ts";

export function createMonitoring(
  context: ServiceContext,
  dependencies: MonitoringDependencies,
): LocalService {
  const metrics = metricsOf(dependencies);

  async function listTimeSeries(request: Message): Promise<Message> {
    const name = textOf(request, "name");
    checkProjectName(name);
    if (request["orderBy"]) throw invalid("order_by must be blank.");
    for (const field of ["aggregation", "secondaryAggregation"]) {
      if (Object.keys((request[field] as object | undefined) ?? {}).length > 0) {
        throw new StatusError(
          "UNIMPLEMENTED",
          "The local cloud does not aggregate: ask for the series themselves.",
        );
      }
    }
    const interval = request["interval"] as { startTime?: Timestamp; endTime?: Timestamp } | undefined;
    if (!interval?.endTime) throw invalid("interval.end_time is required.");
    const wanted = filterOf(textOf(request, "filter"));
    const type = wanted.get("metric.type");
    if (type === undefined) throw invalid("The filter must name exactly one metric.type.");
    const metric = Object.hasOwn(metrics, type) ? metrics[type] : undefined;
    if (!metric) {
      throw new StatusError("NOT_FOUND", `Cannot find metric(s) that match type = "${type}".`);
    }
    const to = millisecondsOf(interval.endTime);
    const from = interval.startTime ? millisecondsOf(interval.startTime) : to;
    const found = (await metric({ projectId: projectIdOf(name), from, to, now: context.clock.now() }))
      .filter(({ points }) => points.length > 0)
      .filter((series) => [...wanted].every(([field, value]) => fieldOf(series, type, field) === value));
    return pageOf(
      "timeSeries",
      found,
      request,
      (series) => view(series, type, request["view"] !== "HEADERS"),
      {
        default: 100_000,
        maximum: 100_000,
      },
    );
  }

  return {
    grpc: [
      {
        protos: loadProtos("@google-cloud/monitoring/build/protos/protos.json"),
        service: "google.monitoring.v3.MetricService",
        data: ["ListTimeSeries"],
        methods: { ListTimeSeries: listTimeSeries },
      },
    ],
  };
}

function view(
  { metricLabels, resourceType, resourceLabels, kind, valueType, points }: Series,
  type: string,
  isFull: boolean,
): Message {
  return {
    metric: { type, labels: metricLabels },
    resource: { type: resourceType, labels: resourceLabels },
    metricKind: kind,
    valueType,
    points: isFull
      ? points.map(({ from, to, value }) => ({
          interval: { startTime: timestampOf(from), endTime: timestampOf(to) },
          value,
        }))
      : [],
  };
}

/** `field = "value"` joined by AND: all that reading one gauge needs. */
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
