// What Cloud Run fills in where a job is silent, and the limits that it holds a job to.
// https://cloud.google.com/run/quotas, https://cloud.google.com/run/docs/create-jobs
import { runAsAnnotation } from "../../../../core/contract.ts";
import { serviceAgentsOf } from "../../agents.ts";
import { invalid, messageOf } from "../../fields.ts";
import type { Message } from "../../../message.ts";
import { StatusError } from "../../../wire/status.ts";
import { millisecondsOf } from "../../timestamp.ts";
import { probeWithDefaults } from "../api/defaults.ts";
import type { Container } from "../api/resources.ts";
import { withoutUnset } from "../api/unset.ts";
import {
  checkEnvironment,
  checkImage,
  checkLabels,
  checkLimits,
  checkNamespaces,
  checkVpcAccess,
  onlyContainer,
  violation,
  type VpcAccess,
} from "../api/validate-container.ts";
import type { ExecutionTemplate, JobSpec, TaskTemplate } from "./job-resources.ts";

const specFields = [
  "labels",
  "annotations",
  "client",
  "clientVersion",
  "launchStage",
  "binaryAuthorization",
  "template",
];

const mostTasks = 10_000;
const mostRetries = 10;
const longestSeconds = 7 * 24 * 3600;

/** Only what a user may set, with Cloud Run's defaults: the rest of a message that was read and is sent back is ignored. */
export function specOf(input: Message, projectId: string): JobSpec {
  const given = withoutUnset(
    Object.fromEntries(specFields.flatMap((field) => (field in input ? [[field, input[field]]] : []))),
  ) as JobSpec;
  const { template = {} } = given;
  // None is a number of retries too, and other than no number.
  const maxRetries = messageOf(messageOf(input, "template"), "template")["maxRetries"] as number | undefined;
  return {
    ...given,
    launchStage: given["launchStage"] ?? "GA",
    template: {
      ...template,
      taskCount: template.taskCount ?? 1,
      template: taskWithDefaults(template.template ?? {}, maxRetries ?? 3, projectId),
    },
  };
}

function taskWithDefaults(template: TaskTemplate, maxRetries: number, projectId: string): TaskTemplate {
  return {
    ...template,
    maxRetries,
    timeout: millisecondsOf(template.timeout ?? {}) === 0 ? { seconds: "600" } : template.timeout!,
    serviceAccount: template.serviceAccount || serviceAgentsOf(projectId).compute,
    executionEnvironment: template["executionEnvironment"] ?? "EXECUTION_ENVIRONMENT_GEN2",
    containers: (template.containers ?? []).map((container) => ({
      ...container,
      ...(container.startupProbe && {
        startupProbe: probeWithDefaults(container.startupProbe, container.ports?.[0]?.containerPort ?? 8080),
      }),
      resources: {
        ...container.resources,
        limits: { cpu: "1000m", memory: "512Mi", ...container.resources?.limits },
      },
    })),
  };
}

export function checkJobId(id: string): void {
  if (!/^[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/.test(id)) {
    throw invalid(
      `job_id "${id}" must only use lowercase alphanumeric characters and dashes, begin with a letter, not end with a dash, and have fewer than 64 characters.`,
    );
  }
}

/** @throws StatusError INVALID_ARGUMENT that names the field and the limit */
export function checkJob(spec: JobSpec, accountExists: (email: string) => boolean): void {
  checkLabels("job.labels", spec.labels);
  checkNamespaces("job.annotations", spec.annotations);
  const template = spec.template!;
  checkLabels("job.template.labels", template.labels);
  checkNamespaces("job.template.annotations", template.annotations);
  const account = template.template!.serviceAccount!;
  if (!accountExists(account)) {
    throw violation("job.template.template.service_account", `Service account ${account} does not exist.`);
  }
  checkExecution(template);
}

/** The part that overrides may change. */
export function checkExecution({
  parallelism = 0,
  taskCount = 1,
  template = {},
  annotations,
}: ExecutionTemplate): void {
  const field = "job.template";
  if (taskCount < 1 || taskCount > mostTasks) {
    throw violation(`${field}.task_count`, `${taskCount} is not between 1 and ${mostTasks}.`);
  }
  if (parallelism < 0) throw violation(`${field}.parallelism`, "must not be negative.");
  checkTask(`${field}.template`, template, annotations?.[runAsAnnotation]);
}

function checkTask(field: string, template: TaskTemplate, as: string | undefined): void {
  const { maxRetries = 3, timeout = {} } = template;
  if (maxRetries < 0 || maxRetries > mostRetries) {
    throw violation(`${field}.max_retries`, `${maxRetries} is not between 0 and ${mostRetries}.`);
  }
  const seconds = millisecondsOf(timeout) / 1000;
  if (seconds < 1 || seconds > longestSeconds) {
    throw violation(`${field}.timeout`, `${seconds}s is not between 1s and ${longestSeconds}s.`);
  }
  checkVpcAccess(field, template["vpcAccess"] as VpcAccess | undefined);
  checkContainer(`${field}.containers[0]`, onlyContainer(field, template), as);
}

const reserved = ["TASK_INDEX", "TASK_ATTEMPT", "TASK_COUNT", "EXECUTION", "JOB"].map(
  (name) => `CLOUD_RUN_${name}`,
);

function checkContainer(field: string, container: Container, as: string | undefined): void {
  checkImage(field, container);
  checkEnvironment(`${field}.env`, container.env, reserved);
  checkLimits(`${field}.resources`, container.resources ?? {}, 1);
  const [program = "node"] = container.command ?? [];
  if (as === undefined && program !== "node") {
    throw new StatusError(
      "UNIMPLEMENTED",
      `${field}.command: the local cloud runs \`node FILE\` of the image's files; "${program}" is another program.`,
    );
  }
}
