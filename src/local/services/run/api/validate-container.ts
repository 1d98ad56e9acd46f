// The documented limits of a container and of what stands around it, the same for services and for jobs. Each takes the path
// of the field, as the refusal names it. https://cloud.google.com/run/quotas
import { invalid } from "../../fields.ts";
import { StatusError } from "../../../wire/status.ts";
import { bytesOf, cpuOf } from "./defaults.ts";
import type { Container, Probe, Template } from "./resources.ts";
import { isOwnVariable } from "./own-variables.ts";

export const violation = (field: string, problem: string): StatusError =>
  invalid(`Violation in ${field}: ${problem}`);

/** @throws StatusError where there is none, or what only Google runs beside it */
export function onlyContainer(
  field: string,
  { containers = [], volumes = [] }: Pick<Template, "containers" | "volumes">,
): Container {
  const [container] = containers;
  if (!container) throw violation(`${field}.containers`, "a container is required.");
  if (containers.length > 1) {
    throw new StatusError(
      "UNIMPLEMENTED",
      "The local cloud runs one container an instance; sidecars are not emulated.",
    );
  }
  if (volumes.length > 0) {
    throw new StatusError("UNIMPLEMENTED", "The local cloud does not emulate volumes.");
  }
  return container;
}

export function checkImage(field: string, { image = "" }: Container): void {
  if (image === "") throw violation(`${field}.image`, "the image is required.");
  if (/\s/.test(image)) throw violation(`${field}.image`, `"${image}" is not an image reference.`);
}

export interface VpcAccess {
  connector?: string;
  networkInterfaces?: { network?: string; subnetwork?: string }[];
}

/** Kept and answered; instances here reach what this machine reaches. */
export function checkVpcAccess(field: string, access: VpcAccess | undefined): void {
  if (access === undefined) return;
  const { connector = "", networkInterfaces = [] } = access;
  if ((connector !== "") === networkInterfaces.length > 0) {
    throw violation(
      `${field}.vpc_access.connector`,
      "one and only one of connector and network_interfaces must be set.",
    );
  }
  const isNamed = networkInterfaces.every(({ network, subnetwork }) => network || subnetwork);
  if (!isNamed) {
    throw violation(
      `${field}.vpc_access.network_interfaces[0]`,
      "at least one of network and subnetwork must be specified.",
    );
  }
}

/** @param reserved what the platform sets itself */
export function checkEnvironment(
  field: string,
  env: Container["env"] = [],
  reserved: readonly string[],
): void {
  if (env.length > 1000) throw violation(field, `${env.length} variables, at most 1000 are allowed.`);
  const seen = new Set<string>();
  for (const { name = "", value = "", valueSource } of env) {
    if (name === "" || /[=\0]/.test(name)) throw violation(field, `"${name}" is not a name of a variable.`);
    if (Buffer.byteLength(name) > 32_768) throw violation(field, "a name is longer than 32768 characters.");
    if (seen.has(name)) throw violation(field, `the variable ${name} is given twice.`);
    seen.add(name);
    if (Buffer.byteLength(value) > 32_768) {
      throw violation(field, `the value of ${name} is longer than 32768 bytes.`);
    }
    if (valueSource !== undefined) {
      throw new StatusError("UNIMPLEMENTED", `${name}: the local cloud does not emulate Secret Manager.`);
    }
  }
  const own = env.flatMap(({ name = "" }) => (isOwnVariable(name) ? [name] : []));
  if (own.length > 0) {
    throw violation(
      field,
      `the local cloud sets ${own.join(", ")} itself or leaves it out: it chooses what code a process of this machine loads, or where. On Google Cloud it may be set.`,
    );
  }
  const taken = env.filter(({ name = "" }) => reserved.includes(name)).map(({ name }) => name);
  if (taken.length > 0) {
    throw violation(
      field,
      `The following reserved env names were provided: ${taken.join(", ")}. These values are automatically set by the system.`,
    );
  }
}

const gibibyte = 2 ** 30;

/** CPUs that so much memory needs at least: above each bound, in bytes. */
const cpuForMemory: [aboveBytes: number, cpu: number][] = [
  [24 * gibibyte, 8],
  [16 * gibibyte, 6],
  [8 * gibibyte, 4],
  [4 * gibibyte, 2],
  [gibibyte, 1],
  [gibibyte / 2, 0.583],
  [gibibyte / 4, 0.333],
  [gibibyte / 8, 0.167],
  [0, 0.083],
];

const memoryForCpu: Record<number, number> = { 4: 2 * gibibyte, 6: 4 * gibibyte, 8: 4 * gibibyte };

