// The documented limits of a service. Defaults are filled in before; whatever breaks a limit is INVALID_ARGUMENT.
// https://cloud.google.com/run/docs/reference/rpc/google.cloud.run.v2#service, https://cloud.google.com/run/quotas
import { invalid } from "../../fields.ts";
import { StatusError } from "../../../wire/status.ts";
import { millisecondsOf } from "../../timestamp.ts";
import { bytesOf, cpuOf, latestType } from "./defaults.ts";
import type { Container, Probe, Scaling, ServiceSpec, Template, TrafficTarget } from "./resources.ts";
import { isOwnVariable } from "./own-variables.ts";

interface Surroundings {
  serviceId: string;
  accountExists: (email: string) => boolean;
  /** Whether the service has a revision of this id. */
  revisionExists: (id: string) => boolean;
}

const bad = (field: string, problem: string): StatusError =>
  invalid(`Violation in service.${field}: ${problem}`);

export function checkServiceId(id: string): void {
  if (!/^[a-z]([a-z0-9-]{0,47}[a-z0-9])?$/.test(id)) {
    throw invalid(
      `service_id "${id}" must only use lowercase alphanumeric characters and dashes, begin with a letter, not end with a dash, and have fewer than 50 characters.`,
    );
  }
}

/** @throws StatusError INVALID_ARGUMENT that names the field and the limit */
export function checkSpec(spec: ServiceSpec, surroundings: Surroundings): void {
  if ((spec.description ?? "").length > 512) throw bad("description", "longer than 512 characters.");
  checkLabels("labels", spec.labels);
  checkNamespaces("annotations", spec.annotations);
  checkScaling("scaling", spec.scaling);
  for (const audience of spec.customAudiences ?? []) {
    if (audience === "") throw bad("custom_audiences", "an audience is empty.");
  }
  checkTemplate(spec.template!, surroundings);
  checkTraffic(spec.traffic ?? [], spec.template!, surroundings);
}

