// The signals that this process gets.
import type { EventEmitter } from "node:events";
import { ignoresHangUp } from "./proc.ts";
import { thisPlatform } from "./this-platform.ts";

/** Calls the listener when this process is asked to stop, by Ctrl-C or from outside; returns how to stop listening. */
export function onInterrupt(listener: () => void, signals = thisPlatform().interruptedBy): () => void {
  for (const signal of signals) process.on(signal, listener);
  return () => {
    for (const signal of signals) process.off(signal, listener);
  };
}

/** Readline keeps the key to itself while it reads. */
export const onCtrlC = (reader: EventEmitter, listener: () => void): void =>
  void reader.once("SIGINT", listener);

/** The terminal that this process was started from may close; it stays. */
export const outliveTerminal = (): void => void process.on("SIGHUP", () => {});

/** What would end this process without a word. What nohup has switched off stays off. */
export const endedBy = (signals = thisPlatform().endedBy): readonly NodeJS.Signals[] =>
  signals.filter((signal) => signal !== "SIGHUP" || !hasNoTerminal());

/** Where the system does not say, a command whose messages go to no terminal may be meant to go on. */
const hasNoTerminal = (): boolean => ignoresHangUp() ?? process.stderr.isTTY !== true;

/** Ends this process as the signal would have, had nobody listened. */
export function endsBy(signal: NodeJS.Signals): void {
  try {
    process.kill(process.pid, signal);
  } catch {
    // Windows sends itself only some of those that it knows.
    process.exit(1);
  }
}
