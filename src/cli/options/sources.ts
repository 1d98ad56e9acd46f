// The files that a command was given, with - for standard input.
import { buffer } from "node:stream/consumers";
import { UsageError } from "../../core/errors.ts";
import type { Source } from "../../library/predict/sources/input.ts";
import type { Io } from "../shell/io.ts";

/** What messages call it. */
export const standardInput = "standard input";

/** @throws UsageError when standard input is a terminal */
export function sourcesFrom(words: readonly string[], { stdin }: Pick<Io, "stdin">): Source[] {
  const piped = {
    name: "stdin.csv",
    label: standardInput,
    content: (): Promise<Uint8Array> => buffer(stdin),
  };
  if (words.includes("-") && stdin.isTTY === true) {
    throw new UsageError("Standard input is a terminal, not a file.", {
      code: "usage.stdin",
      fix: "Pipe a CSV in: cat data.csv | cloud-runner predict -",
    });
  }
  return words.map((word) => (word === "-" ? piped : word));
}