function checkTemplate(template: Template, { serviceId, accountExists }: Surroundings): void {
  const { revision, containers = [] } = template;
  if (revision !== undefined && revision !== "") {
    if (!revision.startsWith(`${serviceId}-`) || !/^[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/.test(revision)) {
      throw bad(
        "template.revision",
        `"${revision}" must begin with "${serviceId}-" and have at most 63 lowercase letters, digits and dashes.`,
      );
    }
  }
  checkLabels("template.labels", template.labels);
  checkNamespaces("template.annotations", template.annotations);
  checkScaling("template.scaling", template.scaling);
  const timeout = millisecondsOf(template.timeout ?? {}) / 1000;
  if (timeout < 1 || timeout > 3600) {
    throw bad("template.timeout", `${timeout}s is not between 1s and 3600s.`);
  }
  const concurrency = template.maxInstanceRequestConcurrency!;
  if (concurrency < 1 || concurrency > 1000) {
    throw bad("template.max_instance_request_concurrency", `${concurrency} is not between 1 and 1000.`);
  }
  const account = template.serviceAccount!;
  if (!accountExists(account)) {
    throw bad("template.service_account", `Service account ${account} does not exist.`);
  }
  checkVpcAccess(template["vpcAccess"] as VpcAccess | undefined);
  const [container] = containers;
  if (!container) throw bad("template.containers", "a container is required.");
  if (containers.length > 1) {
    throw new StatusError(
      "UNIMPLEMENTED",
      "The local cloud runs one container an instance; sidecars are not emulated.",
    );
  }
  if ((template.volumes?.length ?? 0) > 0) {
    throw new StatusError("UNIMPLEMENTED", "The local cloud does not emulate volumes.");
  }
  checkContainer(container, concurrency);
}

interface VpcAccess {
  connector?: string;
  networkInterfaces?: { network?: string; subnetwork?: string }[];
}

/** Kept and answered; instances here reach what this machine reaches. */
function checkVpcAccess(access: VpcAccess | undefined): void {
  if (access === undefined) return;
  const { connector = "", networkInterfaces = [] } = access;
  if ((connector !== "") === networkInterfaces.length > 0) {
    throw bad(
      "template.vpc_access.connector",
      "one and only one of connector and network_interfaces must be set.",
    );
  }
  const isNamed = networkInterfaces.every(({ network, subnetwork }) => network || subnetwork);
  if (!isNamed) {
    throw bad(
      "template.vpc_access.network_interfaces[0]",
      "at least one of network and subnetwork must be specified.",
    );
  }
}

function checkContainer(container: Container, concurrency: number): void {
  const field = "template.containers[0]";
  const { image = "", env = [], ports = [], resources = {} } = container;
  if (image === "") throw bad(`${field}.image`, "the image is required.");
  if (/\s/.test(image)) throw bad(`${field}.image`, `"${image}" is not an image reference.`);
  const [port] = ports;
  if (port?.name !== "http1" && port?.name !== "h2c") {
    throw bad(`${field}.ports`, `the name "${port?.name}" is not one of http1 and h2c.`);
  }
  if (port.containerPort! < 1 || port.containerPort! > 65_535) {
    throw bad(`${field}.ports`, "container_port must be between 1 and 65535.");
  }
  checkEnvironment(`${field}.env`, env);
  checkLimits(`${field}.resources`, resources, concurrency);
  checkProbe(`${field}.startup_probe`, container.startupProbe, 240);
  checkProbe(`${field}.liveness_probe`, container.livenessProbe, 3600);
}

const reserved = new Set(["PORT", "K_SERVICE", "K_REVISION", "K_CONFIGURATION"]);

function checkEnvironment(field: string, env: NonNullable<Container["env"]>): void {
  if (env.length > 1000) throw bad(field, `${env.length} variables, at most 1000 are allowed.`);
  const seen = new Set<string>();
  for (const { name = "", value = "", valueSource } of env) {
    if (name === "" || /[=\0]/.test(name)) throw bad(field, `"${name}" is not a name of a variable.`);
    if (Buffer.byteLength(name) > 32_768) throw bad(field, "a name is longer than 32768 characters.");
    if (seen.has(name)) throw bad(field, `the variable ${name} is given twice.`);
    seen.add(name);
    if (Buffer.byteLength(value) > 32_768) {
      throw bad(field, `the value of ${name} is longer than 32768 bytes.`);
    }
    if (valueSource !== undefined) {
      throw new StatusError("UNIMPLEMENTED", `${name}: the local cloud does not emulate Secret Manager.`);
    }
  }
  const own = env.flatMap(({ name = "" }) => (isOwnVariable(name) ? [name] : []));
  if (own.length > 0) {
    throw bad(
      field,
      `the local cloud sets ${own.join(", ")} itself or leaves it out: it chooses what code a process of this machine loads, or where. On Google Cloud it may be set.`,
    );
  }
  const taken = env.filter(({ name = "" }) => reserved.has(name)).map(({ name }) => name);
  if (taken.length > 0) {
    throw bad(
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

function checkLimits(
  field: string,
  { limits = {}, cpuIdle = false }: NonNullable<Container["resources"]>,
  concurrency: number,
): void {
  for (const key of Object.keys(limits)) {
    if (key !== "cpu" && key !== "memory" && key !== "nvidia.com/gpu") {
      throw bad(`${field}.limits`, `"${key}" is not one of cpu, memory and nvidia.com/gpu.`);
    }
  }
  if ("nvidia.com/gpu" in limits) {
    throw new StatusError("UNIMPLEMENTED", "The local cloud does not emulate GPUs.");
  }
  const { cpu: cpuText = "", memory: memoryText = "" } = limits;
  const cpu = cpuOf(cpuText);
  const isFraction = cpu >= 0.08 && cpu < 1;
  if (!isFraction && ![1, 2, 4, 6, 8].includes(cpu)) {
    throw bad(`${field}.limits.cpu`, `"${cpuText}" is not 1, 2, 4, 6, 8, or between 0.08 and 1.`);
  }
  if (isFraction && concurrency > 1) {
    throw bad(`${field}.limits.cpu`, "Total cpu < 1 is not supported with concurrency > 1.");
  }
  if (isFraction && !cpuIdle) {
    throw bad(`${field}.limits.cpu`, "Total cpu < 1 is not supported with cpu always allocated.");
  }
  const memory = bytesOf(memoryText);
  if (!(memory >= gibibyte / 8 && memory <= 32 * gibibyte)) {
    throw bad(`${field}.limits.memory`, `"${memoryText}" is not between 128Mi and 32Gi.`);
  }
  const wantedCpu = cpuForMemory.find(([above]) => memory > above)![1];
  if (cpu < wantedCpu) {
    throw bad(
      `${field}.limits.memory`,
      `Invalid value specified for container memory. For ${cpuText} CPU, ${memoryText} is too much: it needs at least ${wantedCpu} CPU.`,
    );
  }
  if (memory < (memoryForCpu[cpu] ?? 0)) {
    throw bad(
      `${field}.limits.memory`,
      `Invalid value specified for container memory. For ${cpuText} CPU, memory must be at least ${memoryForCpu[cpu]! / gibibyte}Gi.`,
    );
  }
}

function checkProbe(field: string, probe: Probe | undefined, maximumSeconds: number): void {
  if (!probe) return;
  const kinds = [probe.httpGet, probe.tcpSocket, probe.grpc].filter((kind) => kind !== undefined);
  if (kinds.length !== 1) throw bad(field, "one of http_get, tcp_socket and grpc is required.");
  const { initialDelaySeconds = 0, timeoutSeconds = 1, periodSeconds = 10, failureThreshold = 3 } = probe;
  if (initialDelaySeconds < 0 || initialDelaySeconds > maximumSeconds) {
    throw bad(`${field}.initial_delay_seconds`, `must be between 0 and ${maximumSeconds}.`);
  }
  if (periodSeconds < 1 || periodSeconds > maximumSeconds) {
    throw bad(`${field}.period_seconds`, `must be between 1 and ${maximumSeconds}.`);
  }
  if (timeoutSeconds < 1 || timeoutSeconds > maximumSeconds || timeoutSeconds > periodSeconds) {
    throw bad(
      `${field}.timeout_seconds`,
      `must be between 1 and ${maximumSeconds}, and not over period_seconds.`,
    );
  }
  if (failureThreshold < 1) throw bad(`${field}.failure_threshold`, "must be at least 1.");
  if (maximumSeconds === 240 && failureThreshold * periodSeconds > 240) {
    throw bad(field, "failure_threshold * period_seconds must not be over 240 seconds.");
  }
}

function checkScaling(field: string, scaling: Scaling = {}): void {
  const { minInstanceCount = 0, maxInstanceCount = 0 } = scaling;
  if (minInstanceCount < 0) throw bad(`${field}.min_instance_count`, "must not be negative.");
  if (maxInstanceCount < 0 || maxInstanceCount > 1000) {
    throw bad(`${field}.max_instance_count`, `${maxInstanceCount} is not between 1 and 1000.`);
  }
  if (maxInstanceCount > 0 && minInstanceCount > maxInstanceCount) {
    throw bad(`${field}.min_instance_count`, `${minInstanceCount} is over max_instance_count.`);
  }
}

const systemNamespace =
  /(^|\.)(run\.googleapis\.com|cloud\.googleapis\.com|serving\.knative\.dev|autoscaling\.knative\.dev)\//;

function checkNamespaces(field: string, map: Record<string, string> = {}): void {
  for (const key of Object.keys(map)) {
    if (systemNamespace.test(key)) throw bad(field, `"${key}" is in a namespace of the system.`);
  }
}

function checkLabels(field: string, labels: Record<string, string> = {}): void {
  checkNamespaces(field, labels);
  const entries = Object.entries(labels);
  if (entries.length > 64) throw bad(field, `${entries.length} labels, at most 64 are allowed.`);
  for (const [key, value] of entries) {
    if (!/^([a-z0-9.-]{1,253}\/)?[a-z][a-z0-9_-]{0,62}$/.test(key)) {
      throw bad(field, `"${key}" is not a valid label key.`);
    }
    if (!/^[a-z0-9_-]{0,63}$/.test(value)) throw bad(field, `"${value}" is not a valid label value.`);
  }
}

function checkTraffic(
  targets: TrafficTarget[],
  template: Template,
  { serviceId, revisionExists }: Surroundings,
): void {
  const tags = new Set<string>();
  let sum = 0;
  for (const [index, { type, revision = "", percent = 0, tag = "" }] of targets.entries()) {
    const field = `traffic[${index}]`;
    if (percent < 0 || percent > 100) throw bad(`${field}.percent`, `${percent} is not between 0 and 100.`);
    sum += percent;
    if (type === latestType) {
      if (revision !== "") throw bad(`${field}.revision`, "must be empty when the type is LATEST.");
    } else if (revision === "") {
      throw bad(`${field}.revision`, "the revision is required.");
    } else if (revision !== template.revision && !revisionExists(revision)) {
      throw bad(`${field}.revision`, `Revision '${revision}' of service '${serviceId}' does not exist.`);
    }
    if (tag === "") continue;
    if (tags.has(tag)) throw bad(`${field}.tag`, `the tag "${tag}" is given twice.`);
    tags.add(tag);
    if (!/^[a-z]([a-z0-9-]*[a-z0-9])?$/.test(tag) || `${tag}---${serviceId}`.length > 63) {
      throw bad(`${field}.tag`, `"${tag}" is not a valid tag.`);
    }
  }
  if (sum !== 100) throw bad("traffic", `The percents sum to ${sum}, they must sum to 100.`);
}
