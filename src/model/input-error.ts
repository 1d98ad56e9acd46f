// An input or a parameter that can never work, however often it is tried. Anything else thrown here is a fault.
import type { ErrorReport } from "../core/contract.ts";

interface InputErrorDetails {
  /** Stable, dot-separated, e.g. `csv.value-not-a-number`. */
  code: string;
  /** Line in the input, from 1, the header included. */
  line?: number | undefined;
  /** Field in that line, from 1. */
  column?: number | undefined;
  /** The line as it stands, shortened. */
  excerpt?: string | undefined;
  /** What to change so that it works. */
  fix: string;
  cause?: unknown;
}

export class InputError extends Error {
  readonly code: string;
  readonly line?: number;
  readonly column?: number;
  readonly excerpt?: string;
  readonly fix: string;

  constructor(message: string, { code, line, column, excerpt, fix, cause }: InputErrorDetails) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = "InputError";
    this.code = code;
    this.fix = fix;
    if (line !== undefined) this.line = line;
    if (column !== undefined) this.column = column;
    if (excerpt !== undefined) this.excerpt = excerpt;
  }
}

/** An InputError as plain JSON. */
export type InputFault = Omit<ErrorReport, "schemaVersion" | "input" | "path">;

export function faultOf({ code, message, line, column, excerpt, fix }: InputError): InputFault {
  return {
    code,
    message,
    ...(line !== undefined && { line }),
    ...(column !== undefined && { column }),
    ...(excerpt !== undefined && { excerpt }),
    fix,
  };
}

const excerptLimit = 120;

/** One line for a report: control characters made visible, cut at 120 characters. */
export function shorten(text: string): string {
  // oxlint-disable-next-line no-control-regex -- control characters are what is being made visible
  const visible = text.replaceAll(/[\u0000-\u0008\u000b-\u001f\u007f]/g, "\ufffd").replaceAll("\t", "\\t");
  return visible.length > excerptLimit ? `${visible.slice(0, excerptLimit - 1)}…` : visible;
}

/** A cell's text in quotes, for the middle of a sentence. */
export function quote(text: string): string {
  const short = shorten(text).replaceAll("\n", "\\n");
  return `"${short.length > 40 ? `${short.slice(0, 39)}…` : short}"`;
}
