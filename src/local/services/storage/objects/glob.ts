// Globs, by which a listing names the objects that it wants.
// https://cloud.google.com/storage/docs/json_api/v1/objects/list#list-objects-and-prefixes-using-glob
import { loadPatterns } from "../../linear-pattern.ts";
import { invalid } from "../storage-error.ts";

/** A name has so many bytes at most. */
const longest = 1024;

/** @throws StorageError 400 */
export async function compileGlob(glob: string): Promise<(name: string) => boolean> {
  const refusal = invalid(`Invalid matchGlob: '${glob.slice(0, longest)}'`);
  if (Buffer.byteLength(glob) > longest) throw refusal;
  const compile = await loadPatterns();
  const pattern = compile(`(?s)${patternOf(glob)}`);
  if (!pattern) throw refusal;
  return (name) => pattern.isAllOf(name);
}

const patternOf = (glob: string): string =>
  glob.replaceAll(/\*\*\/|\*\*|\*|\?|\[!?[^\]]*\]|\{[^}]*\}|[\\^$.|+()[\]{}]/g, (token): string => {
    // Any number of folders, also none.
    if (token === "**/") return "(?:.*/)?";
    if (token === "**") return ".*";
    if (token === "*") return "[^/]*";
    if (token === "?") return "[^/]";
    if (token.startsWith("[") && token.length > 2) {
      return `[${token
        .slice(1)
        .replace(/^!/, "^")
        .replaceAll(/[\\[]/g, String.raw`\$&`)}`;
    }
    if (token.startsWith("{") && token.length > 1) {
      return `(?:${token.slice(1, -1).split(",").map(patternOf).join("|")})`;
    }
    return `\\${token}`;
  });
