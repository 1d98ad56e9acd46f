// Cloud Monitoring: time series of Cloud Run and Pub/Sub, to be read, and alerts on them and on the log.
// https://cloud.google.com/monitoring/api/ref_v3/rpc/google.monitoring.v3#metricservice
import { checkProjectName, invalid, textOf } from "../fields.ts";
import { loadProtos } from "../../wire/protos.ts";
import type { ServiceContext, LocalService } from "../../service.ts";
import type { Message } from "../../message.ts";
import { projectIdOf } from "../../state/projects.ts";
import { StatusError } from "../../wire/status.ts";
import { pageOf } from "../page.ts";
import { millisecondsOf, timestampOf, type Timestamp } from "../timestamp.ts";
import { createAlerts, type AlertDependencies } from "./alerts/alerts.ts";
import { metricsOf, type MonitoringDependencies } from "./metrics.ts";
import { selectionOf } from "./select.ts";
import type { Series } from "./series.ts";

export function createMonitoring(
  context: ServiceContext,
  { logging, ...dependencies }: MonitoringDependencies & Pick<AlertDependencies, "logging">,
): LocalService {
  const metrics = metricsOf(dependencies);
  const alerts = createAlerts(context, { logging, metrics });

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
    const { type, takes } = selectionOf(textOf(request, "filter"));
    const metric = Object.hasOwn(metrics, type) ? metrics[type] : undefined;
    if (!metric) {
      throw new StatusError("NOT_FOUND", `Cannot find metric(s) that match type = "${type}".`);
    }
    const to = millisecondsOf(interval.endTime);
    const from = interval.startTime ? millisecondsOf(interval.startTime) : to;
    const found = (await metric({ projectId: projectIdOf(name), from, to, now: context.clock.now() }))
      .filter(({ points }) => points.length > 0)
      .filter(takes);
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

  const protos = loadProtos("@google-cloud/monitoring/build/protos/protos.json");
  return {
    start: () => alerts.start(),
    close: () => alerts.close(),
    grpc: [
      ...alerts.bindings(protos),
      {
        protos,
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
