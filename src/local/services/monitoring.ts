// Cloud Monitoring, for two gauges: instances of services, and backlog of subscriptions.
// https://cloud.google.com/monitoring/api/ref_v3/rpc/google.monitoring.v3#metricservice
import { checkProjectName, invalid, textOf } from "./fields.ts";
import { loadProtos } from "../wire/protos.ts";
import type { ServiceContext, LocalService } from "../service.ts";
import type { Message } from "../message.ts";
import { projectIdOf } from "../state/projects.ts";
import { StatusError } from "../wire/status.ts";
import type { PubSubService } from "./pubsub/pubsub.ts";
import type { RunService } from "./run/run.ts";
import { timestampOf } from "./timestamp.ts";

type MonitoringDependencies = Pick<RunService, "instanceCounts"> & Pick<PubSubService, "undelivered">;

interface Series {
  metricLabels: Record<string, string>;
  resourceType: string;
  resourceLabels: Record<string, string>;
  value: number;
}

export function createMonitoring(
  context: ServiceContext,
  { instanceCounts, undelivered }: MonitoringDependencies,
): LocalService {
  const sources: Record<string, (labels: Map<string, string>, projectId: string) => Series[]> = {
    "run.googleapis.com/container/instance_count": (_labels, projectId) =>
      instanceCounts()
        .filter(({ project }) => project === projectId)
        .flatMap(({ service, location, revision, active, idle }) =>
          Object.entries({ active, idle }).map(([state, value]) => ({
            metricLabels: { state },
            resourceType: "cloud_run_revision",
            resourceLabels: {
              project_id: projectId,
              location,
              service_name: service,
              configuration_name: service,
              revision_name: revision,
            },
            value,
          })),
        ),
    "pubsub.googleapis.com/subscription/num_undelivered_messages": (labels, projectId) => {
      const id = labels.get("resource.labels.subscription_id");
      if (id === undefined)
        throw invalid("The local cloud needs resource.labels.subscription_id in the filter.");
      return [
        {
          metricLabels: {},
          resourceType: "pubsub_subscription",
          resourceLabels: { project_id: projectId, subscription_id: id },
          value: undelivered(`projects/${projectId}/subscriptions/${id}`),
        },
      ];
    },
  };

  function listTimeSeries(request: Message): Message {
    const name = textOf(request, "name");
    checkProjectName(name);
    if (request["orderBy"]) throw invalid("order_by must be blank.");
    const interval = request["interval"] as { startTime?: Message; endTime?: Message } | undefined;
    if (!interval?.endTime) throw invalid("interval.end_time is required.");
    const wanted = filterOf(textOf(request, "filter"));
    const type = wanted.get("metric.type");
    if (type === undefined) throw invalid("The filter must name exactly one metric.type.");
    const source = sources[type];
    if (!source) {
      throw new StatusError("NOT_FOUND", `Cannot find metric(s) that match type = "${type}".`);
    }
    const found = source(wanted, projectIdOf(name)).filter((series) =>
      [...wanted].every(([field, value]) => fieldOf(series, type, field) === value),
    );
    // The gauge of this moment: there is no history.
    const now = timestampOf(context.clock.now());
    return {
      timeSeries: found.map(({ metricLabels, resourceType, resourceLabels, value }) => ({
        metric: { type, labels: metricLabels },
        resource: { type: resourceType, labels: resourceLabels },
        metricKind: "GAUGE",
        valueType: "INT64",
        points:
          request["view"] === "HEADERS"
            ? []
            : [{ interval: { startTime: now, endTime: now }, value: { int64Value: `${value}` } }],
      })),
    };
  }

  return {
    grpc: [
      {
        protos: loadProtos("@google-cloud/monitoring/build/protos/protos.json"),
        service: "google.monitoring.v3.MetricService",
        methods: { ListTimeSeries: listTimeSeries },
      },
    ],
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
