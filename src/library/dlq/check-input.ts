// Whether the service would take a file: the same check, before anything is sent.
import type { RawParameters } from "../../core/contract.ts";
import { parameterPrefix } from "../../core/contract.ts";
import type { CloudRunnerError } from "../../core/errors.ts";
import { call, despiteFaults } from "../../provision/engine/context.ts";
import type { CloudContext } from "../../provision/engine/context.ts";
import { checkFile } from "../check/check-file.ts";
import { download } from "../predict/download.ts";
import { rejectionError } from "../predict/rejection-error.ts";
import type { InputObject } from "./message.ts";

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
  const checked = checkFile(label, content, { ...defaults, ...Object.fromEntries(own) });
  return checked.status === "failed" ? rejectionError(label, checked.error) : undefined;
}

/** Content of exactly that generation. */
export const downloadInput = (cloud: CloudContext, input: InputObject): Promise<Uint8Array> =>
  despiteFaults(cloud, () =>
    call(cloud, "storage.objects.get", input.uri, async () => {
      const bucket = (await cloud.clients.storage()).bucket(input.bucket);
      const content = await download(bucket.file(input.name, { generation: input.generation }));
      return content;
    }),
  );
