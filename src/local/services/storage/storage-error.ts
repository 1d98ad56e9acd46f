// What the JSON API answers when it refuses. https://cloud.google.com/storage/docs/json_api/v1/status-codes

interface Where {
  locationType: "parameter" | "header";
  location: string;
}

/** A refusal; clients distinguish refusals of one status by `reason`. */
export class StorageError extends Error {
  readonly code: number;
  readonly reason: string;
  readonly where: Where | undefined;
  readonly headers: Record<string, string>;

  constructor(
    code: number,
    reason: string,
    message: string,
    where?: Where,
    headers: Record<string, string> = {},
  ) {
    const { stackTraceLimit } = Error;
    // An answer and no fault: its stack tells nobody anything, and takes longer than the rest of the answer.
    Error.stackTraceLimit = 0;
    super(message);
    Error.stackTraceLimit = stackTraceLimit;
    this.name = "StorageError";
    this.code = code;
    this.reason = reason;
    this.where = where;
    this.headers = headers;
  }
}

export function jsonError({ code, reason, message, where, headers }: StorageError): Response {
  const errors = [{ message, domain: "global", reason, ...where }];
  return Response.json({ error: { code, message, errors } }, { status: code, headers });
}

/** What is not done is refused at once, and nothing of it is kept. */
export const notEmulated = (what: string): StorageError =>
  new StorageError(501, "notImplemented", `The local cloud does not emulate ${what}.`);

export const invalid = (message: string): StorageError => new StorageError(400, "invalid", message);

export const required = (parameter: string): StorageError =>
  new StorageError(400, "required", `Required parameter: ${parameter}`, {
    locationType: "parameter",
    location: parameter,
  });

/** Of a project without a billing account, and of one that is shut down, which ends its billing. */
export const accountDisabled = (): StorageError =>
  new StorageError(
    403,
    "accountDisabled",
    "The billing account for the owning project is disabled in state absent",
    { locationType: "header", location: "Authorization" },
  );

export const notFound = (message: string): StorageError => new StorageError(404, "notFound", message);

export const conflict = (message: string): StorageError => new StorageError(409, "conflict", message);

export const bucketNotFound = (): StorageError => notFound("The specified bucket does not exist.");

export const objectNotFound = (bucket: string, name: string): StorageError =>
  notFound(`No such object: ${bucket}/${name}`);

export const conditionNotMet = (
  message = "At least one of the pre-conditions you specified did not hold.",
): StorageError =>
  new StorageError(412, "conditionNotMet", message, { locationType: "header", location: "If-Match" });

/** A conditional read whose object has not changed; has no body on the wire. */
export const notModified = (): StorageError => new StorageError(304, "notModified", "Not Modified");
