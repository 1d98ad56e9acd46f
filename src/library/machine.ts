// What the tool takes from the machine it runs on, as one parameter, so that tests can stand in for it.
import type { Clock } from "../core/clock.ts";

export interface Machine {
  env: Readonly<Record<string, string | undefined>>;
  clock: Clock;
  platform: string;
  /** The Node executable, for starting the background process. */
  execPath: string;
  /** Without a leading v. */
  nodeVersion: string;
  pid: number;
  /** Folder of the installed package. */
  packageFolder: string;
}
