// Folders of this user alone, outside of any project: what lies in them was put there by this user on this machine.
import { chmodSync, lstatSync, mkdirSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { dirname } from "node:path";
import type { Platform } from "../platform/platform.ts";
import { ownUserId, thisPlatform } from "../platform/this-platform.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** https://specifications.freedesktop.org/basedir-spec/latest/, which programs of other systems know too. */
export const userStateFolder = (env: Environment, platform = thisPlatform()): string =>
  placeOf(env, "XDG_STATE_HOME", platform) ?? platform.folders(env, homedir()).state;

export const userCacheFolder = (env: Environment, platform = thisPlatform()): string =>
  placeOf(env, "XDG_CACHE_HOME", platform) ?? platform.folders(env, homedir()).cache;

function placeOf(env: Environment, variable: string, { path }: Platform): string | undefined {
  const given = env[variable] ?? "";
  return path.isAbsolute(given) ? path.join(given, "cloud-runner") : undefined;
}

/**
 * Makes the folder where it is not there, for nobody else to enter.
 * @throws Error when it is a link, or somebody else could have put something into it
 */
export function makeOwnFolder(path: string): void {
  mkdirSync(path, { recursive: true, mode: 0o700 });
  const found = lstatSync(path);
  if (!found.isDirectory()) throw new Error(`${path} is a link.`);
  // On Windows the folder lies in the user's profile, whose rights it gets.
  const user = ownUserId();
  if (user === undefined) return;
  if (found.uid !== user) throw new Error(`${path} belongs to another user.`);
  const above = statSync(dirname(path));
  const isOpen = (above.mode & 0o002) !== 0 && (above.mode & 0o1000) === 0;
  if (isOpen || ![user, 0].includes(above.uid)) {
    throw new Error(`Another user can replace ${path}, by the rights of the folder above it.`);
  }
  if ((found.mode & 0o777) !== 0o700) chmodSync(path, 0o700);
}
