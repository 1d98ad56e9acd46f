// What is meant by a word that is no command: a slip of the fingers, another tool's name for it, a file, or an option before it.
import { nearestName } from "../../core/nearest-name.ts";
import { shellQuote } from "../../core/shell-quote.ts";

export interface Meant {
  details: readonly string[];
  /** Whole, to paste. */
  commands: readonly string[];
}

/** Names by which Terraform, Docker, kubectl, Prophet and others know a command. */
const namesOf: Readonly<Record<string, string>> = {
  up: "apply start create install provision",
  predict: "forecast fit train infer",
  backtest: "cv crossvalidate crossvalidation evaluate",
  check: "validate lint",
  console: "ui gui web dashboard serve open",
  down: "destroy delete remove rm stop teardown uninstall",
  status: "ps ls list info describe",
  plan: "diff preview",
  schedule: "cron",
  dlq: "deadletter deadletters",
};

const foreign = new Map(
  Object.entries(namesOf).flatMap(([means, names]) => names.split(" ").map((name) => [name, means])),
);

const names = [...foreign.keys()];

const foreignCommand = (word = ""): string | undefined =>
  foreign.get(word.toLowerCase().replaceAll(/[-_]/g, ""));

const dataFile = /.\.(csv|tsv|txt|xlsx|parquet|ndjson|jsonl|gz|zst|zip)$/i;

/** @param argv all that was typed, the word among it */
export function meantCommand(word: string, argv: readonly string[], known: readonly string[]): Meant {
  const say = (...words: readonly string[]) => [shellQuote(["cloud-runner", ...words])];
  const index = argv.indexOf(word);
  const means = foreignCommand(word) ?? nearCommand(word, known) ?? foreignCommand(nearestName(word, names));
  if (means !== undefined)
    return { details: [`Did you mean ${means}?`], commands: say(...argv.with(index, means)) };
  if (dataFile.test(word))
    return { details: ["It has the name of a file."], commands: say("predict", ...argv) };
  const later = argv.findIndex((each, at) => at > index && known.includes(each));
  if (later > 0 && argv[index - 1]?.startsWith("-") === true)
    return {
      details: [`Options of ${argv[later]!} stand behind it.`],
      commands: say(argv[later]!, ...argv.toSpliced(later, 1)),
    };
  return { details: [], commands: [] };
}

/** A name that begins so, or that is a slip away. */
export function nearCommand(word: string, candidates: readonly string[]): string | undefined {
  const begun = word.length > 1 ? candidates.find((candidate) => candidate.startsWith(word)) : undefined;
  return begun ?? nearestName(word, candidates);
}

/** The words with another option in the place of one. */
export const withOption = (argv: readonly string[], typed: string, meant: string): readonly string[] =>
  argv.map((word) =>
    word === typed ? meant : word.startsWith(`${typed}=`) ? `${meant}${word.slice(typed.length)}` : word,
  );
