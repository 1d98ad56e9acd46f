// Stand-ins for the process and for time.
import { PassThrough } from "node:stream";
import { fileURLToPath } from "node:url";
import type { Clock } from "../../../src/core/clock.ts";
import { overridesOf, type Context, type GlobalFlags } from "../../../src/cli/shell/context.ts";
import type { Io } from "../../../src/cli/shell/io.ts";
import { createOutput } from "../../../src/cli/shell/output.ts";
import type { Progress } from "../../../src/library/progress.ts";

export interface FakeIo extends Io {
  /** All that was written so far. */
  out(): string;
  err(): string;
  exits: number[];
  stdin: PassThrough & { isTTY?: boolean };
}

export interface FakeIoOptions {
  env?: Record<string, string>;
  tty?: boolean;
  columns?: number;
  cwd?: string;
  clock?: Clock;
}

export function fakeIo({
  env = {},
  tty = false,
  columns = 80,
  cwd = "/",
  clock = virtualClock(),
}: FakeIoOptions = {}): FakeIo {
  const written = { out: "", err: "" };
  const listeners = new Set<() => void>();
  const exits: number[] = [];
  const stream = (name: "out" | "err") => ({
    write: (text: string | Uint8Array) => void (written[name] += Buffer.from(text).toString("utf8")),
    isTTY: tty,
    columns,
  });
  return {
    stdin: Object.assign(new PassThrough(), { isTTY: tty }),
    stdout: stream("out"),
    stderr: stream("err"),
    // The key of the user's own local clouds, as of all tests.
    env: { XDG_STATE_HOME: process.env["XDG_STATE_HOME"], ...env },
    cwd,
    clock,
    platform: "linux",
    execPath: process.execPath,
    nodeVersion: process.versions.node,
    pid: 1000,
    packageFolder: fileURLToPath(new URL("../../../", import.meta.url)),
    onInterrupt(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    interrupt: () => listeners.forEach((listener) => listener()),
    onUnfinished: () => () => undefined,
    exit: (code) => void exits.push(code),
    exits,
    out: () => written.out,
    err: () => written.err,
  };
}

/** Time that jumps to the next sleeper as soon as nothing else is to be done. */
export function virtualClock(startMs = Date.UTC(2026, 0, 2, 3, 4, 5)): Clock {
  let now = startMs;
  let isPumping = false;
  const sleepers: { at: number; wake(): void }[] = [];
  const pump = () => {
    isPumping = false;
    const next = sleepers.toSorted((a, b) => a.at - b.at)[0];
    if (next === undefined) return;
    sleepers.splice(sleepers.indexOf(next), 1);
    now = Math.max(now, next.at);
    next.wake();
    schedule();
  };
  const schedule = () => {
    if (isPumping || sleepers.length === 0) return;
    isPumping = true;
    setImmediate(pump);
  };
  return {
    now: () => now,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason as Error);
        const sleeper = { at: now + ms, wake: resolve };
        sleepers.push(sleeper);
        signal?.addEventListener("abort", () => {
          const index = sleepers.indexOf(sleeper);
          if (index !== -1) sleepers.splice(index, 1);
          reject(signal.reason as Error);
        });
        schedule();
      }),
  };
}

export const noFlags: GlobalFlags = {
  json: false,
  quiet: false,
  verbose: false,
  color: true,
  yes: false,
  trust: false,
  config: undefined,
  target: undefined,
  project: undefined,
  region: undefined,
  cwd: undefined,
};

/** Keeps what was told, marked by how. */
export function recordingProgress(): Progress & { told: string[] } {
  const told: string[] = [];
  return {
    told,
    start(text) {
      told.push(`start ${text}`);
      return {
        update: () => {},
        succeed: (final = text) => void told.push(`succeed ${final}`),
        fail: (final = text) => void told.push(`fail ${final}`),
        stop: () => {},
      };
    },
    note: (text, { mark = "note", tookMs = 0 }: { mark?: string; tookMs?: number } = {}) =>
      void told.push(`${mark} ${text}${tookMs >= 1000 ? ` (${tookMs} ms)` : ""}`),
    detail: (text) => void told.push(`detail ${text}`),
    warn: (text) => void told.push(`warn ${text}`),
  };
}

export function fakeContext(io: FakeIo, flags: Partial<GlobalFlags> = {}, folder = io.cwd): Context {
  const all = { ...noFlags, ...flags };
  return {
    io,
    flags: all,
    output: createOutput(io, all),
    machine: io,
    overrides: overridesOf(all),
    progress: recordingProgress(),
    signal: new AbortController().signal,
    folder,
    commandLine: ({ arguments: words }) => ["cloud-runner", ...words].join(" "),
  };
}
