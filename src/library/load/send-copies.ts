// Sends the copies when they are due, and hears of each answer.
import { uploadPrefix, type ErrorReport } from "../../core/contract.ts";
import { plural } from "../../core/duration.ts";
import {
  AuthenticationError,
  CloudRunnerError,
  InterruptedError,
  PreconditionError,
} from "../../core/errors.ts";
import { rejectionError } from "../predict/rejection-error.ts";
import type { Buckets, StoredObject } from "../predict/buckets.ts";
import type { Input } from "../predict/sources/input.ts";
import { uploadInput } from "../predict/transfer/upload-input.ts";
import { answersAmong, type Awaited } from "../predict/wait.ts";
import { createPace } from "../predict/pace.ts";
import { asStep } from "../progress.ts";
import type { Session } from "../session.ts";
import type { Pacing } from "./limits.ts";
import { createSlots } from "./slots.ts";

export interface Copy extends Awaited {
  /** When it was to be sent: at its turn of the rate, or as soon as there was a place for it. */
  dueMs: number;
  /** When its upload began and ended. */
  startMs: number;
  sentMs: number;
}

export type Outcome =
  | { kind: "result"; copy: Copy; object: StoredObject; latencyMs: number }
  | { kind: "failed"; name: string; error: CloudRunnerError }
  | { kind: "lost"; copy: Copy };

export interface SentCopies {
  outcomes: Outcome[];
  beganMs: number;
  /** When the last answer was seen. */
  endedMs: number;
  /** The longest time by which a copy was sent later than it was due. */
  behindMs: number;
}

export interface CopiesToSend extends Pacing {
  run: string;
  input: Input;
  content: Uint8Array;
  parameters: Readonly<Record<string, string>>;
  timeoutMs: number;
  /** Pause between looks at the output bucket. */
  lookMs: number;
}

/** Names of a hundred copies begin alike, so that one listing shows no more than those. */
export const nameOf = (run: string, index: number, extension: string): string =>
  `${uploadPrefix(run)}${String(index + 1).padStart(5, "0")}${extension}`;
const groupOf = (run: string, name: string): string => name.slice(0, uploadPrefix(run).length + 3);

const longestLookMs = 2000;

/**
 * @throws what concerns all copies: no bucket, no login, Ctrl-C, an input that is refused before any other has a result
 */
