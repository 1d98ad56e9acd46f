// What of `notify` only shows once the target and the environment are known.
import type { Config } from "../../core/config.ts";
import { ConfigError } from "../../core/errors.ts";
import { destinationsIn, variablesIn } from "../../core/notify/destinations.ts";

/** @throws ConfigError when a variable is not set, or Google Cloud reaches none of the addresses */
export function checkNotify({ notify, target }: Pick<Config, "notify" | "target">): void {
  const unset = variablesIn(notify);
  if (unset.length > 0) {
    throw new ConfigError(`"notify" names ${unset.join(", ")}, and the environment has no such variable.`, {
      code: "config.notify-variable",
      fix: `Set it and run the command again: export ${unset[0]!.slice(2, -1)}=...`,
    });
  }
  if (notify.length === 0 || destinationsIn(notify, target).length > 0) return;
  throw new ConfigError('Google Cloud reaches none of the addresses in "notify".', {
    code: "config.notify-local",
    details: ["A file and an address of this machine are for the local target."],
    fix: 'Add an e-mail address or an https:// address: "notify": ["you@example.com"]',
  });
}

/** Whether failures become requests to programs of this machine, which a stranger's configuration must not send. */
export const callsThisMachine = ({ notify, target }: Pick<Config, "notify" | "target">): boolean =>
  target === "local" && destinationsIn(notify, target).some(({ kind }) => kind === "loopback");
