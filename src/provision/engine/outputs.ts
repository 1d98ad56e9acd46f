// What a user needs to know of a running stack, read from what is live.
import type { CloudContext } from "./context.ts";
import type { Names } from "../../core/names.ts";
import { PreconditionError } from "../../core/errors.ts";
import { readService } from "../rollout/service-state.ts";

export interface Outputs {
  project: string;
  region: string;
  inputBucket: string;
  outputBucket: string;
  topic: string;
  subscription: string;
  deadLetterTopic: string;
  deadLetterSubscription: string;
  service: string;
  serviceUrl: string;
  revision: string;
  image: string;
  runtimeAccount: string;
  invokerAccount: string;
}

/** @throws PreconditionError when the service is not there. */
export async function readOutputs(ctx: CloudContext): Promise<Outputs> {
  const { names, project, region } = ctx;
  const live = await readService(ctx, `projects/${project}/locations/${region}/services/${names.service}`);
  if (live === undefined) {
    throw new PreconditionError(`The stack ${names.stack} is not deployed.`, {
      code: "stack.not-deployed",
      fix: "cloud-runner up",
    });
  }
  return outputsFrom(names, live);
}

export function outputsFrom(
  names: Names,
  live: { uri: string; latestReadyRevision: string; image: string },
): Outputs {
  const { project, region, inputBucket, outputBucket, topic, subscription } = names;
  const { deadLetterTopic, deadLetterSubscription, service, runtimeAccount, invokerAccount } = names;
  return {
    project,
    region,
    inputBucket,
    outputBucket,
    topic,
    subscription,
    deadLetterTopic,
    deadLetterSubscription,
    service,
    serviceUrl: live.uri,
    revision: live.latestReadyRevision,
    image: live.image,
    runtimeAccount,
    invokerAccount,
  };
}
