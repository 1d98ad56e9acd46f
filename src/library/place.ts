// The place that was chosen for one command alone, as options that choose it again in the next one.
import { resolve } from "node:path";
import type { Session } from "./session.ts";
import { workingFolder } from "./this-machine.ts";

/** What tells where a command works; all else is the same for every command of a folder. */
export type Place = Pick<Session, "overrides" | "folder">;

/** `--project my-project --cwd /srv/sales`; nothing where the configuration and the folder say it all. */
export function placeWords({ overrides, folder }: Place, from = resolve(workingFolder())): string[] {
  const { config, target, project, region } = overrides;
  const chosen = Object.entries({ config, target, project, region }).flatMap(([name, value]) =>
    typeof value === "string" ? [`--${name}`, value] : [],
  );
  return folder === from ? chosen : [...chosen, "--cwd", folder];
}
