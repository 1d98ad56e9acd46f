// Where everything is, for people, for scripts and for other clients.
import { serviceEnvironment } from "../../core/contract.ts";
import type { Outputs } from "../../provision/engine/outputs.ts";
import type { LocalCloud } from "../local-cloud/local-cloud.ts";
import { table } from "../../cli/shell/table.ts";
import type { View } from "../../cli/shell/view.ts";
import { emulatorVariables } from "./emulator-variables.ts";

export interface ShownOutputs extends Outputs {
  target: "local" | "gcp";
  /** Variables that point other clients (Google's libraries, gcloud) at the same place. */
  environment: Record<string, string>;
}

/** @param botoConfig gsutil's configuration file, where the local cloud answers over TLS */
export function shownOutputs(
  outputs: Outputs,
  localCloud: LocalCloud | undefined,
  botoConfig?: string,
): ShownOutputs {
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

export function renderOutputs(
  { environment, ...outputs }: ShownOutputs,
  { paint }: Pick<View, "paint">,
): string {
  const rows = Object.entries(outputs).map(([key, value]) => [paint.dim(spaced(key)), value]);
  return [table(rows), "", paint.dim("environment"), exportLines(environment, "  ")].join("\n");
}

/** For `eval "$(cloud-runner outputs --env)"`. */
export const exportLines = (environment: Readonly<Record<string, string>>, indent = ""): string =>
  Object.entries(environment)
    .map(([name, value]) => `${indent}export ${name}=${quoted(value)}`)
    .join("\n");

const quoted = (value: string): string =>
  /^[\w@%+=:,./-]*$/.test(value) ? value : `'${value.replaceAll("'", String.raw`'\''`)}'`;

const spaced = (key: string): string => key.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
