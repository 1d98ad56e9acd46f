// An input or a parameter that can never work, however often it is tried. Anything else thrown here is a fault.
import type { InputFault } from "../core/contract.ts";

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