export async function sendCopies(
  { machine, progress, signal: outer }: Pick<Session, "machine" | "progress" | "signal">,
  buckets: Pick<Buckets, "upload" | "list" | "download">,
  { run, input, content, parameters, copies, concurrency, ratePerSecond, ...more }: CopiesToSend,
): Promise<SentCopies> {
  const { clock } = machine;
  const failing = new AbortController();
  const signal = AbortSignal.any([outer, failing.signal]);
  const places = createSlots(concurrency);
  const awaited = new Map<string, Copy>();
  const outcomes: Outcome[] = [];
  const beganMs = clock.now();
  let endedMs = beganMs;
  let sentMs = beganMs;
  let begun = 0;
  let behindMs = 0;
  let isSending = true;
  const isPaced = ratePerSecond !== undefined;
  const pace = createPace(clock);
  const extension = /\.[A-Za-z0-9.]{1,20}$/.exec(input.objectBase)?.[0] ?? "";
  const source: Input = { ...input, path: undefined, read: async () => content };

  return asStep(
    progress,
    `Sending ${plural(copies, "copy", "copies")} of ${input.label}`,
    async (activity) => {
      const tell = () => {
        const done = outcomes.length;
        const failed = outcomes.filter(({ kind }) => kind !== "result").length;
        activity.update(
          `${done} of ${plural(copies, "copy", "copies")} back${pace.text(done, copies)}, ${awaited.size} on their way${failed === 0 ? "" : `, ${failed} failed`}`,
        );
      };

      const sending = send().finally(() => (isSending = false));
      // Awaited below; until then its failure must not count as unhandled.
      sending.catch(() => {});
      try {
        await collect(tell);
        await sending;
      } catch (error) {
        failing.abort(error);
        await sending.catch(() => {});
        throw outer.aborted ? interrupted() : failing.signal.reason;
      }
      for (const copy of awaited.values()) outcomes.push({ kind: "lost", copy });
      activity.stop();
      return { outcomes, beganMs, endedMs, behindMs };
    },
  );

  async function send(): Promise<void> {
    const running = new Set<Promise<void>>();
    const { durationMs = Infinity } = more;
    for (let index = 0; index < copies; index++) {
      const turnMs = isPaced ? beganMs + (index * 1000) / ratePerSecond : undefined;
      if (turnMs !== undefined && turnMs > clock.now()) await clock.sleep(turnMs - clock.now(), signal);
      await places.take(signal);
      if (clock.now() - beganMs >= durationMs) break;
      const uploading = sendOne(index, turnMs ?? clock.now()).finally(() => running.delete(uploading));
      running.add(uploading);
    }
    await Promise.all(running);
  }

  /** Never rejects. */
  async function sendOne(index: number, dueMs: number): Promise<void> {
    const name = nameOf(run, index, extension);
    const startMs = clock.now();
    begun++;
    behindMs = Math.max(behindMs, startMs - dueMs);
    try {
      const { generation } = await uploadInput(source, name, { buckets, clock, inputs: [], parameters });
      sentMs = clock.now();
      awaited.set(name, { name, generation, dueMs, startMs, sentMs });
      if (isPaced) places.give();
    } catch (error) {
      places.give();
      if (concernsAll(error)) failing.abort(error);
      else outcomes.push({ kind: "failed", name, error: error as CloudRunnerError });
    }
  }

  async function collect(tell: () => void): Promise<void> {
    let pauseMs = more.lookMs;
    for (;;) {
      signal.throwIfAborted();
      const groups = new Set([...awaited.keys()].map((name) => groupOf(run, name)));
      const listed = await Promise.all([...groups].map((group) => buckets.list(group)));
      const found = answersAmong(listed.flat(), awaited);
      for (const { awaited: copy, kind, object } of found) {
        awaited.delete(copy.name);
        endedMs = clock.now();
        if (!isPaced) places.give();
        if (kind === "report") await refused(copy, object);
        else outcomes.push({ kind: "result", copy, object, latencyMs: latencyOf(copy, object) });
      }
      tell();
      if (!isSending && (awaited.size === 0 || clock.now() - sentMs >= more.timeoutMs)) return;
      pauseMs = found.length > 0 || isSending ? more.lookMs : Math.min(pauseMs * 1.5, longestLookMs);
      await clock.sleep(pauseMs, signal);
    }
  }

  /** What is refused before any other has a result is refused every time. */
  async function refused({ name }: Copy, object: StoredObject): Promise<void> {
    const report = JSON.parse(Buffer.from(await buckets.download(object)).toString("utf8")) as ErrorReport;
    const error = rejectionError(input.label, report);
    if (!outcomes.some(({ kind }) => kind === "result")) throw error;
    outcomes.push({ kind: "failed", name, error });
  }

  function interrupted(): InterruptedError {
    const results = outcomes.filter(({ kind }) => kind === "result").length;
    return new InterruptedError("Interrupted.", {
      details: [`${begun} of ${plural(copies, "copy", "copies")} were sent, ${results} came back.`],
    });
  }
}

/**
 * From when it was due until its result was there. Cloud Storage's generations are the times of the writes, in microseconds, so that
 * what lies between upload and result is measured by one clock, however seldom is looked.
 */
function latencyOf({ dueMs, sentMs, generation }: Copy, result: StoredObject): number {
  return sentMs - dueMs + Number(BigInt(result.generation) - BigInt(generation)) / 1000;
}

const concernsAll = (error: unknown): boolean =>
  !(error instanceof CloudRunnerError) ||
  error instanceof PreconditionError ||
  error instanceof AuthenticationError ||
  error instanceof InterruptedError;
