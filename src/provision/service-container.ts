// What the service's container is told by environment variables, and how it is started.
import type { Config } from "../core/config.ts";
import { serviceEnvironment } from "../core/contract.ts";
import type { Names } from "../core/names.ts";
import type { RunServiceSpec } from "./resources/run/run-service.ts";

export const environmentOf = (config: Config, names: Names): Record<string, string> => ({
  [serviceEnvironment.project]: names.project,
  [serviceEnvironment.inputBucket]: names.inputBucket,
  [serviceEnvironment.outputBucket]: names.outputBucket,
  [serviceEnvironment.forecastDefaults]: JSON.stringify(config.forecast),
  [serviceEnvironment.forecastTimeoutSeconds]: `${forecastTimeoutSeconds(config)}`,
});

/** The request ends with the shorter of the two; a tenth of it is left for reading, writing and the answer. */
const forecastTimeoutSeconds = ({ service, delivery }: Config): number =>
  Math.max(1, Math.floor(Math.min(service.timeoutSeconds, delivery.ackDeadlineSeconds) * 0.9));

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
