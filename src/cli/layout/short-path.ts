// Paths as whoever stands in a folder would type them: from that folder on, or from the home.
import { homedir } from "node:os";
import { errorWith } from "../../core/error-with.ts";
import { CloudRunnerError } from "../../core/errors.ts";
import { platformOf } from "../../core/platform/platform.ts";

/** Where somebody stands. */
export interface Standing {
  cwd?: string;
  platform: string;
  env: Readonly<Record<string, string | undefined>>;
}

/** What lies elsewhere keeps its whole path, and so does the folder itself. */
export function shortPath(path: string, { cwd, platform, env }: Standing): string {
  const { path: paths, homeVariables } = platformOf(platform);
  const below = (folder: string | undefined): string | undefined => {
    if (folder === undefined || paths.dirname(folder) === folder || !paths.isAbsolute(path)) return undefined;
    const rest = paths.relative(folder, path);
    const isBelow =
      rest !== "" && rest !== ".." && !rest.startsWith(`..${paths.sep}`) && !paths.isAbsolute(rest);
    return isBelow ? rest : undefined;
  };
  const near = below(cwd);
  if (near !== undefined) return near;
  // Only shells of Unix know the sign in every place.
  if (paths.sep !== "/") return path;
  const home = homeVariables.map((name) => env[name]).find(Boolean) ?? homedir();
  const atHome = below(home);
  return atHome === undefined ? path : `~/${atHome}`;
}

/** The same of paths in a sentence. In quotes a shell would not know what the sign of the home means. */
export function withShortPaths(text: string, standing: Standing): string {
  const { cwd, platform, env } = standing;
  const { path: paths, homeVariables } = platformOf(platform);
  const begins = String.raw`(?<=^|[\s"'(=${"`"}])`;
  const without = (sentence: string, folder: string | undefined, instead: string, before = begins) =>
    folder === undefined || paths.dirname(folder) === folder
      ? sentence
      : sentence.replaceAll(
          new RegExp(`${before}${escaped(folder + paths.sep)}(?=\\.?[^\\s.,;:"')${"`"}])`, "gm"),
          () => instead,
        );
  const near = without(text, cwd, "");
  if (paths.sep !== "/") return near;
  const home = homeVariables.map((name) => env[name]).find(Boolean) ?? homedir();
  return without(near, home, "~/", String.raw`(?<=^|[\s(${"`"}])`);
}

/** The error as it is shown to somebody; programs get whole paths. */
export function errorWithShortPaths<E>(error: E, standing: Standing): E {
  if (!(error instanceof CloudRunnerError)) return error;
  const { message, fix, details } = error;
  const short = (text: string) => withShortPaths(text, standing);
  return errorWith(error, {
    message: short(message),
    // What removes something removes that alone, wherever it is pasted.
    fix: fix === undefined || /\brm -/.test(fix) ? fix : short(fix),
    details: details.map(short),
  });
}

const escaped = (text: string): string => text.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`);
