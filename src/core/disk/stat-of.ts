// What is at a path.
import { statSync, type Stats } from "node:fs";

/** Undefined for what is not there, and for what cannot be: a link that leads to itself, a name that is too long. */
export function statOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ELOOP" || code === "ENAMETOOLONG") return undefined;
    throw error;
  }
}
