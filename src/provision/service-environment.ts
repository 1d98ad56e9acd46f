// What the service's container is told by environment variables.
import type { Config } from "../core/config.ts";
import { serviceEnvironment } from "../core/contract.ts";
import type { Names } from "../core/names.ts";

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
