// An input or a parameter that can never work, however often it is tried. Anything else thrown here is a fault.
import type { Choices, InputFault } from "../core/contract.ts";

/** Of a row, or of a field in it. */
export type Place = Required<Pick<InputFault, "line" | "column">> & Pick<InputFault, "excerpt">;

type InputErrorDetails = Pick<InputFault, "code" | "fix"> & {
  [Key in keyof Place]?: Place[Key] | undefined;
} & { choices?: Choices | undefined; cause?: unknown };

export class InputError extends Error {
  readonly code: string;
  readonly line?: number;
  readonly column?: number;
  readonly excerpt?: string;
  readonly fix: string;
  readonly choices?: Choices;

  constructor(message: string, { code, line, column, excerpt, fix, choices, cause }: InputErrorDetails) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = "InputError";
    this.code = code;
    this.fix = fix;
    if (line !== undefined) this.line = line;
    if (column !== undefined) this.column = column;
    if (excerpt !== undefined) this.excerpt = excerpt;
    if (choices !== undefined) this.choices = choices;
  }
}

export function faultOf({ code, message, line, column, excerpt, fix, choices }: InputError): InputFault {
  return {
    code,
    message,
    ...(line !== undefined && { line }),
    ...(column !== undefined && { column }),
    ...(excerpt !== undefined && { excerpt }),
    fix,
    ...(choices !== undefined && { choices }),
  };
}

export const isInputError = (value: unknown): value is InputError => value instanceof InputError;

/** What the action gives, or the InputError that it throws; anything else that it throws goes on. */
export function orInputError<T>(action: () => T): T | InputError {
  try {
    return action();
  } catch (error) {
    return asInputError(error);
  }
}

/** For `catch` of a promise: the InputError; anything else goes on. */
export function asInputError(error: unknown): InputError {
  if (isInputError(error)) return error;
  throw error;
}
