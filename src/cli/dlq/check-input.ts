// Whether the service would take a file: the same check, before anything is sent.
import { parameterPrefix } from "../../core/contract.ts";
import { CloudRunnerError } from "../../core/errors.ts";
import { checkCsv } from "../../model/check-csv.ts";
import { InputError } from "../../model/input-error.ts";
import { modelDescriptions } from "../../model/model-descriptions.ts";
import type { RawParameters } from "../../model/parameters.ts";
import { call } from "../../provision/context.ts";
import type { CloudContext } from "../../provision/context.ts";
import { uriOf } from "./letter.ts";
import type { InputObject } from "./letter.ts";

export interface CheckedInput {
  label: string;
  content: Uint8Array;
  /** Custom metadata of the upload, which carries its parameters. */
  metadata: Readonly<Record<string, string>>;
  /** Parameters of every forecast, by the configuration. */
  defaults: RawParameters;
}

/** Undefined when the file is fine. */
export function problemWith({
  label,
  content,
  metadata,
  defaults,
}: CheckedInput): CloudRunnerError | undefined {
  const own = Object.entries(metadata)
    .map(([key, value]) => [key.toLowerCase(), value] as const)
    .filter(([key]) => key.startsWith(parameterPrefix))
    .map(([key, value]) => [key.slice(parameterPrefix.length), value] as const);
  try {
    checkCsv(content, { ...defaults, ...Object.fromEntries(own) }, modelDescriptions);
    return undefined;
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const { code, message, line, excerpt, fix } = error;
    const details = line === undefined ? [] : [`Line ${line}${excerpt === undefined ? "" : `: ${excerpt}`}`];
    return new CloudRunnerError(`${label}: ${message}`, { code, details, fix, cause: error });
  }
}

/** Content of exactly that generation. */
export const downloadInput = (cloud: CloudContext, input: InputObject): Promise<Uint8Array> =>
  call(cloud, "storage.objects.get", uriOf(input), async () => {
    const bucket = (await cloud.clients.storage()).bucket(input.bucket);
    const [content] = await bucket.file(input.name, { generation: input.generation }).download();
    return content;
  });
