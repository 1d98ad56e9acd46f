// Everything that a command line takes from its process, as one parameter, so that tests can stand in for it.
import type { Machine } from "../../library/machine.ts";

export interface OutputStream {
  write(text: string | Uint8Array): unknown;
  isTTY?: boolean | undefined;
  columns?: number | undefined;
}

export interface Io extends Machine {
  stdin: NodeJS.ReadableStream & { isTTY?: boolean | undefined };
  stdout: OutputStream;
  stderr: OutputStream;
  cwd: string;
  /** Calls the listener on Ctrl-C and what else asks to stop; returns how to stop listening. */
  onInterrupt(listener: () => void): () => void;
  /** Hears what the network is waited for, as the real process can tell; returns how to stop listening. */
  watchNetwork?(told: (text: string | undefined, elapsedMs: number) => void): () => void;
  /** Does what Ctrl-C does, for a prompt that has swallowed the key. */
  interrupt(): void;
  /** Calls the listener when the process ends though nobody let it, and ends with its code; returns how to stop. */
  onUnfinished(listener: () => number): () => void;
  /** Ends the process at once. */
  exit(code: number): void;
}
