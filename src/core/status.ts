// What Google's services answer, in gRPC's words. What a refusal means, and whether it passes by itself, is in refusals.ts.

/** Index = numeric gRPC code. https://grpc.github.io/grpc/core/md_doc_statuscodes.html */
const grpcStatuses = [
  "OK",
  "CANCELLED",
  "UNKNOWN",
  "INVALID_ARGUMENT",
  "DEADLINE_EXCEEDED",
  "NOT_FOUND",
  "ALREADY_EXISTS",
  "PERMISSION_DENIED",
  "RESOURCE_EXHAUSTED",
  "FAILED_PRECONDITION",
  "ABORTED",
  "OUT_OF_RANGE",
  "UNIMPLEMENTED",
  "INTERNAL",
  "UNAVAILABLE",
  "DATA_LOSS",
  "UNAUTHENTICATED",
] as const;

export type Status = Exclude<(typeof grpcStatuses)[number], "OK">;

const httpStatuses: Readonly<Record<number, Status>> = {
  400: "INVALID_ARGUMENT",
  401: "UNAUTHENTICATED",
  403: "PERMISSION_DENIED",
  404: "NOT_FOUND",
  408: "DEADLINE_EXCEEDED",
  409: "ALREADY_EXISTS",
  // Only storage answers 412: mostly for a metageneration that has moved on, as a stale etag elsewhere.
  412: "ABORTED",
  429: "RESOURCE_EXHAUSTED",
  499: "CANCELLED",
  501: "UNIMPLEMENTED",
  502: "UNAVAILABLE",
  503: "UNAVAILABLE",
  504: "DEADLINE_EXCEEDED",
};

/** The status that a name stands for; undefined when it is none. */
export const statusNamed = (name: unknown): Status | undefined =>
  grpcStatuses.find((status): status is Status => status !== "OK" && status === name);

/** The status of a gRPC code or of an HTTP status; undefined when the number is neither's failure. */
export function statusOfCode(code: number): Status | undefined {
  const grpc = grpcStatuses[code];
  if (grpc !== undefined) return grpc === "OK" ? undefined : grpc;
  return httpStatuses[code] ?? (code >= 500 && code < 600 ? "INTERNAL" : undefined);
}
