// `cloud-runner __complete SHELL ...`, which the scripts of `cloud-runner completion` call at each press of Tab. It says what
// it knows within a second or says nothing: it never asks, starts, writes or fails.
import { resolve } from "node:path";
import { withinTime } from "../../core/clock.ts";
import type { Progress } from "../../library/progress.ts";
import type { Session } from "../../library/session.ts";
import type { Io } from "../shell/io.ts";
import { candidatesFor, type Candidates } from "./candidates.ts";
import { readLine, type Line } from "./place.ts";
import { bashReply, plainReply, powershellReply } from "./reply.ts";
import { splitLine, unquoted, withHome, type Typed } from "./typed.ts";

/** Who waits longer for a suggestion types the word. */
const limitMs = 1000;

type Asked = { typed: Typed; reply: (candidates: Candidates) => string };

/** Returns what is to be printed. */
export async function complete([shell = "", ...words]: readonly string[], io: Io): Promise<string> {
  const asked = Object.hasOwn(shells, shell) ? shells[shell as keyof typeof shells](words) : undefined;
  if (asked === undefined) return "";
  try {
    const { place, line } = await readLine(asked.typed);
    const candidates = await within(io, (signal) => candidatesFor(place, line, sessionOf(line, io, signal)));
    return asked.reply(candidates);
  } catch {
    return "";
  }
}

/** What runs on when the time is over ends with the process. */
async function within<T>(io: Io, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  return withinTime(io.clock, limitMs, (signal) => {
    const late = new Promise<never>((_, reject) =>
      signal.addEventListener("abort", () => reject(signal.reason as Error), { once: true }),
    );
    return Promise.race([work(signal), late]);
  });
}

/** With the flags that were typed, and nobody to ask. */
function sessionOf({ options }: Line, io: Io, signal: AbortSignal): Session {
  const last = (key: string) => options[key]?.at(-1);
  return {
    folder: resolve(io.cwd, withHome(last("cwd") ?? ".", io.env["HOME"])),
    machine: io,
    overrides: {
      config: last("config"),
      target: last("target"),
      project: last("project"),
      region: last("region"),
    },
    progress: silence,
    signal,
  };
}

const silence: Progress = {
  start: () => ({ update() {}, succeed() {}, fail() {}, stop() {} }),
  note() {},
  detail() {},
  warn() {},
};

/** What the scripts hand over. The name of the command itself is the first word of each line. */
const shells = {
  /** The line, where the cursor stands in it, and the characters that end a word. */
  bash([whole = "", point = "", breaks = ""]: readonly string[]): Asked {
    const line = whole.slice(0, Number(point));
    const before = splitLine(line);
    const word = before.pop()!;
    return {
      typed: { ...textsOf(before), current: word.text, after: restOf(whole.slice(Number(point))) },
      reply: (candidates) => bashReply(candidates, word, line, breaks),
    };
  },
  /** The number of the cursor's word, from 1, that word up to the cursor, and all words. */
  zsh([current = "", prefix = "", ...words]: readonly string[]): Asked {
    const at = Number(current) - 1;
    return {
      typed: { before: words.slice(1, at), current: prefix, after: words.slice(at + 1) },
      reply: (candidates) => plainReply(candidates, prefix, { isWhole: false }),
    };
  },
  /** How many words stand in front of the cursor's, that word up to the cursor as it was typed, and all words. */
  fish([count = "", raw = "", ...words]: readonly string[]): Asked {
    const at = Number(count);
    const current = unquoted(raw);
    return {
      typed: { before: words.slice(1, at), current, after: words.slice(raw === "" ? at : at + 1) },
      reply: (candidates) => plainReply(candidates, current, { isWhole: true }),
    };
  },
  /** All in JSON in base64, since older versions lose quotes in arguments. */
  powershell([encoded = ""]: readonly string[]): Asked | undefined {
    try {
      const { before, current, after } = JSON.parse(Buffer.from(encoded, "base64").toString()) as Typed;
      const word = current.replace(/^['"]/, "");
      return {
        typed: { before, current: word, after },
        reply: (candidates) => powershellReply(candidates, word),
      };
    } catch {
      return undefined;
    }
  },
} as const;

const textsOf = (words: readonly { text: string }[]): Pick<Typed, "before"> => ({
  before: words.slice(1).map(({ text }) => text),
});

/** Behind the cursor: the rest of its own word is none. */
function restOf(line: string): string[] {
  const rest = line.replace(/^\S+/, "");
  return splitLine(rest)
    .map(({ text }) => text)
    .filter((text) => text !== "");
}
