// What the console answers: values in the shape of the contract, and errors in that of the command line.
import type { Context } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import type { Choices as RawChoices, InputFault } from "../../core/contract.ts";
import { explained } from "../../core/disk/trouble.ts";
import { errorDocument } from "../../core/error-document.ts";
import {
  AuthenticationError,
  CloudError,
  CloudRunnerError,
  PreconditionError,
  TimeoutError,
  UsageError,
} from "../../core/errors.ts";
import { faultOf, isInputError } from "../../model/input-error.ts";
import { questionFor } from "../../library/check/questions.ts";
import type { AnswerOf, ErrorAnswer, Route } from "../contract.ts";
import type { Choices, Confirmation, ConsoleError } from "../contract/errors.ts";

/** What is undefined is absent in JSON. */
type Loose<T> = T extends readonly (infer E)[]
  ? readonly Loose<E>[]
  : T extends object
    ? { [K in keyof T]: object extends Pick<T, K> ? Loose<T[K]> | undefined : Loose<T[K]> }
    : T;

export const answer = <R extends Route>(c: Context, value: Loose<AnswerOf<R>>): Response =>
  c.json(value as object);

/** The user has to agree first. */
export class ConfirmationNeeded extends CloudRunnerError {
  override readonly name = "ConfirmationNeeded";
  readonly confirmation: Confirmation;
  constructor(confirmation: Confirmation) {
    super(confirmation.question, {
      code: "confirmation.needed",
      details: confirmation.items,
      fix: "Send the same again with `confirm`.",
    });
    this.confirmation = confirmation;
  }
}

/** What a process of its own has found wrong. */
export class AnsweredError extends CloudRunnerError {
  override readonly name = "AnsweredError";
  readonly document: ConsoleError;
  readonly status: ContentfulStatusCode;
  constructor(document: ConsoleError, status: ContentfulStatusCode) {
    const { message, code, fix, details, commands = [] } = document;
    super(message, { code, fix, details, commands });
    this.document = document;
    this.status = status;
  }
}

export function consoleError(failure: unknown): ConsoleError {
  if (failure instanceof AnsweredError) {
    // These may have been made to work where they are pasted.
    const { document, details, fix, commands } = failure;
    return {
      ...document,
      details,
      ...(fix !== undefined && { fix }),
      ...(commands.length > 0 && { commands }),
    };
  }
  if (isInputError(failure)) return faultError(faultOf(failure));
  const error = explained(failure);
  const document = errorDocument(error);
  return {
    ...document,
    ...(error instanceof CloudRunnerError &&
      error.choices !== undefined && { choices: choicesOf(error.choices) }),
    ...(error instanceof ConfirmationNeeded && { confirmation: error.confirmation }),
  };
}

/** Of a file that can never work. */
export const faultError = ({
  code,
  message,
  line,
  column,
  excerpt,
  fix,
  choices,
}: InputFault): ConsoleError => ({
  code,
  message,
  details: [],
  fix,
  exitCode: 1,
  causes: [],
  ...(line !== undefined && { line }),
  ...(column !== undefined && { column }),
  ...(excerpt !== undefined && { excerpt }),
  ...(choices !== undefined && { choices: choicesOf(choices) }),
});

const choicesOf = (choices: RawChoices): Choices => ({
  parameter: choices.parameter,
  question: questionFor(choices),
  values: choices.values,
  ...(choices.meanings !== undefined && { meanings: choices.meanings }),
  ...(choices.with !== undefined && { with: choices.with }),
});

export function errorAnswer(c: Context, failure: unknown): Response {
  const error = consoleError(failure);
  return c.json({ error } satisfies ErrorAnswer, statusOf(failure));
}

const byCode: Readonly<Record<string, ContentfulStatusCode>> = {
  "confirmation.needed": 409,
  "console.not-signed-in": 401,
  "console.foreign-host": 403,
  "console.foreign-origin": 403,
  "console.no-such-page": 404,
  "console.too-large": 413,
  "console.busy": 503,
  "run.unknown": 404,
  "dlq.unknown-message": 404,
  "forecast.unknown": 404,
  "upload.unknown": 404,
  "schedule.unknown": 404,
};

export function statusOf(failure: unknown): ContentfulStatusCode {
  if (failure instanceof AnsweredError) return failure.status;
  const known = failure instanceof CloudRunnerError ? byCode[failure.code] : undefined;
  if (known !== undefined) return known;
  if (failure instanceof UsageError || isInputError(failure)) return 422;
  if (failure instanceof PreconditionError || failure instanceof AuthenticationError) return 424;
  if (failure instanceof TimeoutError) return 504;
  if (failure instanceof CloudError) return 502;
  return failure instanceof CloudRunnerError ? 422 : 500;
}
