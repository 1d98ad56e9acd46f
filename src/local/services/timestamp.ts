// Times on the wire: seconds and nanoseconds.
/** google.protobuf.Timestamp, or Duration, in its decoded form. */
export interface Timestamp {
  seconds?: string | number;
  nanos?: number;
}

export function timestampOf(ms: number): { seconds: string; nanos: number } {
  const seconds = Math.floor(ms / 1000);
  return { seconds: `${seconds}`, nanos: Math.round((ms - seconds * 1000) * 1e6) };
}

/** Milliseconds, with a fraction. */
export const millisecondsOf = ({ seconds = 0, nanos = 0 }: Timestamp): number =>
  Number(seconds) * 1000 + nanos / 1e6;
