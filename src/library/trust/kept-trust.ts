// Which folders this user trusts, kept outside of them all: a file for each, named after the paths and what is decided, so
// that a configuration that decides something else is not trusted, and one that goes back is.
import { createHash, randomUUID } from "node:crypto";
import { lstatSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { replaceFileSync } from "../../core/disk/replace-file.ts";
import { PreconditionError } from "../../core/errors.ts";
import { makeOwnFolder, userStateFolder } from "../../core/user/own-folder.ts";
import type { Machine } from "../machine.ts";
import type { TrustSubject } from "./subject.ts";

type Asked = Pick<Machine, "env">;

/** @throws PreconditionError where the user's own folder may not be theirs alone */
export function isKept({ env }: Asked, subject: TrustSubject): boolean {
  const path = join(placeOf(env), fileName(subject));
  if (lstatSync(path, { throwIfNoEntry: false })?.isFile() !== true) return false;
  ownFolder(env);
  return true;
}

/** @throws PreconditionError where nothing can be kept */
export function keepTrust({ env }: Asked, subject: TrustSubject): void {
  const folder = ownFolder(env);
  const draft = join(folder, `.${randomUUID()}`);
  try {
    writeFileSync(draft, `${JSON.stringify(subject, undefined, 2)}\n`, { flag: "wx", mode: 0o600 });
    replaceFileSync(draft, join(folder, fileName(subject)));
  } catch (error) {
    rmSync(draft, { force: true });
    throw notKept(folder, error);
  }
}

/** All of a folder, whatever its configurations decide. Says how many there were. */
export function forgetTrust({ env }: Asked, folder: string): number {
  const place = ownFolder(env);
  const paths = readdirSync(place).map((name) => join(place, name));
  const found = paths.filter((path) => folderIn(path) === folder);
  for (const path of found) rmSync(path, { force: true });
  return found.length;
}

function folderIn(path: string): unknown {
  try {
    return (JSON.parse(readFileSync(path, "utf8")) as Partial<TrustSubject>).folder;
  } catch {
    return undefined;
  }
}

const placeOf = (env: Machine["env"]): string => join(userStateFolder(env), "trusted");

/** Both were made by this user, for nobody else to enter. */
function ownFolder(env: Machine["env"]): string {
  const folder = placeOf(env);
  try {
    makeOwnFolder(userStateFolder(env));
    makeOwnFolder(folder);
    return folder;
  } catch (error) {
    throw notKept(folder, error);
  }
}

function fileName({ folder, config, decisions }: TrustSubject): string {
  const decided = decisions.map(({ setting, value }) => [setting, value]);
  return createHash("sha256")
    .update(JSON.stringify([folder, config, decided]))
    .digest("hex");
}

const notKept = (folder: string, cause: unknown) =>
  new PreconditionError(`What you trust cannot be kept in ${folder}.`, {
    code: "trust.not-kept",
    details: [(cause as Error).message],
    fix: "Let XDG_STATE_HOME name a folder of your own, or set CLOUD_RUNNER_TRUST=1 to trust the folders of this shell.",
    cause,
  });
