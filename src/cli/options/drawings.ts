// Where pictures and reports are written: what cannot be meant is said before anything is forecast.
import { existsSync } from "node:fs";
import { extname, resolve } from "node:path";
import { UsageError } from "../../core/errors.ts";
import { statOf } from "../../core/disk/stat-of.ts";
import { refuseUnwritable } from "../../library/predict/outputs/writable.ts";

interface Drawings {
  output?: string | undefined;
  plot?: string | undefined;
  report?: string | undefined;
  force: boolean;
}

const endings = {
  plot: { known: [".svg", ".png", ".html"], example: "chart.svg" },
  report: { known: [".html", ".htm"], example: "report.html" },
} as const;

/**
 * @param output where the results go
 * @throws UsageError
 */
export function checkDrawings(folder: string, { force, output, ...places }: Drawings): void {
  const taken = new Map(output === undefined ? [] : [[resolve(folder, output), "-o"]]);
  for (const option of ["plot", "report"] as const) {
    const path = places[option];
    if (path === undefined) continue;
    const { known, example } = endings[option];
    if (!(known as readonly string[]).includes(extname(path).toLowerCase())) {
      throw new UsageError(`--${option} ${path} does not end in ${listOf(known)}.`, {
        code: `usage.${option}`,
        fix: `Name a file with one of these endings, for example --${option} ${example}.`,
      });
    }
    if (statOf(resolve(folder, path))?.isDirectory() === true) {
      throw new UsageError(`${path} is a folder.`, {
        code: `usage.${option}`,
        fix: `Name a file, for example --${option} ${example}.`,
      });
    }
    if (!force && existsSync(resolve(folder, path))) {
      throw new UsageError(`${path} is there already.`, {
        code: "usage.output-exists",
        fix: `Add --force to overwrite, or name another file with --${option}.`,
      });
    }
    const other = taken.get(resolve(folder, path));
    if (other !== undefined) {
      throw new UsageError(`${other} and --${option} both name ${path}.`, {
        code: `usage.${option}`,
        fix: `Name another file with --${option}.`,
      });
    }
    taken.set(resolve(folder, path), `--${option}`);
    refuseUnwritable(
      [resolve(folder, path)],
      folder,
      `Name a place that can be written to with --${option}.`,
    );
  }
}

export const isPage = (path: string): boolean => /\.html?$/i.test(path);

const listOf = (words: readonly string[]): string =>
  words.length === 1 ? words[0]! : `${words.slice(0, -1).join(", ")} or ${words.at(-1)}`;
