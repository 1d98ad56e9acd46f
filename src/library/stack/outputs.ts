// `outputs`: where everything is, for people, for scripts and for other clients.
import { serviceEnvironment } from "../../core/contract.ts";
import { readOutputs, type Outputs } from "../../provision/engine/outputs.ts";
import { PreconditionError } from "../../core/errors.ts";
import type { Session } from "../session.ts";
import { loadConfig } from "../settings.ts";
import type { LocalCloud } from "../local-cloud/local-cloud.ts";
import { emulatorVariables } from "./emulator-variables.ts";
import { botoConfigOf } from "./tls.ts";
import { withStack } from "./with-stack.ts";

export interface StackOutputs extends Outputs {
  target: "local" | "gcp";
  /** Variables that point other clients (Google's libraries, gcloud) at the same place. */
  environment: Record<string, string>;
}

/** @throws PreconditionError when nothing is up */
export async function outputs(session: Session): Promise<StackOutputs> {
  try {
    return await withStack(session, async ({ cloud, localCloud }) =>
      stackOutputs(await readOutputs(cloud), localCloud, botoConfigOf(session.folder)),
    );
  } catch (error) {
    const { config } = await loadConfig(session);
    throw config.target === "local" && isNothingUp(error) ? withEmptyCloud(error) : error;
  }
}

const isNothingUp = (error: unknown): error is PreconditionError =>
  error instanceof PreconditionError && ["local-cloud.absent", "stack.not-deployed"].includes(error.code);

/** Whoever comes with another client first needs no stack. */
function withEmptyCloud({ message, code, fix = "cloud-runner up", details }: PreconditionError): Error {
  const other = "For the address of a local cloud without a stack: cloud-runner local start --env";
  return new PreconditionError(message, { code, fix, details: [...details, other] });
}

/** @param botoConfig gsutil's configuration file, where the local cloud answers over TLS */
export function stackOutputs(
  outputs: Outputs,
  localCloud: LocalCloud | undefined,
  botoConfig?: string,
): StackOutputs {
  const { project, inputBucket, outputBucket } = outputs;
  const environment = {
    [serviceEnvironment.project]: project,
    [serviceEnvironment.inputBucket]: inputBucket,
    [serviceEnvironment.outputBucket]: outputBucket,
    ...(localCloud === undefined ? {} : emulatorVariables({ ...localCloud, project })),
    ...(localCloud === undefined || botoConfig === undefined ? {} : { BOTO_CONFIG: botoConfig }),
  };
  return { target: localCloud === undefined ? "gcp" : "local", ...outputs, environment };
}
