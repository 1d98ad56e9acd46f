// Jobs of BigQuery under ids that say what they are for: whoever asks for the same again, after a kill or with --resume, gets
// the job that is there.
import { createHash } from "node:crypto";
import type { JobMetadata } from "@google-cloud/bigquery";
import { ownerLabels } from "../../../core/contract.ts";
import { CloudRunnerError } from "../../../core/errors.ts";
import { call, despiteFaults, type CloudContext } from "../../../provision/engine/context.ts";
import { hasStatus } from "../../../provision/google/cloud-error.ts";
import { helpful, jobFailure, unlessHopeless } from "./refused.ts";

export type JobConfiguration = NonNullable<JobMetadata["configuration"]>;

export interface JobOrder {
  kind: "extract" | "query" | "load";
  /** What it is for, down to the generation. */
  purpose: readonly string[];
  /** Where the data is. */
  location: string;
  /** @param id of the job, for names that no other try has */
  configuration: JobConfiguration | ((id: string) => JobConfiguration);
  /** For messages. */
  subject: string;
  /** Whether what an earlier try has made still serves. */
  serves?: (job: JobMetadata) => boolean | Promise<boolean>;
}

export interface Jobs {
  /** Starts the job, or joins it, and waits for its end. */
  run(order: JobOrder): Promise<JobMetadata>;
  /** Whether such a job has ended well. */
  isDone(order: Pick<JobOrder, "kind" | "purpose" | "location" | "subject">): Promise<boolean>;
  /** What a query would read and give; nothing is billed. */
  dryRun(query: string, subject: string): Promise<JobMetadata>;
}

/** A job that failed keeps its id. */
const mostTries = 20;

const [firstPauseMs, longestPauseMs] = [500, 5000];

/** @param signal ends the waiting; the job goes on */
export function openJobs(cloud: CloudContext, signal: AbortSignal): Jobs {
  const { clock, names } = cloud;

  const insert = (subject: string, send: () => Promise<JobMetadata>): Promise<JobMetadata> =>
    helpful(
      cloud,
      subject,
      () =>
        despiteFaults(cloud, () =>
          call(cloud, "bigquery.jobs.insert", subject, () => unlessHopeless(cloud, subject, send)),
        ),
      { startsJob: true },
    );

  const find = (
    { location, subject }: Pick<JobOrder, "location" | "subject">,
    id: string,
  ): Promise<JobMetadata> =>
    helpful(cloud, subject, () =>
      despiteFaults(cloud, () =>
        call(cloud, "bigquery.jobs.get", subject, async () => {
          const bigquery = await cloud.clients.bigquery();
          const [found] = (await bigquery.job(id, { location }).getMetadata()) as [JobMetadata, unknown];
          return found;
        }),
      ),
    );

  /** Undefined where there is one of that id. */
  const start = async (order: JobOrder, id: string): Promise<JobMetadata | undefined> => {
    try {
      return await insert(order.subject, async () => {
        const { location } = order;
        const configuration =
          typeof order.configuration === "function" ? order.configuration(id) : order.configuration;
        const bigquery = await cloud.clients.bigquery();
        const labels = { ...ownerLabels(names.stack), ...configuration.labels };
        const wanted = { jobId: id, location, configuration: { ...configuration, labels } };
        const [, made] = await bigquery.createJob(wanted).catch((error: unknown) => {
          const job = jobIn(error);
          if (job === undefined) throw error;
          return [undefined, job] as const;
        });
        return made;
      });
    } catch (error) {
      if (hasStatus(error, "ALREADY_EXISTS")) return undefined;
      throw error;
    }
  };

  const ended = async (order: JobOrder, id: string, first: JobMetadata): Promise<JobMetadata> => {
    let job = first;
    for (
      let pauseMs = firstPauseMs;
      job.status?.state !== "DONE";
      pauseMs = Math.min(pauseMs * 1.5, longestPauseMs)
    ) {
      await clock.sleep(pauseMs, signal);
      job = await find(order, id);
    }
    return job;
  };

  return {
    run: async (order) => {
      for (let number = 1; number <= mostTries; number += 1) {
        const id = idOf(order, number);
        const made = await start(order, id);
        const job = await ended(order, id, made ?? (await find(order, id)));
        const error = job.status?.errorResult;
        const isNew = made !== undefined;
        if (error === undefined && (isNew || (await order.serves?.(job)) !== false)) return job;
        if (error !== undefined && isNew) throw jobFailure(cloud, order.subject, error);
      }
      throw new CloudRunnerError(`${order.subject}: BigQuery has failed ${mostTries} times.`, {
        code: "bigquery.failed",
        fix: `\`bq ls --jobs --project_id=${names.project}\` shows the jobs; begin another run with \`cloud-runner predict\`.`,
      });
    },
    isDone: async (order) => {
      for (let number = 1; number <= mostTries; number += 1) {
        const job = await find(order, idOf(order, number)).catch((error: unknown) => {
          if (hasStatus(error, "NOT_FOUND")) return undefined;
          throw error;
        });
        if (job === undefined) return false;
        if (job.status?.state === "DONE" && job.status.errorResult === undefined) return true;
      }
      return false;
    },
    dryRun: (query, subject) =>
      insert(subject, async () => {
        const bigquery = await cloud.clients.bigquery();
        const configuration = {
          dryRun: true,
          query: { query, useLegacySql: false },
          labels: ownerLabels(names.stack),
        };
        const [, answer] = await bigquery.createJob({ configuration });
        return answer;
      }),
  };
}

/**
 * A job that was made and has errors already: Google's client takes it for a call that failed. It may have ended, or go on in
 * spite of them; its own status says which.
 */
const jobIn = (error: unknown): JobMetadata | undefined => {
  const job = (error as { response?: JobMetadata }).response;
  return job?.jobReference?.jobId === undefined ? undefined : job;
};

/** https://cloud.google.com/bigquery/docs/reference/rest/v2/JobReference: letters, digits, underscores and dashes. */
function idOf({ kind, purpose }: Pick<JobOrder, "kind" | "purpose">, number: number): string {
  const hash = createHash("sha256").update(JSON.stringify(purpose)).digest("hex").slice(0, 32);
  return `cloud-runner-${kind}-${hash}-${number}`;
}
