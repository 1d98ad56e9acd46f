// What the containers of the service and of its job are told by environment variables, and how they are started.
import { hasEvents, hasJob, type Config } from "../core/config.ts";
import { serviceEnvironment } from "../core/contract.ts";
import { resultsTopicVariable } from "../core/events/event-contract.ts";
import { jobEnvironment } from "../core/job/job-contract.ts";
import type { Names } from "../core/names.ts";
import type { RunServiceSpec } from "./resources/run/run-service.ts";

type Environment = Record<string, string>;

export const environmentOf = (config: Config, names: Names): Environment => ({
  ...sharedEnvironment(config, names),
  [serviceEnvironment.forecastTimeoutSeconds]: forecastSeconds(
    // The request ends with the shorter of the two.
    Math.min(config.service.timeoutSeconds, config.delivery.ackDeadlineSeconds),
  ),
  // Empty where there is none, since a variable that is not named is left as it is.
  [jobEnvironment.job]: hasJob(config) ? jobName(names) : "",
});

/** A task knows its job too: one of them may start others. */
export const environmentOfJob = (config: Config, names: Names): Environment => ({
  ...sharedEnvironment(config, names),
  [serviceEnvironment.forecastTimeoutSeconds]: forecastSeconds(config.job.timeoutSeconds),
  [jobEnvironment.job]: jobName(names),
  [jobEnvironment.maximumRetries]: `${config.job.maxRetries}`,
});

export const jobName = ({ project, region, job }: Names): string =>
  `projects/${project}/locations/${region}/jobs/${job}`;

export const resultsTopicName = ({ project, resultsTopic }: Names): string =>
  `projects/${project}/topics/${resultsTopic}`;

const sharedEnvironment = (config: Config, names: Names): Environment => ({
  [serviceEnvironment.project]: names.project,
  [serviceEnvironment.inputBucket]: names.inputBucket,
  [serviceEnvironment.outputBucket]: names.outputBucket,
  [serviceEnvironment.forecastDefaults]: JSON.stringify(config.forecast),
  [resultsTopicVariable]: hasEvents(config) ? resultsTopicName(names) : "",
});

/** A tenth is left for reading, writing and the answer. */
const forecastSeconds = (seconds: number): string => `${Math.max(1, Math.floor(seconds * 0.9))}`;

/** This tool's own container has a path of its own; of another one only the owner knows. */
export function containerOf({
  target,
  image,
  command,
  service,
}: Config): Pick<RunServiceSpec, "readyPath" | "local"> {
  if (image === undefined && command === undefined) return { readyPath: "/ready" };
  const { readyPath } = service;
  if (target === "gcp") return { readyPath };
  return { readyPath, local: command === undefined ? { as: "docker" } : { as: "process", command } };
}