export function checkLimits(
  field: string,
  { limits = {}, cpuIdle = false }: NonNullable<Container["resources"]>,
  concurrency: number,
): void {
  for (const key of Object.keys(limits)) {
    if (key !== "cpu" && key !== "memory" && key !== "nvidia.com/gpu") {
      throw violation(`${field}.limits`, `"${key}" is not one of cpu, memory and nvidia.com/gpu.`);
    }
  }
  if ("nvidia.com/gpu" in limits) {
    throw new StatusError("UNIMPLEMENTED", "The local cloud does not emulate GPUs.");
  }
  const { cpu: cpuText = "", memory: memoryText = "" } = limits;
  const cpu = cpuOf(cpuText);
  const isFraction = cpu >= 0.08 && cpu < 1;
  if (!isFraction && ![1, 2, 4, 6, 8].includes(cpu)) {
    throw violation(`${field}.limits.cpu`, `"${cpuText}" is not 1, 2, 4, 6, 8, or between 0.08 and 1.`);
  }
  if (isFraction && concurrency > 1) {
    throw violation(`${field}.limits.cpu`, "Total cpu < 1 is not supported with concurrency > 1.");
  }
  if (isFraction && !cpuIdle) {
    throw violation(`${field}.limits.cpu`, "Total cpu < 1 is not supported with cpu always allocated.");
  }
  const memory = bytesOf(memoryText);
  if (!(memory >= gibibyte / 8 && memory <= 32 * gibibyte)) {
    throw violation(`${field}.limits.memory`, `"${memoryText}" is not between 128Mi and 32Gi.`);
  }
  const wantedCpu = cpuForMemory.find(([above]) => memory > above)![1];
  if (cpu < wantedCpu) {
    throw violation(
      `${field}.limits.memory`,
      `Invalid value specified for container memory. For ${cpuText} CPU, ${memoryText} is too much: it needs at least ${wantedCpu} CPU.`,
    );
  }
  if (memory < (memoryForCpu[cpu] ?? 0)) {
    throw violation(
      `${field}.limits.memory`,
      `Invalid value specified for container memory. For ${cpuText} CPU, memory must be at least ${memoryForCpu[cpu]! / gibibyte}Gi.`,
    );
  }
}

export function checkProbe(field: string, probe: Probe | undefined, maximumSeconds: number): void {
  if (!probe) return;
  const kinds = [probe.httpGet, probe.tcpSocket, probe.grpc].filter((kind) => kind !== undefined);
  if (kinds.length !== 1) throw violation(field, "one of http_get, tcp_socket and grpc is required.");
  const { initialDelaySeconds = 0, timeoutSeconds = 1, periodSeconds = 10, failureThreshold = 3 } = probe;
  if (initialDelaySeconds < 0 || initialDelaySeconds > maximumSeconds) {
    throw violation(`${field}.initial_delay_seconds`, `must be between 0 and ${maximumSeconds}.`);
  }
  if (periodSeconds < 1 || periodSeconds > maximumSeconds) {
    throw violation(`${field}.period_seconds`, `must be between 1 and ${maximumSeconds}.`);
  }
  if (timeoutSeconds < 1 || timeoutSeconds > maximumSeconds || timeoutSeconds > periodSeconds) {
    throw violation(
      `${field}.timeout_seconds`,
      `must be between 1 and ${maximumSeconds}, and not over period_seconds.`,
    );
  }
  if (failureThreshold < 1) throw violation(`${field}.failure_threshold`, "must be at least 1.");
  if (maximumSeconds === 240 && failureThreshold * periodSeconds > 240) {
    throw violation(field, "failure_threshold * period_seconds must not be over 240 seconds.");
  }
}

const systemNamespace =
  /(^|\.)(run\.googleapis\.com|cloud\.googleapis\.com|serving\.knative\.dev|autoscaling\.knative\.dev)\//;

export function checkNamespaces(field: string, map: Record<string, string> = {}): void {
  for (const key of Object.keys(map)) {
    if (systemNamespace.test(key)) throw violation(field, `"${key}" is in a namespace of the system.`);
  }
}

export function checkLabels(field: string, labels: Record<string, string> = {}): void {
  checkNamespaces(field, labels);
  const entries = Object.entries(labels);
  if (entries.length > 64) throw violation(field, `${entries.length} labels, at most 64 are allowed.`);
  for (const [key, value] of entries) {
    if (!/^([a-z0-9.-]{1,253}\/)?[a-z][a-z0-9_-]{0,62}$/.test(key)) {
      throw violation(field, `"${key}" is not a valid label key.`);
    }
    if (!/^[a-z0-9_-]{0,63}$/.test(value)) throw violation(field, `"${value}" is not a valid label value.`);
  }
}
