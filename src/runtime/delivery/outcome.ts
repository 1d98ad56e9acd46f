// How a delivery can end, and what is said of it.
import type { ManifestResult } from "../../core/contract.ts";
import type { HandoverReason } from "../../core/job/job-contract.ts";

/** Every way in which a delivery ends as it should. What goes wrong and may pass by itself is thrown. */
export type Outcome =
  | { kind: "ignored"; reason: string }
  /** That generation of the input was replaced or deleted; a replacement has a notification of its own. */
  | { kind: "gone" }
  | { kind: "answered-before"; object: string; generation: string }
  /** Another delivery is forecasting this generation, or a newer one; this one must come again. */
  | { kind: "under-way"; leaseExpiresAt: number }
  /** An execution of the job answers it. */
  | {
      kind: "handed-over";
      order: string;
      execution: string;
      reason: HandoverReason | "before";
      /** Seconds. */
      estimate?: number;
    }
  | { kind: "predicted"; object: string }
  | { kind: "worked-off"; object: string; succeeded: number; failed: number }
  | { kind: "rejected"; object: string; code: string };

type Work =
  | { kind: "rejection"; rejection: { code: string } }
  | { kind: "prediction" }
  | { kind: "manifest"; result: Pick<ManifestResult, "succeeded" | "failed"> };

/** @param object that it was written to */
export function outcomeOf(work: Work, object: string): Outcome {
  if (work.kind === "rejection") return { kind: "rejected", object, code: work.rejection.code };
  if (work.kind === "prediction") return { kind: "predicted", object };
  const { succeeded, failed } = work.result;
  return { kind: "worked-off", object, succeeded, failed };
}

/** For the log. */
export function sentenceFor(outcome: Outcome, input: string): string {
  switch (outcome.kind) {
    case "under-way":
      return `Left ${input} for later: another delivery is forecasting it until ${new Date(outcome.leaseExpiresAt).toISOString()} or sooner`;
    case "ignored":
      return `Ignored ${input}: ${outcome.reason}`;
    case "gone":
      return `Nothing to do for ${input}: this generation was replaced or deleted`;
    case "answered-before":
      return `Nothing to do for ${input}: ${outcome.object} answers generation ${outcome.generation}`;
    case "handed-over":
      return `Handed ${input} over to the job, ${because[outcome.reason]}: execution ${nameOf(outcome.execution)}`;
    case "predicted":
      return `Wrote the forecast ${outcome.object}`;
    case "worked-off":
      return `Worked off the manifest ${input}: ${outcome.succeeded} forecast, ${outcome.failed} failed`;
    case "rejected":
      return `Wrote the error report ${outcome.object} (${outcome.code})`;
  }
}

const because: Readonly<Record<HandoverReason | "before", string>> = {
  asked: "as it was asked",
  size: "since it is more than an instance may hold",
  estimate: "since it may take longer than there is time here",
  pace: "since it would not be done in time here",
  deadline: "since its time here was up",
  memory: "since it needs more memory than there is here",
  before: "as it was before",
};

/** Of a full resource name the last part. */
const nameOf = (resource: string): string => resource.slice(resource.lastIndexOf("/") + 1);
