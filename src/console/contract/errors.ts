// What went wrong, in the shape that `--json` has on the command line, with what the page needs beside it.

export interface ConsoleError {
  /** Stable, dot-separated, such as `predict.bucket-missing`; `bug` for what nobody has foreseen. */
  code: string;
  message: string;
  /** Further lines: where, what was found, what was expected. */
  details: readonly string[];
  /** The step or the exact command that fixes it, in a sentence; commands stand in backquotes. */
  fix?: string;
  /** Whole commands of which one fixes it, ready to paste, the likeliest first. */
  commands?: readonly string[];
  /** That of the command line. */
  exitCode: number;
  causes: readonly string[];
  /** Where a question settles it: ask, then do the same again with the answer among the parameters. */
  choices?: Choices;
  /** Where in the file, from 1; the header counts. */
  line?: number;
  column?: number;
  /** The line as it stands, shortened. */
  excerpt?: string;
  /** Where the user has to agree first. */
  confirmation?: Confirmation;
}

/** A parameter that settles a fault, and the values that it may have, the likeliest first. */
export interface Choices {
  parameter: string;
  /** For people: `Which column shall be forecast?` */
  question: string;
  values: readonly string[];
  /** What each value makes of the file: `2024-01-05 (day first, as 31.12.2023)`. As long as `values`. */
  meanings?: readonly string[];
  /** Parameters that go with each answer. */
  with?: Readonly<Record<string, string>>;
}

export interface Confirmation {
  /** To be sent as `confirm`. It is good for exactly this question: where things have changed, there comes another one. */
  id: string;
  question: string;
  /** What is concerned, one line each; possibly none. */
  items: readonly string[];
}
