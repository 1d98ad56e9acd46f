// Lines of a program's output, as Cloud Run takes them: a line feed ends one, and nothing else does. `node:readline` ends them at
// U+2028 and U+2029 too, so that a file's name with one could write log entries of its own.
import type { Readable } from "node:stream";

/** @param hear gets each line without its end, the last one too where nothing ends it */
export function onLines(output: Readable, hear: (line: string) => void): void {
  let rest: string[] = [];
  output.setEncoding("utf8");
  output.on("data", (chunk: string) => {
    const [first = "", ...others] = chunk.split("\n");
    rest.push(first);
    for (const next of others) {
      hear(withoutReturn(rest.join("")));
      rest = [next];
    }
  });
  output.on("end", () => {
    const last = rest.join("");
    if (last !== "") hear(withoutReturn(last));
  });
}

const withoutReturn = (line: string): string => (line.endsWith("\r") ? line.slice(0, -1) : line);
