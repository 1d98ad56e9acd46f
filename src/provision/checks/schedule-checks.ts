// What schedules need to work, looked at where there are some. https://cloud.google.com/scheduler/docs/http-target-auth
import { isApiOff } from "../google/cloud-error.ts";
import { hasGrant, type Policy } from "../google/iam-policy.ts";
import type { CloudContext } from "../engine/context.ts";
import { listSchedules } from "../resources/schedule-job.ts";
import { manifestGrant } from "../nodes/schedule-nodes.ts";
import { bucketIamMember } from "../resources/iam-member.ts";
import { failed, notApplicable, ok, once, warning, type Check, type Result } from "./finding.ts";

const agentRole = "roles/cloudscheduler.serviceAgent";

/**
 * @param projectPolicy undefined where it may not be read
 * @param quick the limits of a call
 */
export function scheduleChecks(
  ctx: CloudContext,
  {
    projectPolicy,
    projectNumber,
  }: {
    projectPolicy: () => Promise<Policy | undefined>;
    projectNumber: () => Promise<string>;
  },
): Check[] {
  const count = once(async () => (await listSchedules(ctx)).length);
  const whereScheduled = async (look: (number: string) => Promise<Result>): Promise<Result> => {
    const number = await projectNumber();
    try {
      return (await count()) === 0 ? notApplicable("nothing is scheduled") : await look(number);
    } catch (error) {
      if (isApiOff(error)) return notApplicable("needs an API that is off");
      throw error;
    }
  };
  return [
    {
      id: "grants.ticks-make-manifests",
      title: "ticks of schedules may make manifests",
      run: () =>
        whereScheduled(async () => {
          const grant = manifestGrant(ctx.names);
          return manifestResult(grant, await bucketIamMember.policyOf(ctx, grant.resource));
        }),
    },
    {
      id: "grants.ticks-signed",
      title: "Cloud Scheduler may sign its calls",
      run: () =>
        whereScheduled(async (number) => {
          // Only the local cloud has no agents of Google's.
          if (ctx.clients.look === undefined) return notApplicable("the local cloud signs by itself");
          const policy = await projectPolicy();
          if (policy === undefined) return notApplicable("the policy of the project may not be read");
          return agentResult(policy, { project: ctx.project, number });
        }),
    },
  ];
}

export function manifestResult(grant: ReturnType<typeof manifestGrant>, policy: Policy): Result {
  if (hasGrant(policy, grant)) return ok(`${grant.role} below schedules/`);
  return failed(
    `${grant.member.replace("serviceAccount:", "")} lacks ${grant.role} on ${grant.resource}: each tick fails`,
    "cloud-runner up",
  );
}

/** Google gives the role by itself since 2019; it can be taken away, or stand on the account alone. */
export function agentResult(
  policy: Policy,
  { project, number }: { project: string; number: string },
): Result {
  const member = `serviceAccount:service-${number}@gcp-sa-cloudscheduler.iam.gserviceaccount.com`;
  if (hasGrant(policy, { role: agentRole, member })) return ok(`${agentRole} on the project`);
  return warning(
    `${member.replace("serviceAccount:", "")} lacks ${agentRole}: Cloud Run may turn each tick away with 401`,
    `gcloud projects add-iam-policy-binding ${project} --member=${member} --role=${agentRole}`,
  );
}
