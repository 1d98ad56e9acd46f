// Brings an object into a file of this machine as a stream, and goes on where it was when the connection breaks off.
import { once, type EventEmitter } from "node:events";
import { open } from "node:fs/promises";
import type { File } from "@google-cloud/storage";
import { CloudRunnerError } from "../../../core/errors.ts";
import type { CloudContext } from "../../../provision/engine/context.ts";
import { sizeOf } from "./content.ts";
import { pipe } from "./pipe.ts";
import { whileItAdvances } from "./patience.ts";

/**
 * Nothing of it is held in memory.
 * @param source exactly the generation
 * @param path of a file that is empty, or not there yet
 * @throws the signal's reason when it aborts; CloudRunnerError predict.result-damaged
 */
export async function fetchFile(
  cloud: CloudContext,
  source: File,
  { size, crc32c }: { size?: number; crc32c?: string | undefined },
  path: string,
): Promise<void> {
  const { signal } = cloud;
  const uri = source.cloudStorageURI.href;
  const here = () => sizeOf(path);
  const attempt = async () => {
    const start = here();
    if (start > 0 && start === size) return;
    const faultOf = (cause: unknown) => notWritable(uri, cause);
    const handle = await open(path, "a").catch((error: unknown) => Promise.reject(faultOf(error)));
    const file = handle.createWriteStream();
    // Of a part the client checks nothing, so the whole is checked below.
    const content = source.createReadStream({ start, validation: false });
    content.once("response", (body: EventEmitter) => void body.setMaxListeners(20));
    try {
      // What is ended before its answer comes, the client pipes it into all the same, and throws where nobody catches it.
      await once(content, "readable");
    } catch (error) {
      file.destroy();
      throw error;
    }
    await pipe(content, file, { file, faultOf, signal });
  };
  await whileItAdvances(cloud, { method: "storage.objects.get", uri, progress: here }, attempt);
  const { CRC32C } = await import("@google-cloud/storage");
  if (crc32c === undefined || (await CRC32C.fromFile(path)).toString() === crc32c) return;
  throw new CloudRunnerError(`${uri} has not arrived as it was sent.`, {
    code: "predict.result-damaged",
    details: [`${here()} of ${size} bytes are here, and their checksum is not that of the object.`],
    fix: "Bring it again: `cloud-runner runs list` shows the run, `cloud-runner runs fetch RUN` brings its forecasts.",
  });
}

const notWritable = (uri: string, cause: unknown): CloudRunnerError =>
  new CloudRunnerError(`${uri} cannot be written to this machine.`, {
    code: "output.not-writable",
    details: [(cause as Error).message],
    fix: "See that there is room, or name another place with -o.",
    cause,
  });
