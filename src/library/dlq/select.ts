// Which dead-letter messages are meant: named ones, or all.
import { CloudRunnerError, UsageError } from "../../core/errors.ts";
import type { DeadMessage } from "./message.ts";

/** A message is named by its id, or by the name of its input, with or without bucket and generation. */
function isNamed({ id, input }: DeadMessage, word: string): boolean {
  if (word === id) return true;
  if (input === undefined) return false;
  const { name, generation, uri } = input;
  return [name, uri, `${name}#${generation}`, `${uri}#${generation}`].includes(word);
}

/** @throws CloudRunnerError when one of the words names no message. */
export function select(messages: readonly DeadMessage[], words: readonly string[]): DeadMessage[] {
  const unknown = words.filter((word) => !messages.some((message) => isNamed(message, word)));
  if (unknown.length > 0) {
    throw new CloudRunnerError(`There is no dead-letter message ${unknown.join(", ")}.`, {
      code: "dlq.unknown-message",
      details: [
        "Neither an id nor the name of an input matches. Another command that reads messages hides them for up to 60 s.",
      ],
      fix: "`cloud-runner dlq list` shows what there is.",
    });
  }
  return messages.filter((message) => words.some((word) => isNamed(message, word)));
}

/**
 * Messages are either named or all asked for, so that an empty variable never means all of them.
 * @throws UsageError
 */
export function checkChoice(
  action: string,
  words: readonly string[],
  isWhole: boolean,
  whole = "--all",
): void {
  if (words.length > 0 && isWhole) {
    throw new UsageError(`Ids and ${whole} cannot be used together.`, { fix: "Leave out one of the two." });
  }
  if (words.length === 0 && !isWhole) {
    throw new UsageError(`Which messages? \`dlq ${action}\` takes ids or ${whole}.`, {
      fix: `\`cloud-runner dlq list\` shows the ids; \`cloud-runner dlq ${action} --all --dry-run\` shows what would happen.`,
    });
  }
}
