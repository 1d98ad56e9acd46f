// Fetches and reads small files at once, and large ones in a process of their own, two at a time: what only passes through a
// process stays in its memory for long.
import pLimit from "p-limit";
import type { RawParameters } from "../../core/contract.ts";
import { CloudRunnerError } from "../../core/errors.ts";
import type { ConvertRequest } from "../../library/forecasts/convert-result.ts";
import type { ForecastIndex, IndexRequest } from "../../library/forecasts/index-forecast.ts";
import type { Fetch } from "../../library/forecasts/fetch-objects.ts";
import type { Overrides, Session } from "../../library/session.ts";
import { loadConfig } from "../../library/settings.ts";
import type { CheckedUpload } from "../contract/forecasts.ts";
import type { ConsoleError } from "../contract/errors.ts";
import { AnsweredError, type statusOf } from "../http/answers.ts";
import { work, type Done, type Job } from "./work.ts";

export interface ReaderInput {
  folder: string;
  overrides: Overrides;
  job: Job;
}

export type ReaderOutput = { done: Done } | { error: ConsoleError; status: ReturnType<typeof statusOf> };

/** Starts the process, gives it a text, and gives what it says. @throws Error when it does not end well */
export type RunReader = (input: string, signal: AbortSignal) => Promise<string>;

export interface Reader {
  check(asked: { name: string; path: string; bytes: number; given: RawParameters }): Promise<CheckedUpload>;
  fetch(wanted: Fetch): Promise<void>;
  /** @param fetches of the files that the request names */
  index(fetches: readonly Fetch[], request: IndexRequest): Promise<ForecastIndex>;
  convert(fetches: readonly Fetch[], request: ConvertRequest): Promise<void>;
}

/** What is read within some tens of milliseconds. */
const smallBytes = 512 * 1024;
/** What takes longer than anybody would wait for a preview; the service takes more. */
export const mostReadBytes = 128 * 1024 * 1024;
const atOnce = 2;

export function createReader(session: Session, run: RunReader): Reader {
  const limit = pLimit(atOnce);
  const apart = async (job: Job): Promise<Done> => {
    const { folder, overrides, signal } = session;
    const said = await limit(() =>
      run(JSON.stringify({ folder, overrides, job } satisfies ReaderInput), signal),
    );
    const output = JSON.parse(said) as ReaderOutput;
    if ("error" in output) throw new AnsweredError(output.error, output.status);
    return output.done;
  };
  const fetched = (job: Exclude<Job, { kind: "check" }>): Promise<Done> => {
    const bytes = job.fetches.reduce((sum, { object }) => sum + (object.size ?? 0), 0);
    return bytes <= smallBytes ? work(session, job) : apart(job);
  };
  return {
    async check({ name, path, bytes, given }) {
      if (bytes > mostReadBytes) return { status: "unread", name, bytes };
      const job: Job = { kind: "check", name, path, given };
      const { config } = await loadConfig(session);
      // Code of the user's own is run for a check: it must not stay in this process.
      const isSmall = bytes <= smallBytes && config.model === undefined;
      return (await (isSmall ? work(session, job) : apart(job))) as CheckedUpload;
    },
    fetch: async (wanted) => void (await fetched({ kind: "fetch", fetches: [wanted] })),
    index: async (fetches, request) => (await fetched({ kind: "index", fetches, request })) as ForecastIndex,
    convert: async (fetches, request) => void (await fetched({ kind: "convert", fetches, request })),
  };
}

export const readerFailed = (cause: unknown): CloudRunnerError =>
  new CloudRunnerError("The file could not be read by this console.", {
    code: "console.reader",
    details: [(cause as Error).message.slice(0, 500)],
    fix: "Likely it is too large for this machine's memory. The service may take it all the same; `cloud-runner check FILE` says more.",
    cause,
  });
