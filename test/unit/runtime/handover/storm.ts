// A storm over the job path on a clock whose hours take a moment: deliveries come twice, late and again, Storage and Cloud
// Run refuse or lose their answers, instances and tasks die in the middle of what they do. The seed decides all of it.
import { CloudError } from "../../../../src/core/errors.ts";
import { retry } from "../../../../src/core/retry.ts";
import { seededRandom } from "../../../../src/local/chaos/seeded-random.ts";
import { deliver } from "../../../../src/runtime/delivery/delivery.ts";
import type { DeliveryDependencies } from "../../../../src/runtime/forecast/attempt.ts";
import { createEstimator } from "../../../../src/runtime/handover/estimator.ts";
import type { ExecutionState, JobRunner, RunRequest } from "../../../../src/runtime/job/job-runner.ts";
import { runOrder } from "../../../../src/runtime/job/run-order.ts";
import { createLogger } from "../../../../src/runtime/log.ts";
import type { ObjectStore } from "../../../../src/runtime/storage/object-store.ts";
import { slowForecaster } from "../../../support/slow-forecaster.ts";
import { virtualClock } from "../../../support/virtual-clock.ts";
import { FakeTopic, jobName, MemoryStore, settings } from "../fakes.ts";

export interface StormInput {
  name: string;
  /** How many series, of which each takes so long. */
  series: number;
  seriesMs: number;
  metadata: Record<string, string>;
  isBroken: boolean;
  /** Uploads under that name; the last one counts. */
  uploads: number;
}

export interface StormReport {
  store: MemoryStore;
  topic: FakeTopic;
  inputs: StormInput[];
  /** Generations of each input, the last one last. */
  generations: Map<string, string[]>;
  /** How often each series of each input generation was fitted. */
  fits: Map<string, number>;
  kills: Map<string, number>;
  deadLetters: string[];
  executions: number;
  handedOver: number;
}

const limitMs = 540_000;
const workers = 2;
const mostDeliveries = 20;
/** Three would be taken for the input's own fault, and get a report. */
const mostKills = 2;
const jobTries = 4;

const trouble = {
  refuse: 0.03,
  lose: 0.03,
  untold: 0.15,
  duplicate: 0.2,
  kill: 0.3,
  again: 0.2,
  runFails: 0.15,
};

function csvOf(series: number, first: number): string {
  const ids = Array.from({ length: series }, (_, i) => (series === 1 ? "" : `s${i},`));
  const lines = ids.flatMap((id, i) => [`${id}2026-01-01,${i}\n`, `${id}2026-01-02,${first + i}\n`]);
  return `${series === 1 ? "" : "id,"}ds,y\n${lines.join("")}`;
}

const brokenCsv = "ds,y\n2026-01-01,1\n2026-01-02,many\n";

const passing = (code: string) =>
  new CloudError(`Trouble: ${code}`, { code, status: "UNAVAILABLE", retryable: true });

