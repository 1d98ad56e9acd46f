// What Cloud Run fills in where a request is silent.
import { serviceAgentsOf } from "../../agents.ts";
import type { Container, Probe, ServiceSpec, Template } from "./resources.ts";

export function withDefaults(spec: ServiceSpec, projectId: string): ServiceSpec {
  return {
    ...spec,
    ingress: spec["ingress"] ?? "INGRESS_TRAFFIC_ALL",
    launchStage: spec["launchStage"] ?? "GA",
    template: templateWithDefaults(spec.template ?? {}, projectId),
    traffic: spec.traffic?.length
      ? spec.traffic.map((target) => ({
          ...target,
          type: target.type ?? (target.revision === undefined ? latestType : revisionType),
        }))
      : [{ type: latestType, percent: 100 }],
  };
}

export const latestType = "TRAFFIC_TARGET_ALLOCATION_TYPE_LATEST";
const revisionType = "TRAFFIC_TARGET_ALLOCATION_TYPE_REVISION";

function templateWithDefaults(template: Template, projectId: string): Template {
  const containers = (template.containers ?? []).map(containerWithDefaults);
  const cpu = containers[0]?.resources?.limits?.["cpu"] ?? "1";
  return {
    ...template,
    scaling: { ...template.scaling, maxInstanceCount: template.scaling?.maxInstanceCount || 100 },
    timeout: isZero(template.timeout) ? { seconds: "300" } : template.timeout!,
    serviceAccount: template.serviceAccount || serviceAgentsOf(projectId).compute,
    containers,
    maxInstanceRequestConcurrency: template.maxInstanceRequestConcurrency || (cpuOf(cpu) < 1 ? 1 : 80),
  };
}

const isZero = (duration: Template["timeout"]): boolean =>
  Number(duration?.seconds ?? 0) === 0 && (duration?.nanos ?? 0) === 0;

function containerWithDefaults(container: Container): Container {
  const { resources } = container;
  const port = container.ports?.[0];
  const containerPort = port?.containerPort || 8080;
  return {
    ...container,
    ports: [{ name: port?.name || "http1", containerPort }],
    resources: {
      ...resources,
      limits: { cpu: "1000m", memory: "512Mi", ...resources?.limits },
      // CPU only during requests is the default, but only for whoever says nothing about resources at all.
      ...(resources === undefined && { cpuIdle: true }),
    },
    startupProbe: container.startupProbe
      ? probeWithDefaults(container.startupProbe, containerPort)
      : { timeoutSeconds: 240, periodSeconds: 240, failureThreshold: 1, tcpSocket: { port: containerPort } },
    ...(container.livenessProbe && {
      livenessProbe: probeWithDefaults(container.livenessProbe, containerPort),
    }),
  };
}

/** @param port where it looks unless it says where */
export function probeWithDefaults(probe: Probe, port: number): Probe {
  return {
    ...probe,
    timeoutSeconds: probe.timeoutSeconds || 1,
    periodSeconds: probe.periodSeconds || 10,
    failureThreshold: probe.failureThreshold || 3,
    ...(probe.httpGet && {
      httpGet: { ...probe.httpGet, path: probe.httpGet.path || "/", port: probe.httpGet.port || port },
    }),
    ...(probe.tcpSocket && { tcpSocket: { port: probe.tcpSocket.port || port } }),
    ...(probe.grpc && { grpc: { ...probe.grpc, port: probe.grpc.port || port } }),
  };
}

/** CPUs of a Kubernetes quantity: `500m` is 0.5; NaN when it is none. */
export function cpuOf(quantity: string): number {
  const match = /^(\d+(?:\.\d+)?)(m?)$/.exec(quantity);
  return match ? Number(match[1]) / (match[2] === "m" ? 1000 : 1) : NaN;
}

const units: Record<string, number> = {
  "": 1,
  k: 1e3,
  K: 1e3,
  M: 1e6,
  G: 1e9,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
};

/** Bytes of a Kubernetes quantity: `512Mi`; NaN when it is none. */
export function bytesOf(quantity: string): number {
  const match = /^(\d+(?:\.\d+)?)(|k|K|M|G|Ki|Mi|Gi)$/.exec(quantity);
  return match ? Number(match[1]) * units[match[2]!]! : NaN;
}
