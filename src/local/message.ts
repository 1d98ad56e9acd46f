// What goes over the wire as the services see it, and what they answer it with.
import type { Metadata } from "@grpc/grpc-js";
import { parseJsonText } from "../core/text/json-text.ts";

/** A decoded message: JSON names in camelCase, 64-bit integers and enum values as strings, bytes as Buffer, unset fields absent. */
export type Message = Record<string, unknown>;

export const isMessage = (value: unknown): value is Message =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** A thousand messages or log entries with a hundred attributes each. */
const mostValues = 200_000;

/** The object that the text is in JSON, an empty one for an empty text; undefined when it is none. */
export function parseMessage(text: string): Message | undefined {
  try {
    const value = parseJsonText(text.trim() || "{}", mostValues);
    return isMessage(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

export interface Call {
  metadata: Metadata;
  /** Aborts when the caller has gone away. */
  signal: AbortSignal;
}

/** Answers one request; throws StatusError to refuse. */
export type UnaryMethod = (request: Message, call: Call) => Message | Promise<Message>;

/** Answers a stream of requests with a stream of responses, until one side ends. */
export type StreamMethod = (
  requests: AsyncIterable<Message>,
  respond: (response: Message) => void,
  call: Call,
) => Promise<void>;
