// grpc-js reckons a deadline in 32 bits: of one beyond 24 days it may make one that has passed, and the call fails at once. Python's
// publisher of ordered messages gives each call 2^32 seconds; such a call has all the time it wants.
import { subscribe, unsubscribe } from "node:diagnostics_channel";

/** https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md#requests */
const msOf: Readonly<Record<string, number>> = {
  H: 3_600_000,
  M: 60_000,
  S: 1000,
  m: 1,
  u: 0.001,
  n: 0.000_001,
};

/** The headers come by here before grpc-js sees them. @returns ends it */
export function liftLongDeadlines(): () => void {
  const lift = (created: unknown): void => {
    const { headers } = created as { headers: Record<string, unknown> };
    const [, amount, unit] = /^(\d{1,8})([HMSmun])$/.exec(String(headers["grpc-timeout"])) ?? [];
    if (unit !== undefined && Number(amount) * msOf[unit]! > 2 ** 31 - 1) delete headers["grpc-timeout"];
  };
  subscribe("http2.server.stream.created", lift);
  return () => void unsubscribe("http2.server.stream.created", lift);
}
