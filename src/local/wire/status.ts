// Google's canonical status codes, as gRPC carries them and as the REST forms map them.
// https://github.com/googleapis/googleapis/blob/master/google/rpc/code.proto

const table = {
  CANCELLED: [1, 499],
  UNKNOWN: [2, 500],
  INVALID_ARGUMENT: [3, 400],
  DEADLINE_EXCEEDED: [4, 504],
  NOT_FOUND: [5, 404],
  ALREADY_EXISTS: [6, 409],
  PERMISSION_DENIED: [7, 403],
  RESOURCE_EXHAUSTED: [8, 429],
  FAILED_PRECONDITION: [9, 400],
  ABORTED: [10, 409],
  OUT_OF_RANGE: [11, 400],
  UNIMPLEMENTED: [12, 501],
  INTERNAL: [13, 500],
  UNAVAILABLE: [14, 503],
  UNAUTHENTICATED: [16, 401],
} as const;

type Status = keyof typeof table;

export const grpcCode = (status: Status): number => table[status][0];
export const httpCode = (status: Status): number => table[status][1];

/** What an emulated method throws to answer with an error; anything else it throws is answered as INTERNAL. */
export class StatusError extends Error {
  readonly status: Status;
  /** Google's word for the cause, by which clients distinguish refusals of one status. */
  readonly reason: string | undefined;
  /** What the cause is about, such as `{ consumer: "projects/123", service: "run.googleapis.com" }`. */
  readonly about: Readonly<Record<string, string>>;
  constructor(
    status: Status,
    message: string,
    reason?: string,
    about: Readonly<Record<string, string>> = {},
  ) {
    super(message);
    this.name = "StatusError";
    this.status = status;
    this.reason = reason;
    this.about = about;
  }
}
