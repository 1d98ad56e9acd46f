// From a file of this machine to Cloud Storage or back, and whose fault it was when that fails.
import type { Readable, Writable } from "node:stream";
import { pipeline } from "node:stream/promises";

export interface PipeOptions {
  /** The stream that is a file of this machine. */
  file: Readable | Writable;
  /** Makes the error of a fault of that file; any other is thrown as it is. */
  faultOf: (cause: unknown) => Error;
  signal: AbortSignal | undefined;
}

/** @throws the signal's reason when it aborts */
export async function pipe(
  from: Readable,
  to: Writable,
  { file, faultOf, signal }: PipeOptions,
): Promise<void> {
  // Both streams end with the error, first the one whose own it is.
  let first: Readable | Writable | undefined;
  for (const stream of [from, to]) stream.once("error", () => (first ??= stream));
  try {
    await pipeline(from, to, { signal });
  } catch (error) {
    signal?.throwIfAborted();
    throw first === file ? faultOf(error) : error;
  }
}
