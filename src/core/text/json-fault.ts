// Where text is no JSON, and why, in words of which none shows what stands around the place.

export interface JsonFault {
  /** Such as `Unexpected token }`. */
  reason: string;
  /** From 1. */
  line: number;
  /** In characters, from 1. */
  column: number;
  /** The line, shortened; absent for an empty one. */
  excerpt?: string;
}

/** @param error what JSON.parse threw. V8 gives the position only in its message, and none when the text ends too early. */
export function jsonFault(error: unknown, text: string): JsonFault {
  const { message } = error as Error;
  const position = /at position (\d+)/.exec(message)?.[1];
  const before = text.slice(0, position === undefined ? text.trimEnd().length : Number(position));
  const line = before.split("\n").length;
  const column = before.length - before.lastIndexOf("\n");
  const excerpt = (text.split("\n")[line - 1] ?? "").trim().slice(0, 120);
  const reason = message.replace(/ in JSON at position.*$|, \.*".*$/s, "").replace(/\s+/g, " ");
  return { reason, line, column, ...(excerpt !== "" && { excerpt }) };
}
