// A revision that did not start: what the container said last, the likely cause, and who goes on serving.
import { CloudError } from "../../core/errors.ts";
import { briefly, call, type CloudContext } from "../engine/context.ts";
import type { RunServiceLive } from "./service-state.ts";
import { likelyCause } from "./likely-cause.ts";
import { sharesOf } from "./traffic.ts";

const linesShown = 12;

/** @param command what makes the revision again, once its cause is corrected */
export async function failedRevision(
  ctx: CloudContext,
  live: RunServiceLive,
  { cause, command }: { cause: unknown; command: string },
): Promise<CloudError> {
  const revision = live.latestCreatedRevision;
  const condition = live.condition.replace(/^failed: /, "").split("\n")[0]!;
  const lines = await lastLines(ctx, revision);
  const likely = likelyCause(condition, lines, command);
  const serving = sharesOf(live).map((share) => `${share.revision} (${share.percent} %)`);
  return new CloudError(`The revision ${revision} did not start; no traffic was moved.`, {
    code: `deploy.revision-failed.${likely.kind}`,
    status: "FAILED_PRECONDITION",
    retryable: false,
    details: [
      `Likely cause: ${likely.text}`,
      `Cloud Run says: ${condition}`,
      ...(lines.length > 0
        ? ["Last lines of its log:", ...lines.slice(-linesShown).map((line) => `  ${line}`)]
        : ["It logged nothing that can be read yet."]),
      `Still serving: ${serving.join(", ") || "nothing"}.`,
    ],
    fix: likely.fix,
    cause,
  });
}

interface Entry {
  logName?: string | null;
  textPayload?: string | null;
  jsonPayload?: { fields?: Record<string, { stringValue?: string | null }> | null } | null;
}

/** Entries can take some seconds until they are readable. */
const readings = 5;
const pauseMs = 2000;

/** What the container and the platform logged of the revision, the oldest first. Never fails: it only explains. */
async function lastLines(ctx: CloudContext, revision: string): Promise<string[]> {
  const filter = [
    'resource.type="cloud_run_revision"',
    `resource.labels.service_name="${ctx.names.service}"`,
    `resource.labels.location="${ctx.region}"`,
    `resource.labels.revision_name="${revision}"`,
  ].join(" AND ");
  try {
    for (let reading = 1; ; reading += 1) {
      const logging = await ctx.clients.logging();
      const [entries]: [readonly object[], ...unknown[]] = await briefly(ctx, () =>
        call(ctx, "logging.ListLogEntries", `projects/${ctx.project}`, () =>
          logging.listLogEntries(
            {
              resourceNames: [`projects/${ctx.project}`],
              filter,
              orderBy: "timestamp desc",
              pageSize: 50,
            },
            { autoPaginate: false },
          ),
        ),
      );
      const lines = (entries as Entry[])
        .filter(({ logName }) => !logName?.endsWith("requests"))
        .map(lineOf)
        .filter((line) => line !== "")
        .toReversed();
      if (lines.length > 0 || reading === readings) return lines;
      ctx.waiting("waiting for the container's log to be readable", (reading - 1) * pauseMs);
      await ctx.clock.sleep(pauseMs, ctx.signal);
    }
  } catch (error) {
    ctx.signal?.throwIfAborted();
    if (error instanceof CloudError) return [];
    throw error;
  }
}

const lineOf = ({ textPayload, jsonPayload }: Entry): string =>
  textPayload || (jsonPayload?.fields?.["message"]?.stringValue ?? "");
