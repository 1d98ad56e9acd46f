// The documented limits of a service. Defaults are filled in before; whatever breaks a limit is INVALID_ARGUMENT.
// https://cloud.google.com/run/docs/reference/rpc/google.cloud.run.v2#service, https://cloud.google.com/run/quotas
import { invalid } from "../../fields.ts";
import type { StatusError } from "../../../wire/status.ts";
import { millisecondsOf } from "../../timestamp.ts";
import { latestType } from "./defaults.ts";
import type { Container, Scaling, ServiceSpec, Template, TrafficTarget } from "./resources.ts";
import {
  checkEnvironment,
  checkImage,
  checkLabels,
  checkLimits,
  checkNamespaces,
  checkProbe,
  checkVpcAccess,
  onlyContainer,
  violation,
  type VpcAccess,
} from "./validate-container.ts";

interface Surroundings {
  serviceId: string;
  accountExists: (email: string) => boolean;
  /** Whether the service has a revision of this id. */
  revisionExists: (id: string) => boolean;
}

const bad = (field: string, problem: string): StatusError => violation(`service.${field}`, problem);

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
  checkLabels("service.labels", spec.labels);
  checkNamespaces("service.annotations", spec.annotations);
  checkScaling("scaling", spec.scaling);
  for (const audience of spec.customAudiences ?? []) {
    if (audience === "") throw bad("custom_audiences", "an audience is empty.");
  }
  checkTemplate(spec.template!, surroundings);
  checkTraffic(spec.traffic ?? [], spec.template!, surroundings);
}

function checkTemplate(template: Template, { serviceId, accountExists }: Surroundings): void {
  const { revision } = template;
  if (revision !== undefined && revision !== "") {
    if (!revision.startsWith(`${serviceId}-`) || !/^[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/.test(revision)) {
      throw bad(
        "template.revision",
        `"${revision}" must begin with "${serviceId}-" and have at most 63 lowercase letters, digits and dashes.`,
      );
    }
  }
  checkLabels("service.template.labels", template.labels);
  checkNamespaces("service.template.annotations", template.annotations);
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
  checkVpcAccess("service.template", template["vpcAccess"] as VpcAccess | undefined);
  const container = onlyContainer("service.template", template);
  checkContainer(container, concurrency);
}

const reserved = ["PORT", "K_SERVICE", "K_REVISION", "K_CONFIGURATION"];

function checkContainer(container: Container, concurrency: number): void {
  const field = "template.containers[0]";
  const { ports = [], resources = {} } = container;
  checkImage(`service.${field}`, container);
  const [port] = ports;
  if (port?.name !== "http1" && port?.name !== "h2c") {
    throw bad(`${field}.ports`, `the name "${port?.name}" is not one of http1 and h2c.`);
  }
  if (port.containerPort! < 1 || port.containerPort! > 65_535) {
    throw bad(`${field}.ports`, "container_port must be between 1 and 65535.");
  }
  checkEnvironment(`service.${field}.env`, container.env, reserved);
  checkLimits(`service.${field}.resources`, resources, concurrency);
  checkProbe(`service.${field}.startup_probe`, container.startupProbe, 240);
  checkProbe(`service.${field}.liveness_probe`, container.livenessProbe, 3600);
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
