// One question to Cloud Storage: tried again while it only passes, and clear about a bucket that is not there.
import { PreconditionError } from "../../core/errors.ts";
import { call, despiteFaults, type CloudContext } from "../../provision/engine/context.ts";
import { hasStatus } from "../../provision/google/cloud-error.ts";

/** @throws CloudRunnerError; PreconditionError predict.bucket-missing for a bucket, or an object in it, that is not there */
export async function askStorage<T>(
  cloud: CloudContext,
  method: string,
  uri: string,
  send: () => Promise<T>,
): Promise<T> {
  try {
    return await despiteFaults(cloud, () => call(cloud, method, uri, send));
  } catch (error) {
    if (!hasStatus(error, "NOT_FOUND")) throw error;
    const bucket = /^gs:\/\/[^/]+/.exec(uri)?.[0] ?? uri;
    throw new PreconditionError(`The bucket ${bucket}, or an object in it, is not there.`, {
      code: "predict.bucket-missing",
      fix: "cloud-runner up",
      cause: error,
    });
  }
}

/** A bucket that is missing answers 404 as well, in words of its own. */
export const isObjectMissing = (error: unknown): boolean =>
  (error as { code?: unknown }).code === 404 && !/bucket does not exist/i.test((error as Error).message);

/** What was there already, or is there no more in that generation. */
export const isPreconditionFailed = (error: unknown): boolean => (error as { code?: unknown }).code === 412;
