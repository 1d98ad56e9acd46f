// google.protobuf.Duration and Timestamp in decoded messages.
import type { Message } from "../../message.ts";

export interface Duration {
  seconds?: string | number;
  nanos?: number;
}

export const toMs = (duration: Duration): number =>
  Number(duration.seconds ?? 0) * 1000 + (duration.nanos ?? 0) / 1e6;

export const seconds = (count: number): Duration => ({ seconds: String(count) });

export const timestamp = (ms: number): Message => ({
  seconds: String(Math.floor(ms / 1000)),
  nanos: (ms % 1000) * 1e6,
});

export const minute = 60;
export const day = 24 * 60 * minute;
