// What a running command has at hand.
import type { Config } from "../../core/config.ts";
import type { Io } from "./io.ts";
import type { Output } from "./output.ts";
import type { Progress } from "./progress.ts";

/** The flags that every command takes. */
export interface GlobalFlags {
  json: boolean;
  quiet: boolean;
  verbose: boolean;
  color: boolean;
  yes: boolean;
  config: string | undefined;
  target: string | undefined;
  project: string | undefined;
  region: string | undefined;
  cwd: string | undefined;
}

export interface Context {
  io: Io;
  flags: GlobalFlags;
  output: Output;
  progress: Progress;
  /** Aborts on Ctrl-C; its reason is an InterruptedError. */
  signal: AbortSignal;
  /** Folder of cloud-runner.json and of the local cloud's state. */
  folder: string;
  /** What the command's own `--builder` says. */
  builder?: Config["builder"];
}
