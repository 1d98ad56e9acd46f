// Every resource name, derived from the config alone, so that no command needs a state file to find them.
import type { Config } from "./config.ts";
import { ConfigError } from "./errors.ts";

/** The one project of the embedded local cloud. */
export const localProject = "cloud-runner-local";

export type Names = ReturnType<typeof namesFor>;

/**
 * Bucket names are global, so they carry the project id; the rest lives inside the project.
 * @throws ConfigError when the target is gcp and no project is named.
 */
export function namesFor(config: Config) {
  const project = config.target === "local" ? localProject : config.project;
  if (project === undefined) {
    throw new ConfigError("No Google Cloud project is named.", {
      code: "config.no-project",
      fix: 'Pass --project ID, or set "project" in cloud-runner.json.',
    });
  }
  const stack = config.name;
  const account = (role: string) => `${stack}-${role}`;
  const email = (id: string) => `${id}@${project}.iam.gserviceaccount.com`;
  return {
    project,
    region: config.region,
    stack,
    inputBucket: `${project}-${stack}-input`,
    outputBucket: `${project}-${stack}-output`,
    topic: `${stack}-uploads`,
    subscription: `${stack}-push`,
    deadLetterTopic: `${stack}-dead-letters`,
    deadLetterSubscription: `${stack}-dead-letters`,
    /** Pushes them to the service, which announces them. */
    deadLetterPush: `${stack}-dead-letter-push`,
    /** Each result and each failure is announced there. */
    resultsTopic: `${stack}-results`,
    service: stack,
    /** Takes over what the service has no time for. */
    job: `${stack}-job`,
    repository: stack,
    /** Account id and e-mail of the account that the container runs as. */
    runtimeAccountId: account("runtime"),
    runtimeAccount: email(account("runtime")),
    /** Account id and e-mail of the account that Pub/Sub pushes as. */
    invokerAccountId: account("invoker"),
    invokerAccount: email(account("invoker")),
    /** Holds what Cloud Build makes the image of, for a day. */
    sourceBucket: `${project}-${stack}-source`,
    /** Account id and e-mail of the account that Cloud Build builds as. */
    builderAccountId: account("builder"),
    builderAccount: email(account("builder")),
  };
}
