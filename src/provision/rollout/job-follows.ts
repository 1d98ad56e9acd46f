// The job forecasts with what the service forecasts with, so that an input has the same result on either way: after a
// roll-out it takes the image, and the defaults, of the revision that has all traffic.
import { serviceEnvironment } from "../../core/contract.ts";
import { CloudError } from "../../core/errors.ts";
import { call, despiteFaults, type CloudContext } from "../engine/context.ts";
import { ownedByLabels } from "../engine/labels.ts";
import type { Settled } from "../engine/unknown.ts";
import { containerLive } from "../resources/run/container.ts";
import { runJob, type RunJobSpec } from "../resources/run/run-job.ts";

/**
 * Does nothing where there is no job yet, or one that is not the stack's own: `up` makes it, or says so.
 * @param revision short name
 * @param again what to run when this does not come to its end
 */
export async function jobFollows(
  base: CloudContext,
  spec: Settled<RunJobSpec>,
  revision: string,
  again: string,
): Promise<void> {
  const ctx = { ...base, kind: runJob };
  try {
    const live = await despiteFaults(ctx, () => runJob.read(ctx, spec));
    if (live === undefined || !ownedByLabels(spec, live)) return;
    const { image, env } = await containerOf(ctx, revision);
    const key = serviceEnvironment.forecastDefaults;
    const wanted = { ...spec, image, env: { ...spec.env, [key]: env[key] ?? spec.env[key]! } };
    const changes = runJob.diff(wanted, live);
    if (changes.length > 0) await runJob.update!(ctx, wanted, live, changes);
  } catch (error) {
    if (!(error instanceof CloudError)) throw error;
    throw new CloudError(`${revision} has the traffic, and the job still works with what was before it.`, {
      code: "deploy.job-behind",
      status: error.status,
      retryable: error.retryable,
      details: [error.message, ...error.details],
      fix: error.status === "PERMISSION_DENIED" && error.fix ? `${error.fix} Then: ${again}` : again,
      cause: error,
    });
  }
}

/** What a revision runs. https://cloud.google.com/run/docs/reference/rest/v2/projects.locations.services.revisions/get */
async function containerOf(ctx: CloudContext, revision: string) {
  const { project, region, service } = ctx.names;
  const name = `projects/${project}/locations/${region}/services/${service}/revisions/${revision}`;
  const client = await ctx.clients.revisions();
  const [found] = await despiteFaults(ctx, () =>
    call(ctx, "run.GetRevision", name, () => client.getRevision({ name })),
  );
  return containerLive(found);
}
