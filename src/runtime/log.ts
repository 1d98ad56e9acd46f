// One JSON object a line, in the form that Cloud Logging lifts into its own fields:
// https://docs.cloud.google.com/logging/docs/structured-logging
import { CloudRunnerError } from "../core/errors.ts";
import type { Clock } from "../core/clock.ts";

export type Severity = "DEBUG" | "INFO" | "WARNING" | "ERROR" | "CRITICAL";

/** Plain JSON values. Never headers, environments or whole error objects of a client: they can hold tokens. */
export type LogFields = Readonly<Record<string, unknown>>;

export interface LogContext {
  trace?: Trace | undefined;
  labels?: Readonly<Record<string, string>>;
}

export interface Logger {
  log(severity: Severity, message: string, fields?: LogFields): void;
  /** The same logger with a trace or further labels on every line. */
  with(context: LogContext): Logger;
}

export interface LoggerOptions {
  write: (line: string) => void;
  clock: Pick<Clock, "now">;
  project: string;
  /** Says a stack in lines of the sources. */
  readStack?: (stack: string) => string;
}

export function createLogger(options: LoggerOptions, context: LogContext = {}): Logger {
  const { write, clock, project, readStack = (stack) => stack } = options;
  return {
    log(severity, message, fields) {
      const { trace, labels } = context;
      const line = {
        severity,
        time: new Date(clock.now()).toISOString(),
        message,
        ...(trace && {
          "logging.googleapis.com/trace": `projects/${project}/traces/${trace.traceId}`,
          ...(trace.spanId !== undefined && { "logging.googleapis.com/spanId": trace.spanId }),
          "logging.googleapis.com/trace_sampled": trace.sampled,
        }),
        ...(labels && { "logging.googleapis.com/labels": labels }),
        ...fields,
        ...(typeof fields?.["stack_trace"] === "string" && { stack_trace: readStack(fields["stack_trace"]) }),
      };
      write(`${JSON.stringify(line)}\n`);
    },
    with(more) {
      return createLogger(options, {
        trace: more.trace ?? context.trace,
        labels: { ...context.labels, ...more.labels },
      });
    },
  };
}

export interface Trace {
  traceId: string;
  spanId?: string;
  sampled: boolean;
}

/** Reads W3C's `traceparent`, else Google's older `X-Cloud-Trace-Context: TRACE/SPAN;o=1`. */
export function traceFrom(header: (name: string) => string | undefined): Trace | undefined {
  const parent = /^[\da-f]{2}-([\da-f]{32})-([\da-f]{16})-([\da-f]{2})/.exec(header("traceparent") ?? "");
  if (parent && !/^0+$/.test(parent[1]!)) {
    return { traceId: parent[1]!, spanId: parent[2]!, sampled: (Number.parseInt(parent[3]!, 16) & 1) === 1 };
  }
  const google = /^([\da-fA-F]{32})(?:\/(\d+))?(?:;o=(\d+))?/.exec(header("x-cloud-trace-context") ?? "");
  if (!google) return undefined;
  return {
    traceId: google[1]!.toLowerCase(),
    // Google's header counts spans in decimal, the log field wants 16 hexadecimal digits.
    ...(google[2] !== undefined && { spanId: BigInt(google[2]).toString(16).padStart(16, "0").slice(-16) }),
    sampled: google[3] === "1",
  };
}

/** For what ends the process. */
export function logFailure(log: Logger, message: string, error: unknown): void {
  const reason = error instanceof Error ? error.message : String(error);
  const details =
    error instanceof CloudRunnerError && error.details.length > 0 ? ` (${error.details.join("; ")})` : "";
  log.log("CRITICAL", `${message}: ${reason}${details}`, errorFields(error));
}

/** The parts of an error that are safe and worth reading. `stack_trace` is what Error Reporting groups by. */
export function errorFields(error: unknown): LogFields {
  if (error instanceof CloudRunnerError) {
    return {
      error: {
        name: error.name,
        code: error.code,
        message: error.message,
        ...(error.fix !== undefined && { fix: error.fix }),
        ...(error.details.length > 0 && { details: error.details }),
        ...(error.cause !== undefined && { cause: textOf(error.cause) }),
      },
    };
  }
  if (!(error instanceof Error)) return { error: { message: textOf(error) } };
  return { error: { name: error.name, message: error.message }, stack_trace: error.stack };
}

function textOf(value: unknown): string {
  return value instanceof Error ? `${value.name}: ${value.message}` : String(value);
}
