// Whether the service would take a file: the same check, before anything is sent.
import type { RawParameters } from "../../core/contract.ts";
import type { CloudRunnerError } from "../../core/errors.ts";
import { call, despiteFaults, type CloudContext } from "../../provision/engine/context.ts";
import { checkFile } from "../check/check-file.ts";
import { download } from "../predict/download.ts";
import { rejectionError } from "../predict/rejection-error.ts";
import type { InputObject } from "./message.ts";

/** Undefined when the file is fine. @param given what its upload and the configuration say of the forecast */
export async function problemWith(
  label: string,
  content: Uint8Array,
  given: RawParameters,
): Promise<CloudRunnerError | undefined> {
  const checked = await checkFile(label, content, given);
  return checked.status === "failed" ? rejectionError(label, checked.error) : undefined;
}

/** Content of exactly that generation. */
export const downloadInput = (cloud: CloudContext, input: InputObject): Promise<Uint8Array> =>
  despiteFaults(cloud, () =>
    call(cloud, "storage.objects.get", input.uri, async () => {
      const bucket = (await cloud.clients.storage()).bucket(input.bucket);
      return download(bucket.file(input.name, { generation: input.generation }));
    }),
  );
