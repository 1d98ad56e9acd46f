// Whether what lies in `.cloud-runner` was put there by this user on this machine. A folder that came from elsewhere may
// carry one too: a local cloud that started on it would run and delete what it names. So the state carries a mark, made
// with a key that lies outside of the project folder, and nothing in it is used without that.
import { createHmac, randomBytes, randomUUID, timingSafeEqual } from "node:crypto";
import {
  chmodSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmdirSync,
  rmSync,
  writeFileSync,
  type Stats,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { replaceFileSync } from "../../core/disk/replace-file.ts";
import { PreconditionError } from "../../core/errors.ts";
import { settingOf, shellQuote } from "../../core/shell-quote.ts";
import { ownUserId, thisShell } from "../../core/platform/this-platform.ts";
import { makeOwnFolder } from "../../core/user/own-folder.ts";

/** Name of the file with the mark. */
export const ownerFile = "owner";

interface Owner {
  /** Where the state lay when it was marked. */
  folder: string;
  mark: string;
}

/**
 * Whether there is a state folder with something in it; then it is this user's own.
 * @param userState the user's own folder, where the key lies
 * @throws PreconditionError for a state of somebody else, and for links, which lead to who knows where
 */
export function isOwnState(state: string, userState: string): boolean {
  const found = lstatSync(state, { throwIfNoEntry: false });
  if (found === undefined) return false;
  refuseStranger(state, state, found);
  if (!found.isDirectory()) throw notUsable(state, `${state} is not a folder.`, ofOtherKind);
  const names = readdirSync(state);
  if (names.length === 0) return false;
  for (const name of names) {
    const path = join(state, name);
    const entry = lstatSync(path, { throwIfNoEntry: false });
    if (entry !== undefined) refuseStranger(state, path, entry);
  }
  checkMark(state, userState);
  return true;
}

function refuseStranger(state: string, path: string, found: Stats): void {
  const user = ownUserId();
  if (user !== undefined && found.uid !== user) {
    throw new PreconditionError(`${path} belongs to another user, number ${found.uid}.`, {
      code: "local-cloud.other-user",
      details: ["The local cloud of a folder is for the user who made it."],
      fix: "Run the command as that user, or work in a folder of your own: cloud-runner -C FOLDER up",
    });
  }
  // A file with two names would be changed under the other name too.
  const isLink = found.isSymbolicLink() || (found.isFile() && found.nlink > 1);
  if (isLink)
    throw notUsable(state, `${path} is a link, and what it leads to must not be changed.`, ofOtherKind);
  if (!found.isFile() && !found.isDirectory())
    throw notUsable(state, `${path} is neither file nor folder.`, ofOtherKind);
}

function checkMark(state: string, userState: string): void {
  const key = readKey(userState);
  const owner = readOwner(state);
  if (key === undefined || owner === undefined || !isSame(owner.mark, markOf(owner.folder, key))) {
    throw notUsable(
      state,
      `${state} was not made by this user on this machine, so nothing in it is used.`,
      ...(owner === undefined ? [fromElsewhere] : [fromElsewhere, ofOtherKey(userState, key)]),
    );
  }
  const here = realpathSync(state);
  if (owner.folder === here) return;
  if (readOwner(owner.folder)?.mark === owner.mark) {
    throw notUsable(state, `${state} is a copy of ${owner.folder}, and two local clouds cannot be one.`);
  }
  // The project folder was moved. On a disk that takes nothing now the mark is as good as before.
  try {
    writeOwner(state, here, key);
  } catch {}
}

const ofOtherKind = "The local cloud makes a folder there, with plain files and folders in it.";
const fromElsewhere = "Such a folder comes along when a project is copied, or from an older cloud-runner.";

/** As under sudo, or in a shell that sets HOME: then the local cloud may be at work. */
const ofOtherKey = (userState: string, key: string | undefined): string =>
  `It is known by a key in ${userState}, ${key === undefined ? "where there is none" : "which is another one"}. Where HOME or XDG_STATE_HOME was another when it was made, set that again in place of deleting anything.`;

const notUsable = (state: string, message: string, ...why: readonly string[]): PreconditionError =>
  new PreconditionError(message, {
    code: "local-cloud.strange-state",
    details: why.length > 0 ? why : [fromElsewhere],
    fix: `Look at what is in it, and delete it; \`up\` makes it anew: ${thisShell() === "posix" ? shellQuote(["rm", "-rf", state]) : shellQuote(["Remove-Item", "-Recurse", "-Force", state])}`,
  });

/**
 * Makes the folder, marked as this user's own, unless it is that already.
 * @throws PreconditionError as `isOwnState`; whatever the disk refuses
 */
export function claimState(state: string, userState: string): void {
  if (isOwnState(state, userState)) {
    // Folders of versions that did not close them are still there.
    chmodSync(state, 0o700);
    return;
  }
  const key = makeKey(userState);
  const draft = `${state}.${randomUUID().slice(0, 8)}`;
  mkdirSync(draft, { mode: 0o700 });
  try {
    // Whatever the umask.
    chmodSync(draft, 0o700);
    writeOwner(draft, join(realpathSync(dirname(state)), basename(state)), key);
    writeFileSync(join(draft, ".gitignore"), "*\n", { mode: 0o600 });
    // Some systems put a folder in the place of an empty one; all others have to be made room.
    if (existsSync(state)) rmdirSync(state);
    replaceFileSync(draft, state);
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    // Another command may have been quicker.
    if (!isOwnState(state, userState)) throw error;
  }
}

function readOwner(state: string): Owner | undefined {
  try {
    const { folder, mark } = JSON.parse(readFileSync(join(state, ownerFile), "utf8")) as Partial<Owner>;
    return typeof folder === "string" && typeof mark === "string" ? { folder, mark } : undefined;
  } catch {
    return undefined;
  }
}

function writeOwner(state: string, folder: string, key: string): void {
  const owner: Owner = { folder, mark: markOf(folder, key) };
  writeWhole(join(state, ownerFile), `${JSON.stringify(owner)}\n`, replaceFileSync);
}

const markOf = (folder: string, key: string): string =>
  createHmac("sha256", key).update(folder).digest("base64url");

function isSame(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}

/** One key for all local clouds of this user; undefined when there is none yet. */
function readKey(userState: string): string | undefined {
  const path = join(userState, "key");
  if (!existsSync(path)) return undefined;
  return asKeeper(userState, () => {
    makeOwnFolder(userState);
    const key = readFileSync(path, "utf8");
    if (key.length < keyLength) throw new Error(`${path} is damaged. Delete it.`);
    return key;
  });
}

/** Of two commands that make it at once, both get that of the first. */
function makeKey(userState: string): string {
  return asKeeper(userState, () => {
    makeOwnFolder(userState);
    const known = readKey(userState);
    if (known !== undefined) return known;
    writeWhole(join(userState, "key"), randomBytes(32).toString("base64url"), linkUnlessThere);
    return readKey(userState)!;
  });
}

/** That of 32 bytes in base64. */
const keyLength = 43;

function asKeeper<T>(userState: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof PreconditionError) throw error;
    throw new PreconditionError(`cloud-runner cannot keep its key in ${userState}.`, {
      code: "local-cloud.no-user-folder",
      details: [(error as Error).message, "By this key it knows which local clouds are yours."],
      fix: `Name a folder of your own: ${settingOf("XDG_STATE_HOME", "FOLDER")}`,
      cause: error,
    });
  }
}

function linkUnlessThere(from: string, to: string): void {
  try {
    linkSync(from, to);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  } finally {
    rmSync(from, { force: true });
  }
}

/** Readers see all of it or none. */
function writeWhole(path: string, text: string, place: (from: string, to: string) => void): void {
  const draft = `${path}.${randomUUID().slice(0, 8)}`;
  writeFileSync(draft, text, { flag: "wx", mode: 0o600 });
  chmodSync(draft, 0o600);
  place(draft, path);
}
