// Which letters a command is about: named ones, or all.
import { CloudRunnerError, UsageError } from "../../core/errors.ts";
import { uriOf } from "./message.ts";
import type { DeadLetter } from "./message.ts";

/** A letter goes by its id; as well by the name of its input, with or without bucket and generation. */
function isNamed({ id, input }: DeadLetter, word: string): boolean {
  if (word === id) return true;
  if (input === undefined) return false;
  const uri = uriOf(input);
  return [input.name, uri, `${input.name}#${input.generation}`, `${uri}#${input.generation}`].includes(word);
}

/** @throws CloudRunnerError when one of the words names no letter. */
export function select(letters: readonly DeadLetter[], words: readonly string[]): DeadLetter[] {
  const unknown = words.filter((word) => !letters.some((letter) => isNamed(letter, word)));
  if (unknown.length > 0) {
    throw new CloudRunnerError(`There is no dead letter ${unknown.join(", ")}.`, {
      code: "dlq.unknown-letter",
      details: [
        "Looked for its id, or the name of its input. Another command that is looking at it hides it for up to 60 s.",
      ],
      fix: "`cloud-runner dlq list` shows what there is.",
    });
  }
  return letters.filter((letter) => words.some((word) => isNamed(letter, word)));
}

/** Whether nothing more needs to be read. An input may have several letters, an id has one. */
export const areAllFound =
  (words: readonly string[]) =>
  (letters: readonly DeadLetter[]): boolean =>
    words.length > 0 && words.every((word) => letters.some(({ id }) => id === word));

/**
 * Letters are either named or asked for as a whole, so that nothing happens to all of them by an empty variable.
 * @throws UsageError
 */
export function checkChoice(
  action: string,
  words: readonly string[],
  isWhole: boolean,
  whole = "--all",
): void {
  if (words.length > 0 && isWhole) {
    throw new UsageError(`Ids and ${whole} exclude each other.`, { fix: "Leave out one of the two." });
  }
  if (words.length === 0 && !isWhole) {
    throw new UsageError(`Which dead letters? \`dlq ${action}\` takes ids or ${whole}.`, {
      fix: `cloud-runner dlq list shows the ids; cloud-runner dlq ${action} --all --dry-run shows what would happen.`,
    });
  }
}
