// The options that every command takes, before or after its name.
import { flag, text } from "./command.ts";

export const globalOptions = {
  json: flag("print one JSON document and ask nothing"),
  quiet: flag("print results and errors only", "q"),
  verbose: flag("say more, and print the chain of causes of an error", "v"),
  noColor: flag("print without colour, as NO_COLOR=1 does"),
  yes: flag("answer every question with yes, but for trust", "y"),
  trust: flag("trust this folder from now on, as `trust` does"),
  config: text("FILE", "read this file instead of cloud-runner.json"),
  target: text("local|gcp", "work on the local cloud (default) or on Google Cloud"),
  project: text("ID", "Google Cloud project; implies --target gcp"),
  region: text("REGION", "Google Cloud region (default us-central1)"),
  cwd: text("DIR", "run as if started in this folder", "C"),
} as const;

/** Environment variables, for `cloud-runner help environment`. A flag wins over its variable. */
export const environmentVariables: readonly (readonly [name: string, meaning: string])[] = [
  ["CLOUD_RUNNER_TARGET", "local or gcp, as --target"],
  ["CLOUD_RUNNER_PROJECT", "Google Cloud project, as --project (but does not choose the target)"],
  ["CLOUD_RUNNER_REGION", "Google Cloud region, as --region"],
  ["CLOUD_RUNNER_CONFIG", "configuration file, as --config"],
  [
    "CLOUD_RUNNER_TRUST",
    "trust every folder when 1, without remembering it, as continuous integration needs it",
  ],
  ["CLOUD_RUNNER_OLD_GCSFS", "0 leaves gcsfs up to 0.8.0 as it is: docs/container-contract.md"],
  ["CLOUD_RUNNER_ASCII", "draw with ASCII characters only"],
  ["NO_COLOR", "print without colour when not empty"],
  ["CI", "ask nothing when not empty"],
];
