// A refusal of the local cloud's own in the form of Storage's JSON API, which is older than the one that Google's other
// APIs share. https://cloud.google.com/storage/docs/json_api/v1/status-codes
import { httpCode, type StatusError } from "./status.ts";

export const isStorage = (path: string): boolean => /^(\/upload|\/download)?\/storage\//.test(path);

/** Cloud Storage answers 412 where the others have 400 or 409. */
export const storageCode = (status: StatusError["status"]): number =>
  status === "FAILED_PRECONDITION" || status === "ABORTED" ? 412 : httpCode(status);

/** The words for reasons that it had before all of Google's APIs shared theirs. */
export const storageReasons: Readonly<Record<string, string>> = {
  SERVICE_DISABLED: "accessNotConfigured",
  BILLING_DISABLED: "accountDisabled",
  IAM_PERMISSION_DENIED: "forbidden",
  RATE_LIMIT_EXCEEDED: "rateLimitExceeded",
};

/** Where nothing says more than the status. */
const usual: Readonly<Record<number, string>> = {
  400: "invalid",
  403: "forbidden",
  404: "notFound",
  409: "conflict",
  412: "conditionNotMet",
  429: "rateLimitExceeded",
  500: "internalError",
};

export function storageBody(code: number, reason: string | undefined, message: string): object {
  const word = reason === undefined ? usual[code] : (storageReasons[reason] ?? reason);
  return {
    error: { code, message, errors: [{ message, domain: "global", reason: word ?? "backendError" }] },
  };
}
