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
import { describedMetric, describedMetrics, descriptors } from "./descriptors.ts";
import { liveMetricsOf, metricsOf, type MonitoringDependencies } from "./metrics.ts";
import { recordEachMinute } from "./recorder.ts";
import { selectionOf } from "./select.ts";
import { aggregated, aggregationOf, checkAggregation } from "./series/aggregate.ts";
import { distributionMessage } from "./series/distribution.ts";
import { openHistory } from "./series/history.ts";
import type { Point, Series } from "./series/series.ts";
import { createUtilization, type UtilizationOptions } from "./utilization.ts";

export function createMonitoring(
  context: ServiceContext,
  {
    logging,
    instances,
    usageOf,
    ...dependencies
  }: MonitoringDependencies & Pick<AlertDependencies, "logging"> & Omit<UtilizationOptions, "clock">,
): LocalService {
  const { clock, report } = context;
  const history = openHistory(context.store);
  const utilization = createUtilization({ clock, instances, usageOf });
  const sources = { ...dependencies, history, utilization };
  const metrics = metricsOf(sources);
  const closing = new AbortController();
  const alerts = createAlerts(context, { logging, metrics });

  async function listTimeSeries(request: Message): Promise<Message> {
    const name = textOf(request, "name");
    checkProjectName(name);
    if (request["orderBy"]) throw invalid("order_by must be blank.");
    const aggregation = aggregationOf(request);
    const interval = request["interval"] as { startTime?: Timestamp; endTime?: Timestamp } | undefined;
    if (!interval?.endTime) throw invalid("interval.end_time is required.");
    const { type, takes } = await selectionOf(textOf(request, "filter"));
    const metric = Object.hasOwn(metrics, type) ? metrics[type] : undefined;
    if (!metric) {
      throw new StatusError("NOT_FOUND", `Cannot find metric(s) that match type = "${type}".`);
    }
    if (aggregation) checkAggregation(aggregation, descriptors[type]!);
    const to = millisecondsOf(interval.endTime);
    const from = interval.startTime ? millisecondsOf(interval.startTime) : to;
    if (from > to) throw invalid("interval.start_time must not be later than interval.end_time.");
    const raw = (await metric({ projectId: projectIdOf(name), from, to, now: clock.now() }))
      .filter(({ points }) => points.length > 0)
      .filter(takes);
    const found = aggregation === undefined ? raw : aggregated(raw, aggregation, { from, to });
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

  async function listMetricDescriptors(request: Message): Promise<Message> {
    const name = textOf(request, "name");
    checkProjectName(name);
    const found = await describedMetrics(name, textOf(request, "filter"));
    const limits = { default: 10_000, maximum: 10_000 };
    return pageOf("metricDescriptors", found, request, (descriptor) => descriptor, limits);
  }

  async function getMetricDescriptor(request: Message): Promise<Message> {
    const name = textOf(request, "name");
    checkProjectName(name);
    const [, project = "", type = ""] = /^(projects\/[^/]+)\/metricDescriptors\/(.+)$/.exec(name) ?? [];
    const found = describedMetric(project, type);
    if (!found) throw new StatusError("NOT_FOUND", `Could not find descriptor for metric '${type}'.`);
    return found;
  }

  const protos = loadProtos("@google-cloud/monitoring/build/protos/protos.json");
  return {
    async start() {
      await alerts.start();
      const live = liveMetricsOf(sources);
      void recordEachMinute({ clock, history, live, report }, closing.signal);
      void utilization.watch(closing.signal);
    },
    async close() {
      closing.abort("closed");
      await alerts.close();
    },
    grpc: [
      ...alerts.bindings(protos),
      {
        protos,
        service: "google.monitoring.v3.MetricService",
        data: ["ListTimeSeries", "ListMetricDescriptors", "GetMetricDescriptor"],
        methods: {
          ListTimeSeries: listTimeSeries,
          ListMetricDescriptors: listMetricDescriptors,
          GetMetricDescriptor: getMetricDescriptor,
        },
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
          value: valueMessage(value, valueType),
        }))
      : [],
  };
}

function valueMessage(value: Point["value"], type: Series["valueType"]): Message {
  if (typeof value === "object") return { distributionValue: distributionMessage(value) };
  return type === "DOUBLE" ? { doubleValue: value } : { int64Value: `${value}` };
}
