// Sends a file of this machine as a stream, in an upload that goes on where it was when the connection breaks off.
import { createReadStream } from "node:fs";
import type { File } from "@google-cloud/storage";
import { CloudRunnerError } from "../../../core/errors.ts";
import type { CloudContext } from "../../../provision/engine/context.ts";
import { askStorage, isObjectMissing, isPreconditionFailed } from "../ask-storage.ts";
import { notReadable } from "../sources/not-readable.ts";
import type { LargeFile } from "./content.ts";
import { pipe } from "./pipe.ts";
import { whileItAdvances } from "./patience.ts";

export interface SendTo {
  target: File;
  contentType: string;
  metadata: Readonly<Record<string, string>>;
  /** The generation that is there; "0" for none. */
  replaces: string;
  /** Hears how many bytes are sent. */
  sent: (bytes: number) => void;
}

/**
 * Gives the generation of the object. Google's client compares checksums at the end, and removes what has arrived wrong.
 * @throws the signal's reason when it aborts
 */
export function sendFile(cloud: CloudContext, file: LargeFile, to: SendTo): Promise<string> {
  const { target, contentType, metadata, replaces } = to;
  const { signal } = cloud;
  const uri = target.cloudStorageURI.href;
  /** Of the upload, which Cloud Storage keeps for a week. */
  let session: string | undefined;
  let most = 0;

  const stream = async (): Promise<string> => {
    const sink = target.createWriteStream({
      resumable: true,
      ...(session !== undefined && { uri: session }),
      preconditionOpts: { ifGenerationMatch: replaces },
      metadata: { contentType, contentLength: file.bytes, metadata: { ...metadata } },
    });
    sink.once("uri", (opened: string) => (session = opened));
    sink.on("progress", ({ bytesWritten }: { bytesWritten: number }) => {
      most = Math.max(most, bytesWritten);
      to.sent(most);
    });
    // From its beginning each time: the client asks how much is there, skips that, and needs all of it for the checksum.
    const source = createReadStream(file.path);
    const faultOf = (cause: unknown) => notReadable(file.path, cause);
    try {
      await pipe(source, sink, { file: source, faultOf, signal });
    } catch (error) {
      throw isPassed(error) ? Object.assign(error, { code: 503 }) : error;
    }
    return String(target.metadata.generation);
  };

  /** The object, where it is there and only the answer was lost on the way: the name is ours alone. */
  const arrived = (): Promise<string | undefined> =>
    askStorage(cloud, "storage.objects.get", uri, async () => {
      try {
        const [found] = await target.getMetadata();
        if (String(found.generation) === replaces) return undefined;
        if (await isOf(file, found.crc32c)) return String(found.generation);
      } catch (error) {
        if (isObjectMissing(error)) return undefined;
        throw error;
      }
      throw new CloudRunnerError(`${file.path} has changed while it was sent.`, {
        code: "input.not-readable",
        fix: "Run the command again when nobody writes to the file any more.",
      });
    });

  const attempt = async (): Promise<string> => {
    const there = session === undefined ? undefined : await arrived();
    if (there !== undefined) return there;
    try {
      return await stream();
    } catch (error) {
      if (isPreconditionFailed(error)) return (await arrived()) ?? Promise.reject(error);
      if (session === undefined || !isGone(error)) throw error;
      session = undefined;
      return stream();
    }
  };
  return whileItAdvances(cloud, { method: "storage.objects.insert", uri, progress: () => most }, attempt);
}

/** Of a fault that passes the client says nothing else, since it is not to try again itself. */
const isPassed = (error: unknown): error is Error =>
  error instanceof Error && /^Retry (?:total time )?limit exceeded/.test(error.message);

/** What Cloud Storage answers of an upload that it no longer keeps. */
const isGone = (error: unknown): boolean => [404, 410].includes((error as { code?: number }).code ?? 0);

async function isOf({ path }: LargeFile, crc32c: string | undefined): Promise<boolean> {
  const { CRC32C } = await import("@google-cloud/storage");
  return (await CRC32C.fromFile(path)).toString() === crc32c;
}
