// What a user needs to know of a running stack, read from what is live.
import type { CloudContext } from "./context.ts";
import type { Names } from "../../core/names.ts";
import { PreconditionError } from "../../core/errors.ts";
import { readService, type RunServiceLive } from "../rollout/service-state.ts";

export type Outputs = ReturnType<typeof outputsFrom>;

/** @throws PreconditionError when the service is not there. */
export async function readOutputs(ctx: CloudContext): Promise<Outputs> {
  const { names, project, region } = ctx;
  const live = await readService(ctx, `projects/${project}/locations/${region}/services/${names.service}`);
  if (live === undefined) throw notDeployed(names);
  return outputsFrom(names, live);
}

export const notDeployed = ({ stack }: Names): PreconditionError =>
  new PreconditionError(`The stack ${stack} is not deployed.`, {
    code: "stack.not-deployed",
    fix: "cloud-runner up",
  });

export const outputsFrom = (
  names: Names,
  live: Pick<RunServiceLive, "uri" | "latestReadyRevision" | "image">,
) => ({
  project: names.project,
  region: names.region,
  inputBucket: names.inputBucket,
  outputBucket: names.outputBucket,
  topic: names.topic,
  subscription: names.subscription,
  deadLetterTopic: names.deadLetterTopic,
  deadLetterSubscription: names.deadLetterSubscription,
  service: names.service,
  serviceUrl: live.uri,
  revision: live.latestReadyRevision,
  image: live.image,
  runtimeAccount: names.runtimeAccount,
  invokerAccount: names.invokerAccount,
});
