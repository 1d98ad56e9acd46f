// Every request has a trace; a caller's own is continued. https://cloud.google.com/trace/docs/trace-context
import { randomBytes } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";

export type Trace = ReturnType<typeof traceOf>;

export function traceOf(headers: IncomingHttpHeaders, projectId: string) {
  const parent = /^00-([0-9a-f]{32})-[0-9a-f]{16}-0([01])$/.exec(String(headers["traceparent"] ?? ""));
  const cloud = /^([0-9a-f]{32})(?:\/\d+)?(?:;o=([01]))?$/i.exec(
    String(headers["x-cloud-trace-context"] ?? ""),
  );
  const id = parent?.[1] ?? cloud?.[1]?.toLowerCase() ?? randomBytes(16).toString("hex");
  const flag = parent?.[2] ?? cloud?.[2] ?? "0";
  const spanId = randomBytes(8).toString("hex");
  return {
    /** As log entries name it. */
    name: `projects/${projectId}/traces/${id}`,
    spanId,
    sampled: flag === "1",
    headers: {
      traceparent: `00-${id}-${spanId}-0${flag}`,
      "x-cloud-trace-context": `${id}/${BigInt(`0x${spanId}`)};o=${flag}`,
    },
  };
}
