// Stacks of the image's minified files, in lines of the sources. Decision 21 says why not by --enable-source-maps.
import { existsSync, readFileSync } from "node:fs";
import { SourceMap, type SourceMapPayload } from "node:module";

/** ` at [async ][name ](file:///app/worker.mjs:1:2345)`; a name there is a letter or two of the minifier. */
const frame = /(?<= at (?:async )?)(?:[^\n()]+ \()?(file:[^\s()]+\.mjs):(\d+):(\d+)\)?/g;

/** Gives what turns frames of a file that has a map beside it into `src/runtime/app.ts:12:5`. */
export function createStackReader(): (stack: string) => string {
  // Kept, since an outage makes errors by the dozen.
  const maps = new Map<string, SourceMap | undefined>();
  const mapOf = (file: string) => {
    if (!maps.has(file)) maps.set(file, readMap(new URL(`${file}.map`)));
    return maps.get(file);
  };
  return (stack) =>
    stack.replaceAll(frame, (whole, file: string, line: string, column: string) => {
      const origin = mapOf(file)?.findOrigin(Number(line), Number(column));
      if (origin === undefined || !("fileName" in origin)) return whole;
      return `${origin.fileName.replace(/^(\.\.\/)+/, "")}:${origin.lineNumber}:${origin.columnNumber}`;
    });
}

function readMap(path: URL): SourceMap | undefined {
  return existsSync(path)
    ? new SourceMap(JSON.parse(readFileSync(path, "utf8")) as SourceMapPayload)
    : undefined;
}
