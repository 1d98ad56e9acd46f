// Services and revisions in the words of version 1 of the API, which gcloud reads.
// https://cloud.google.com/run/docs/reference/rest/v1/namespaces.services
import { projectIdOf, projectNumber } from "../../../state/projects.ts";
import { latestType } from "../api/defaults.ts";
import {
  idOf,
  locationOf,
  type Condition,
  type Container,
  type StoredRevision,
  type StoredService,
  type Template,
  type TrafficTarget,
} from "../api/resources.ts";
import { etagOf, uriOf } from "../api/view.ts";

const apiVersion = "serving.knative.dev/v1";
export const date = (ms: number): string => new Date(ms).toISOString();

const statuses: Readonly<Record<Condition["state"], string>> = {
  CONDITION_SUCCEEDED: "True",
  CONDITION_FAILED: "False",
  CONDITION_PENDING: "Unknown",
  CONDITION_RECONCILING: "Unknown",
};

export const conditionView = ({
  type,
  state,
  message,
  since,
  reason,
  revisionReason,
  executionReason,
}: Condition): object => ({
  type,
  status: statuses[state],
  lastTransitionTime: date(since),
  ...(message && { message }),
  ...((reason ?? revisionReason) && { reason: reason ?? revisionReason }),
  ...(executionReason && { reason: inCapitalWords(executionReason) }),
});

/** `NON_ZERO_EXIT_CODE` as `NonZeroExitCode`. */
const inCapitalWords = (name: string): string =>
  name.toLowerCase().replaceAll(/(?:^|_)([a-z])/g, (_, letter: string) => letter.toUpperCase());

export function metadata(
  { name, uid, createTime }: Pick<StoredService, "name" | "uid" | "createTime">,
  about: { generation: number; version: string; labels: object; annotations: object },
): object {
  return {
    name: idOf(name),
    namespace: projectNumber(projectIdOf(name)),
    uid,
    resourceVersion: about.version,
    generation: about.generation,
    creationTimestamp: date(createTime),
    labels: { ...about.labels, "cloud.googleapis.com/location": locationOf(name) },
    annotations: { "serving.knative.dev/creator": "local", ...about.annotations },
  };
}

const scalingOf = ({
  scaling = {},
}: {
  scaling?: { minInstanceCount?: number; maxInstanceCount?: number };
}) => ({
  ...(scaling.minInstanceCount && { "autoscaling.knative.dev/minScale": `${scaling.minInstanceCount}` }),
  ...(scaling.maxInstanceCount && { "autoscaling.knative.dev/maxScale": `${scaling.maxInstanceCount}` }),
});

const specOf = ({
  maxInstanceRequestConcurrency,
  timeout,
  serviceAccount,
  containers = [],
}: Template): object => ({
  containerConcurrency: maxInstanceRequestConcurrency,
  timeoutSeconds: Number(timeout?.seconds ?? 300),
  serviceAccountName: serviceAccount,
  containers: containers.map(containerView),
});

export const containerView = ({ name, image, command, args, env, ports, resources }: Container): object => ({
  ...(name && { name }),
  image,
  ...(command && { command }),
  ...(args && { args }),
  ...(env && { env: env.map((each) => ({ name: each.name, value: each.value ?? "" })) }),
  ...(ports && { ports }),
  ...(resources?.limits && { resources: { limits: resources.limits } }),
});

export function serviceView(service: StoredService, httpUrl: string): object {
  const { name, spec, generation, latestCreated, latestReady } = service;
  const template = spec.template ?? {};
  const url = uriOf(httpUrl, name);
  const target = ({ type, revision, percent, tag }: TrafficTarget): object => ({
    ...(percent !== undefined && { percent }),
    ...(type === latestType ? { latestRevision: true } : { revisionName: revision }),
    ...(tag && { tag, url: uriOf(httpUrl, name, tag) }),
  });
  return {
    apiVersion,
    kind: "Service",
    metadata: metadata(service, {
      generation,
      version: etagOf(service).replaceAll('"', ""),
      labels: spec.labels ?? {},
      annotations: { ...spec.annotations, "run.googleapis.com/ingress": "all", ...scalingOf(spec) },
    }),
    spec: {
      template: {
        metadata: { labels: template.labels ?? {}, annotations: scalingOf(template) },
        spec: specOf(template),
      },
      traffic: service.serving.map(target),
    },
    status: {
      observedGeneration: service.observedGeneration,
      conditions: service.conditions.map(conditionView),
      ...(latestReady && { latestReadyRevisionName: latestReady }),
      ...(latestCreated && { latestCreatedRevisionName: latestCreated }),
      traffic: service.serving.map((each) => ({
        ...target(each),
        ...(each.type === latestType && latestReady && { revisionName: latestReady }),
      })),
      url,
      address: { url },
    },
  };
}

export function revisionView(revision: StoredRevision, isServing: boolean): object {
  const { template } = revision;
  return {
    apiVersion,
    kind: "Revision",
    metadata: metadata(revision, {
      generation: 1,
      version: etagOf(revision).replaceAll('"', ""),
      labels: { ...template.labels, "serving.knative.dev/service": revision.name.split("/")[5] },
      annotations: { ...template.annotations, ...scalingOf(template) },
    }),
    spec: specOf(template),
    status: {
      observedGeneration: 1,
      conditions: [
        ...revision.conditions.map(conditionView),
        {
          type: "Active",
          status: isServing ? "True" : "False",
          lastTransitionTime: date(revision.updateTime),
        },
      ],
      containerStatuses: (template.containers ?? []).map(({ name, image }) => ({ name, imageDigest: image })),
    },
  };
}
