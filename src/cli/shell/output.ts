// Standard output: results only, as text or as one JSON document, never a mixture.
import { wrap } from "../layout/wrap.ts";
import { jsonWithoutControls, withoutControls } from "../../core/quote.ts";
import type { Io } from "./io.ts";
import { viewOf, type View } from "./view.ts";

/** Raised when a field of any `--json` document changes its meaning; new fields do not count. */
const schemaVersion = 1;

export interface Output {
  /** How standard output can be written to. */
  view: View;
  /** How standard error can be written to. */
  errorView: View;
  /** Text for standard output, wrapped to its width and with what a terminal would obey made visible; a missing newline at the end is added. */
  text(text: string): void;
  /** Exactly these bytes, for a result that goes to a pipe; on a terminal as text. */
  raw(bytes: string | Uint8Array): void;
  /** The one document of `--json`. */
  document(value: object): void;
  /** One line of newline-delimited JSON. */
  jsonLine(value: object): void;
}

export function createOutput(io: Io, flags: { color: boolean }): Output {
  const write = (text: string) => {
    if (text !== "") io.stdout.write(text.endsWith("\n") ? text : `${text}\n`);
  };
  // A file or another program gets every byte as it is.
  const isScreen = io.stdout.isTTY === true;
  const json = (text: string) => write(isScreen ? jsonWithoutControls(text) : text);
  const view = viewOf(io.stdout, io, !flags.color);
  return {
    view,
    errorView: viewOf(io.stderr, io, !flags.color),
    text: (text) => write(view.show(wrap(text, view.wrapsAt))),
    raw: (bytes) => void io.stdout.write(isScreen ? withoutControls(Buffer.from(bytes).toString()) : bytes),
    document: (value) => json(JSON.stringify({ schemaVersion, ...value }, undefined, 2)),
    jsonLine: (value) => json(JSON.stringify({ schemaVersion, ...value })),
  };
}
