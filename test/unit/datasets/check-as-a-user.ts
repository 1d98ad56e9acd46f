// `cloud-runner check FILE`, and the command that its error proposes, as a user would run them.
import type { RawParameters } from "../../../src/core/contract.ts";
import type { SoundFile } from "../../../src/library/check/checked-file.ts";
import { main } from "../../../src/cli/main.ts";
import { fakeIo } from "../cli/support.ts";

export interface Checked {
  /** What was found; undefined when the file was refused. */
  found: SoundFile | undefined;
  /** What the user reads. */
  readText: () => Promise<string>;
  code: string | undefined;
}

export async function checkAsAUser(
  folder: string,
  file: string,
  options: readonly string[],
): Promise<Checked> {
  const answer = JSON.parse(await run(folder, ["check", file, ...options, "--json"])) as Answer;
  const readText = () => run(folder, ["check", file, ...options]);
  // An option that there is not stops the command before it looks at a file.
  const [one] = "error" in answer ? [answer] : answer.files;
  return "error" in one!
    ? { found: undefined, readText, code: one.error.code }
    : { found: one, readText, code: undefined };
}

interface Failed {
  error: { code: string };
}

type Answer = Failed | { files: (SoundFile | Failed)[] };

async function run(cwd: string, words: string[]): Promise<string> {
  const io = fakeIo({ cwd });
  await main(words, io);
  return io.out() + io.err();
}

/** The options of each command in the text that can be pasted. */
export const optionsToPaste = (text: string): string[][] =>
  Array.from(text.matchAll(/cloud-runner (?:check|predict|backtest) .*/g), ([command]) => {
    const words = shellWords(command);
    const first = words.findIndex((word) => word.startsWith("--"));
    return first < 0 ? [] : words.slice(first);
  }).filter((options) => options.length > 0);

/** As `parametersFrom` of the command line makes them. */
export function parametersOf(options: readonly string[]): RawParameters {
  const names: Readonly<Record<string, string>> = {
    "--date-column": "date",
    "--target-column": "target",
    "--id-column": "id",
  };
  const pairs = options.flatMap((word, index) =>
    word.startsWith("--") ? [[names[word] ?? word.slice(2), options[index + 1]!] as const] : [],
  );
  return Object.fromEntries(pairs);
}

/** Words as a shell takes them: blanks divide them except in quotes. */
const shellWords = (command: string): string[] =>
  Array.from(command.matchAll(/(?:'[^']*'|"(?:\\.|[^"\\])*"|\\.|[^\s'"\\])+/g), ([word]) =>
    word.replaceAll(/'([^']*)'|"((?:\\.|[^"\\])*)"|\\(.)/g, (_, single, double, escaped) =>
      String(single ?? (double as string | undefined)?.replaceAll(/\\(.)/g, "$1") ?? escaped),
    ),
  );
