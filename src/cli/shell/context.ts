// What a running command has at hand.
import type { Io } from "./io.ts";
import type { Output } from "./output.ts";
import type { Overrides, Session } from "../../library/session.ts";

/** The flags that every command takes. */
export interface GlobalFlags {
  json: boolean;
  quiet: boolean;
  verbose: boolean;
  color: boolean;
  yes: boolean;
  trust: boolean;
  config: string | undefined;
  target: string | undefined;
  project: string | undefined;
  region: string | undefined;
  cwd: string | undefined;
}

export interface Context extends Session {
  io: Io;
  flags: GlobalFlags;
  output: Output;
  /** The running command as it would be typed with these arguments and options, ready to paste. */
  commandLine(typed: { arguments: readonly string[]; options: object }): string;
}

/** @param builder what `--builder` says, which only some commands take */
export function overridesOf(flags: GlobalFlags, builder?: string): Overrides {
  const { config, target, project, region } = flags;
  return { config, target, project, region, builder };
}
