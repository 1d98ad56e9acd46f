// Services and revisions as google.cloud.run.v2 messages.
import { createHash } from "node:crypto";
import type { Message } from "../../../message.ts";
import { isSeed, projectIdOf, projectNumber } from "../../../state/projects.ts";
import { timestampOf } from "../../timestamp.ts";
import {
  idOf,
  locationOf,
  readyOf,
  revisionName,
  type Condition,
  type StoredRevision,
  type StoredService,
} from "./resources.ts";

export const etagOf = (resource: { uid: string; version?: number; updateTime: number }): string =>
  `"${createHash("sha256")
    .update(`${resource.uid} ${resource.version ?? resource.updateTime}`)
    .digest("base64url")
    .slice(0, 20)}"`;

/** Where a service, or one of its tags, answers: under the address that the local cloud has at this moment. */
export const uriOf = (httpUrl: string, service: string, tag = ""): string =>
  `${httpUrl}/run/${locationOf(service)}/${tag === "" ? "" : `${tag}---`}${hostOf(service)}`;

/** Unique in the region. The number is left out for the project that is there from the start: its addresses are short. */
export function hostOf(service: string): string {
  const id = projectIdOf(service);
  return isSeed({ id }) ? idOf(service) : `${idOf(service)}-${projectNumber(id)}`;
}

export function conditionMessage({ since, ...condition }: Condition): Message {
  return { ...condition, lastTransitionTime: timestampOf(since) };
}

export function serviceMessage(service: StoredService, httpUrl: string): Message {
  const { name, spec, latestCreated, latestReady } = service;
  const hasUri = spec.defaultUriDisabled !== true;
  const uri = uriOf(httpUrl, name);
  const tagUris = service.serving.flatMap(({ tag }) => (tag ? [uriOf(httpUrl, name, tag)] : []));
  return {
    ...spec,
    name,
    uid: service.uid,
    generation: `${service.generation}`,
    observedGeneration: `${service.observedGeneration}`,
    createTime: timestampOf(service.createTime),
    updateTime: timestampOf(service.updateTime),
    creator: "local",
    lastModifier: "local",
    terminalCondition: conditionMessage(readyOf(service)),
    conditions: service.conditions.filter(({ type }) => type !== "Ready").map(conditionMessage),
    ...(latestCreated && { latestCreatedRevision: revisionName(name, latestCreated) }),
    ...(latestReady && { latestReadyRevision: revisionName(name, latestReady) }),
    trafficStatuses: service.serving.map((target) => ({
      ...target,
      ...(target.tag && { uri: uriOf(httpUrl, name, target.tag) }),
    })),
    ...(hasUri && { uri }),
    urls: [...(hasUri ? [uri] : []), ...tagUris],
    reconciling: service.reconciling,
    etag: etagOf(service),
  };
}

export function revisionMessage(revision: StoredRevision): Message {
  const { name, template } = revision;
  const { revision: _name, healthCheckDisabled: _check, ...fields } = template;
  const serviceId = name.split("/")[5]!;
  return {
    ...fields,
    name,
    uid: revision.uid,
    service: serviceId,
    generation: "1",
    observedGeneration: "1",
    createTime: timestampOf(revision.createTime),
    updateTime: timestampOf(revision.updateTime),
    creator: "local",
    conditions: revision.conditions.map(conditionMessage),
    reconciling: revision.reconciling,
    logUri: `https://console.cloud.google.com/logs/viewer?project=${projectIdOf(name)}&resource=cloud_run_revision/service_name/${serviceId}/revision_name/${idOf(name)}`,
    etag: etagOf(revision),
  };
}
