// Requests to the console's server, which stands on this machine, and failures as it words them.
import type { ConsoleError } from "../../../console/contract/errors.ts";
import { now } from "./browser.ts";
import { createStore } from "./store.ts";

/** As on the command line: what failed, details, the fix. */
export type Fault = Pick<ConsoleError, "code" | "message"> & Partial<ConsoleError>;

/** An answer that is no success. */
export class Refused extends Error {
  readonly fault: Fault;
  readonly status: number;

  constructor(status: number, fault: Fault) {
    super(fault.message);
    this.status = status;
    this.fault = fault;
  }
}

/** Nobody answers at the console's address. */
export class Away extends Error {}

export interface Connection {
  state: "there" | "away" | "locked";
  /** When the last answer came, in milliseconds since the epoch. */
  heardAt: number;
}

export const connection = createStore<Connection>({ state: "there", heardAt: now() });

let heardAt = now();

/** Tells who listens only what has changed. */
export function heard(): void {
  heardAt = now();
  if (connection.get().state !== "there") connection.set({ state: "there", heardAt });
}

export function lost(): void {
  if (connection.get().state === "there") connection.set({ state: "away", heardAt });
}

export interface Call {
  method?: "GET" | "POST" | "DELETE";
  /** Sent as JSON, unless it is bytes. */
  body?: unknown;
  signal?: AbortSignal | undefined;
}

/** @throws Refused with the server's words; Away; what the signal was aborted with */
export async function ask<Answer>(path: string, { method, body, signal }: Call = {}): Promise<Answer> {
  const answer = await send(path, {
    method: method ?? (body === undefined ? "GET" : "POST"),
    ...(method !== undefined && method !== "GET" && { headers: ours }),
    ...(signal && { signal }),
    ...(body !== undefined && bodyOf(body)),
  });
  if (answer.ok) return (answer.status === 204 ? undefined : await answer.json()) as Answer;
  const refusal = await refusalOf(answer);
  if (refusal.fault.code !== "interrupted") throw refusal;
  // It is about to end; who asks again will hear nothing.
  lost();
  throw new Away("The console does not answer.");
}

async function send(path: string, init: RequestInit): Promise<Response> {
  try {
    const answer = await fetch(path, { credentials: "same-origin", cache: "no-store", ...init });
    if (answer.status === 401) connection.set({ state: "locked", heardAt: now() });
    else heard();
    return answer;
  } catch (error) {
    if (init.signal?.aborted === true) throw error;
    lost();
    throw new Away("The console does not answer.");
  }
}

/** No page of another origin can send this along. */
export const ours = { "x-cloud-runner-console": "1" };

function bodyOf(body: unknown): RequestInit {
  if (body instanceof Blob) return { body, headers: ours };
  return { body: JSON.stringify(body), headers: { ...ours, "content-type": "application/json" } };
}

async function refusalOf(answer: Response): Promise<Refused> {
  const said = (await answer.json().catch(() => undefined)) as { error?: Fault } | undefined;
  return new Refused(
    answer.status,
    said?.error ?? {
      code: "console.no-answer",
      message: `The console answered ${answer.status} without a word.`,
      fix: "Look at the terminal where `cloud-runner console` runs.",
    },
  );
}

/** What to show of whatever was thrown. */
export function faultOf(error: unknown): Fault {
  if (error instanceof Refused) return error.fault;
  if (error instanceof Away)
    return {
      code: "console.away",
      message: "The console does not answer.",
      fix: "Start it again in the project's folder.",
      commands: ["cloud-runner console"],
    };
  const message = error instanceof Error ? error.message : String(error);
  return { code: "console.page", message: `The page met a fault of its own: ${message}` };
}
