// Files that nobody has named themselves, but a folder or a pattern: which of them are meant, by their names.
import { isManifestName, isReportName, isSeriesReportName } from "../../../core/contract.ts";
import { plural } from "../../../core/duration.ts";
import { formatOfName } from "../../../model/results/result-format.ts";
import { isResultName } from "../outputs/output-format.ts";
import { nameFault } from "./name-fault.ts";

export interface FoundFile {
  /** As it would be named by itself. */
  word: string;
  /** Its path below the folder or the pattern that it was found by, with `/`; undefined where it was named itself. */
  below: string | undefined;
}

/** @param word that found them @param notes gets a sentence on what is left out, and why */
export function keepMeant<File extends FoundFile>(
  files: readonly File[],
  word: string,
  notes: string[],
): File[] {
  const meant = files.filter((file) => isMeant(lastPart(file)));
  const kept = meant.filter((file) => nameFault(lastPart(file)) === undefined);
  const manifests = files.filter((file) => isManifestName(lastPart(file)));
  const others = files.filter((file) => !isMeant(lastPart(file)) && !isOurs(lastPart(file)));
  if (manifests.length > 0)
    notes.push(
      leftOut(
        manifests.map((file) => file.word),
        "a manifest is forecast by itself",
      ),
    );
  const misnamed = meant.filter((file) => nameFault(lastPart(file)) !== undefined);
  if (misnamed.length > 0)
    notes.push(
      leftOut(
        misnamed.map((file) => JSON.stringify(file.word)),
        `${nameFault(lastPart(misnamed[0]!))}; rename such a file, or send it by standard input`,
      ),
    );
  const results = files.length - meant.length - manifests.length - others.length;
  if (results > 0)
    notes.push(
      `Left out ${plural(results, "file")} of ${word} that ${results === 1 ? "is a result or a report" : "are results or reports"} of earlier runs.`,
    );
  if (others.length > 0)
    notes.push(
      leftOut(
        others.map((file) => file.word),
        "their endings say no table; name such a file itself",
      ),
    );
  return kept;
}

const lastPart = ({ word }: FoundFile): string => /[^/\\]*$/.exec(word)![0];

export const isPattern = (word: string): boolean => /[*?[{]/.test(word);

/** Kinds of docs/files.md that say no format of a result. */
const otherEndings = /\.(?:xlsm|zip|gz|zst)$/i;

/** Whether a file that nobody has named itself is taken for one to forecast. */
const isMeant = (name: string): boolean =>
  !isOurs(name) && (otherEndings.test(name) || !["unknown", undefined].includes(formatOfName(name)));

const isOurs = (name: string): boolean =>
  isManifestName(name) || isResultName(name) || isReportName(name) || isSeriesReportName(name);

/** A sentence that names the first of them. */
export function leftOut(words: readonly string[], why: string): string {
  const more = words.length > 5 ? `, and ${words.length - 5} more` : "";
  return `Left out ${words.slice(0, 5).join(", ")}${more}: ${why}.`;
}
