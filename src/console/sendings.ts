// Runs whose files this console is sending: what is told of them before it lies in the buckets, where all else is read.
import type { Clock } from "../core/clock.ts";
import { UsageError } from "../core/errors.ts";
import { isManifestName } from "../core/contract.ts";
import { createPace, type Pace } from "../library/predict/pace.ts";
import { detachPrepared, preparePredict } from "../library/predict/predict.ts";
import type { Session } from "../library/session.ts";
import type { RunCounts } from "../library/runs/run-summary.ts";
import { sourceOf, type Upload } from "./uploads.ts";

export interface Sendings {
  /** Resolves once the run can be read. @throws what `predict` throws before anything is sent */
  start(
    uploads: readonly Upload[],
    parameters: Readonly<Record<string, string>>,
  ): Promise<{ run: string; inputs: number }>;
  isSending(run: string): boolean;
  /** Why inputs could not be sent, by their names; of all of them by "". */
  failures(run: string): ReadonlyMap<string, unknown>;
  /** How fast it goes, where this console has started it. */
  pace(run: string, counts: RunCounts): string | undefined;
  /** Runs of which not all was sent, since the console ended. */
  cutShort(): readonly string[];
  /** Sends nothing more of it. */
  stop(run: string): Promise<void>;
  /** Until what is being sent is sent, or was stopped. */
  settled(): Promise<void>;
}

interface Sending {
  pace: Pace;
  isOver: boolean;
  isCutShort: boolean;
  stopping: AbortController;
  failures: Map<string, unknown>;
  done: Promise<void>;
}

/** Older ones are forgotten; what lies in the buckets stays. */
const mostKept = 200;

export function createSendings(session: Session, clock: Clock): Sendings {
  const known = new Map<string, Sending>();
  return {
    async start(uploads, parameters) {
      for (const { name } of uploads) if (isManifestName(`/${name}`)) throw manifestAlone(name);
      const stopping = new AbortController();
      const own = { ...session, signal: AbortSignal.any([session.signal, stopping.signal]) };
      const prepared = await preparePredict(own, uploads.map(sourceOf), {
        parameters,
        output: "nowhere",
        force: false,
        skipExisting: false,
        timeoutMs: 0,
        isStrict: false,
        parallel: 8,
      });
      const { inputs } = prepared;
      const recorded = Promise.withResolvers<string>();
      const failures = new Map<string, unknown>();
      const sending: Sending = {
        pace: createPace(clock),
        isOver: false,
        isCutShort: false,
        stopping,
        failures,
        done: Promise.resolve(),
      };
      sending.done = detachPrepared(own, prepared, {
        recorded: (run) => {
          known.set(run, sending);
          for (const [old, { isOver }] of known) if (known.size > mostKept && isOver) known.delete(old);
          recorded.resolve(run);
        },
      })
        .then(({ failed }) => {
          for (const { input, error } of failed) failures.set(input.label, error);
        })
        .catch((error: unknown) => {
          recorded.reject(error as Error);
          if (!own.signal.aborted) failures.set("", error);
        })
        .finally(() => {
          sending.isOver = true;
          sending.isCutShort = session.signal.aborted && !stopping.signal.aborted;
        });
      return { run: await recorded.promise, inputs: inputs.length };
    },
    isSending: (run) => known.get(run)?.isOver === false,
    failures: (run) => known.get(run)?.failures ?? new Map(),
    pace(run, { inputs, done, failed }) {
      const sending = known.get(run);
      if (sending === undefined || done + failed >= inputs) return undefined;
      return `${done + failed} of ${inputs} done${sending.pace.text(done + failed, inputs)}`;
    },
    cutShort: () => [...known].flatMap(([run, { isCutShort }]) => (isCutShort ? [run] : [])),
    async stop(run) {
      const sending = known.get(run);
      sending?.stopping.abort(new Error("The run is cancelled."));
      await sending?.done;
    },
    settled: async () => void (await Promise.all([...known.values()].map(({ done }) => done))),
  };
}

const manifestAlone = (name: string): UsageError =>
  new UsageError(`${name} is a manifest, which names files of its own folder.`, {
    code: "usage.manifest",
    fix: `Forecast it from that folder: cloud-runner predict ${name}; or drop the files themselves.`,
  });