export async function runJobStorm(seed: number): Promise<StormReport> {
  const random = seededRandom(seed);
  let draws = 0;
  const happens = (share: number) => random("draw", draws++) < share;
  const clock = virtualClock(Date.UTC(2026, 0, 1));
  const store = new MemoryStore();
  const topic = new FakeTopic();
  const log = createLogger({ write: () => {}, clock, project: "demo" });
  const report: StormReport = {
    store,
    topic,
    inputs: [],
    generations: new Map(),
    fits: new Map(),
    kills: new Map(),
    deadLetters: [],
    executions: 0,
    handedOver: 0,
  };

  /** As the real one does, it tries again what was refused; an answer that was lost may come back as a conflict. */
  function troubled(): ObjectStore {
    const tried = <T>(work: () => Promise<T>, isWrite: boolean): Promise<T> =>
      retry(
        async () => {
          await clock.sleep(random("latency", draws++) * 50);
          if (happens(trouble.refuse)) throw passing("storage.unavailable");
          const answer = await work();
          if (isWrite && happens(trouble.lose)) throw passing("storage.unavailable");
          return answer;
        },
        { clock, budgetMs: 8000, initialDelayMs: 1000, isRetryable: () => true },
      );
    return {
      stat: (...args) => tried(() => store.stat(...args), false),
      read: (...args) => tried(() => store.read(...args), false),
      open: (...args) => tried(() => store.open(...args), false),
      readRange: (...args) => tried(() => store.readRange(...args), false),
      list: (...args) => tried(() => store.list(...args), false),
      write: (...args) => tried(() => store.write(...args), true),
      update: (...args) => tried(() => store.update(...args), true),
      remove: (...args) => tried(() => store.remove(...args), true),
    };
  }

  let publications = 0;
  /** Refuses, or loses its answer. */
  async function publish(messages: Parameters<FakeTopic["publish"]>[0]): Promise<void> {
    const chance = random("publish", publications++);
    await clock.sleep(chance * 50);
    if (chance < trouble.untold) throw passing("events.unavailable");
    await topic.publish(messages);
    if (chance < 2 * trouble.untold) throw passing("events.unavailable");
  }

  /** Everything that a process has at hand; once it is dead, nothing of it goes on. */
  function processOf(input: StormInput, generation: string, mayDie: boolean, lastsMs: number) {
    const death = Promise.withResolvers<"killed">();
    const never = new Promise<never>(() => {});
    let isDead = false;
    const alive =
      <A extends unknown[], R>(work: (...args: A) => Promise<R>) =>
      async (...args: A): Promise<R> => {
        if (isDead) return never;
        try {
          const answer = await work(...args);
          return isDead ? never : answer;
        } catch (error) {
          if (isDead) return never;
          throw error;
        }
      };
    const kills = report.kills.get(input.name) ?? 0;
    if (mayDie && kills < mostKills && happens(trouble.kill)) {
      report.kills.set(input.name, kills + 1);
      void clock.sleep(random("dies", draws++) * lastsMs).then(() => {
        isDead = true;
        death.resolve("killed");
      });
    }
    const base = troubled();
    const own = {
      now: () => clock.now(),
      sleep: alive((ms: number, signal?: AbortSignal) => clock.sleep(ms, signal)),
    };
    const onFit = (id: string) => {
      const key = `${input.name}#${generation}/${id}`;
      report.fits.set(key, (report.fits.get(key) ?? 0) + 1);
    };
    const dependencies: DeliveryDependencies = {
      clock: own,
      store: {
        stat: alive((...args) => base.stat(...args)),
        read: alive((...args) => base.read(...args)),
        open: alive((...args) => base.open(...args)),
        readRange: alive((...args) => base.readRange(...args)),
        list: alive((...args) => base.list(...args)),
        write: alive((...args) => base.write(...args)),
        update: alive((...args) => base.update(...args)),
        remove: alive((...args) => base.remove(...args)),
      },
      forecaster: slowForecaster({ clock: own, workers, seriesMs: input.seriesMs, onFit }),
      settings: { ...settings, maximumWorkers: workers, maximumInputBytes: 1e6, forecastTimeoutMs: limitMs },
      estimator: createEstimator(),
      events: { publish: alive(publish) },
    };
    return { dependencies, death: death.promise, alive };
  }

  const work: Promise<unknown>[] = [];

  function jobsFor(input: StormInput, generation: string): JobRunner {
    const states = new Map<string, ExecutionState>();
    const execute = async (execution: string, { env }: RunRequest) => {
      const order = env["WORK_ORDER"]!.slice(`gs://${settings.outputBucket}/`.length);
      for (let attempt = 0; attempt < jobTries; attempt++) {
        const { dependencies, death } = processOf(input, generation, attempt < jobTries - 1, 60_000);
        const own = { ...dependencies.settings, forecastTimeoutMs: 40 * limitMs };
        const isLastTry = attempt === jobTries - 1;
        const task = { order, execution, index: 0, count: 1, isLastTry, isHelper: false };
        const run = runOrder(task, { ...dependencies, settings: own }, log, new AbortController().signal);
        const code = await Promise.race([run.catch(() => 1 as const), death]);
        if (code === 0) return void states.set(execution, "succeeded");
      }
      states.set(execution, "failed");
    };
    return {
      async run(request) {
        await clock.sleep(500);
        if (happens(trouble.runFails)) throw passing("job.unavailable");
        const execution = `${jobName}/executions/${++report.executions}`;
        states.set(execution, "running");
        work.push(clock.sleep(3000).then(() => execute(execution, request)));
        if (happens(trouble.runFails)) throw passing("job.unavailable");
        return execution;
      },
      state: async (execution) => states.get(execution) ?? "gone",
    };
  }

  /** As Pub/Sub: until it is acknowledged, sometimes twice at once, sometimes once more afterwards. */
  async function push(input: StormInput, generation: string): Promise<void> {
    const jobs = jobsFor(input, generation);
    const attemptOnce = async (deliveryAttempt: number): Promise<boolean> => {
      await clock.sleep(random("delay", draws++) * 3000);
      const { dependencies, death, alive } = processOf(input, generation, true, 30_000);
      const notification = {
        eventType: "OBJECT_FINALIZE",
        bucket: settings.inputBucket,
        name: input.name,
        generation,
        messageId: generation,
        deliveryAttempt,
      };
      const own: JobRunner = {
        run: alive((request) => jobs.run(request)),
        state: alive((execution) => jobs.state(execution)),
      };
      const outcome = deliver(notification, { ...dependencies, jobs: own }, log).then(
        ({ kind }) => {
          if (kind === "handed-over") report.handedOver++;
          return kind !== "under-way";
        },
        () => false,
      );
      return (await Promise.race([outcome, death])) === true;
    };
    for (let attempt = 1; attempt <= mostDeliveries; attempt++) {
      const twice = happens(trouble.duplicate) ? [attemptOnce(attempt)] : [];
      const [isAcknowledged] = await Promise.all([attemptOnce(attempt), ...twice]);
      if (isAcknowledged) {
        if (happens(trouble.again)) await clock.sleep(20_000).then(() => attemptOnce(attempt + 1));
        return;
      }
      await clock.sleep(Math.min(600_000, 10_000 * 2 ** (attempt - 1)));
    }
    report.deadLetters.push(input.name);
  }

  for (let i = 0; i < 12; i++) {
    const kind = random("kind", i);
    const isBroken = kind > 0.9;
    const isPanel = !isBroken && kind < 0.5;
    const input: StormInput = {
      name: `storm/${i}.csv`,
      series: isPanel ? 40 : 1,
      // Of the panels some are done in time, and some take hours.
      seriesMs: isPanel ? 1000 + random("slow", i) * 50_000 : 2000,
      metadata: random("asked", i) < 0.5 ? { "forecast-on": "job" } : {},
      isBroken,
      uploads: random("uploads", i) < 0.2 ? 2 : 1,
    };
    report.inputs.push(input);
    const send = async () => {
      for (let upload = 1; upload <= input.uploads; upload++) {
        await clock.sleep(random("upload", i, upload) * 60_000);
        const content = isBroken ? brokenCsv : csvOf(input.series, 100 * upload);
        const { generation } = store.put(settings.inputBucket, input.name, content, {
          metadata: input.metadata,
        });
        report.generations.set(input.name, [...(report.generations.get(input.name) ?? []), generation]);
        work.push(push(input, generation));
      }
    };
    work.push(send());
  }
  // What is under way starts more.
  await clock.until(
    (async () => {
      for (let done = 0; done < work.length; done++) await work[done];
    })(),
  );
  return report;
}
