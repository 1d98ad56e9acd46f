// Which paths lead to one file: by a link, or because the disk takes letters of other sizes, or accents written otherwise, for
// the same name. A disk is asked itself, since a stick in a Linux and a share in a Mac have the ways of other systems.
import { readdirSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import type { Platform } from "../platform/platform.ts";
import { thisPlatform } from "../platform/this-platform.ts";

/** Of the file at a path; undefined when there is none. */
export type IdentityOf = (path: string) => string | undefined;

const identityOf: IdentityOf = (path) => {
  try {
    const found = statSync(path, { bigint: true, throwIfNoEntry: false });
    // A disk that counts no files says 0 of each.
    return found === undefined || found.ino === 0n ? undefined : `${found.dev}:${found.ino}`;
  } catch {
    return undefined;
  }
};

/** Whether both are there and are one. */
export function isOneFile(path: string, other: string, identity: IdentityOf = identityOf): boolean {
  const found = identity(path);
  return found !== undefined && found === identity(other);
}

/** Those of the paths that would be one file though they are written in several ways, each with the first of its kind. */
export function sameNames(
  paths: readonly string[],
  { keepsNamesApart }: Pick<Platform, "keepsNamesApart"> = thisPlatform(),
  identity: IdentityOf = identityOf,
): Map<string, string> {
  const same = new Map<string, string>();
  for (const [folded, alike] of Map.groupBy(new Set(paths), fold)) {
    if (alike.length < 2) continue;
    const isBySize = sizesApart(dirname(alike[0]!), identity) ?? keepsNamesApart.bySize;
    const key = (path: string) =>
      isBySize ? (keepsNamesApart.byAccents ? path : path.normalize("NFC")) : folded;
    const first = new Map<string, string>();
    for (const path of alike) {
      const known = first.get(key(path));
      if (known === undefined) first.set(key(path), path);
      else same.set(path, known);
    }
  }
  return same;
}

const fold = (path: string): string => path.normalize("NFC").toLowerCase();

/** Whether the folder, or the first above it that is there, tells `A` from `a`; undefined when nothing in it shows. */
function sizesApart(folder: string, identity: IdentityOf): boolean | undefined {
  for (const path of shown(folder)) {
    const name = basename(path);
    const turned = name === name.toLowerCase() ? name.toUpperCase() : name.toLowerCase();
    const found = turned === name ? undefined : identity(path);
    if (found !== undefined) return identity(join(dirname(path), turned)) !== found;
  }
  return undefined;
}

/** What is in the folder, then the folder itself, and so on upwards: what is nearer knows better. */
function* shown(folder: string): Generator<string> {
  for (let at = folder; ; at = dirname(at)) {
    yield* entriesOf(at).map((name) => join(at, name));
    if (at === dirname(at)) return;
    yield at;
  }
}

function entriesOf(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
