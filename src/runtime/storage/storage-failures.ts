// What the answers of Cloud Storage that are no success mean to a delivery.
import { CloudError } from "../../core/errors.ts";
import { isPassingRefusal, refusalOf } from "../../core/refusals.ts";
import { statusOfCode } from "../../core/status.ts";
import { ObjectTooLargeError, type StoredObject } from "./object-store.ts";

type Verb = "read" | "list" | "write" | "update" | "delete";
type Named = Pick<StoredObject, "bucket" | "name">;

/** @param answers what an HTTP status means that is no fault; every other one is thrown as a CloudError */
export async function asked<const Result, const Answer>(
  verb: Verb,
  object: Named,
  answers: Readonly<Record<number, Answer>>,
  work: () => Promise<Result>,
): Promise<Result | Answer> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof ObjectTooLargeError) throw error;
    const status = statusOf(error);
    if (status !== undefined && status in answers) return answers[status]!;
    throw cloudError(verb, object, error);
  }
}

function statusOf(error: unknown): number | undefined {
  const code: unknown = error instanceof Error && "code" in error ? error.code : undefined;
  // The client reports HTTP statuses as numbers or as digits, and network faults as names such as ECONNRESET.
  return typeof code === "number"
    ? code
    : typeof code === "string" && /^\d+$/.test(code)
      ? Number(code)
      : undefined;
}

export function cloudError(verb: Verb, { bucket, name }: Named, cause: unknown): CloudError {
  const status = statusOf(cause);
  const retryable = isPassing(status, cause);
  const refused = !retryable && (status === 401 || status === 403);
  return new CloudError(`Cloud Storage could not ${verb} gs://${bucket}/${name}: ${reason(status, cause)}`, {
    code: refused ? "storage.permission-denied" : retryable ? "storage.unavailable" : "storage.refused",
    status: refused ? "PERMISSION_DENIED" : retryable ? "UNAVAILABLE" : "FAILED_PRECONDITION",
    retryable,
    cause,
    ...(refused && {
      fix: `Grant the service's account access to the bucket ${bucket}: \`cloud-runner up\` sets it anew.`,
    }),
  });
}

/** Without a status no answer came. Storage says 429 only to whoever asks too often. */
function isPassing(code: number | undefined, cause: unknown): boolean {
  const status = code === undefined ? undefined : statusOfCode(code);
  if (code === undefined || status === "RESOURCE_EXHAUSTED") return true;
  if (status === undefined) return false;
  const { message, errors = [] } = cause as {
    message: string;
    errors?: { reason?: string; message?: string }[];
  };
  const [first] = errors;
  return isPassingRefusal(refusalOf({ status, reason: first?.reason, message: first?.message ?? message }));
}

function reason(status: number | undefined, cause: unknown): string {
  const message = cause instanceof Error ? cause.message : String(cause);
  return status === undefined ? message : `HTTP ${status}, ${message}`;
}
