// The job beside the service: it takes over what a request has no time for, and the container itself starts it.
import type { Config } from "../../core/config.ts";
import type { Names } from "../../core/names.ts";
import { node, type Known, type Node } from "../engine/node.ts";
import type { Late } from "../engine/unknown.ts";
import { runJobIamMember } from "../resources/iam-member.ts";
import { runJob } from "../resources/run/run-job.ts";
import { environmentOfJob, jobName } from "../service-container.ts";

export interface JobNeeds {
  config: Config;
  names: Names;
  labels: Record<string, string>;
  encryptionKey: string | undefined;
  imageOf: (known: Known) => Late<string> | undefined;
  /** The image, and the rights that the container has to have before it is started. */
  container: readonly Node[];
  runtimeAccount: Node;
}

export function jobNodes({
  config,
  names,
  labels,
  encryptionKey,
  imageOf,
  container,
  runtimeAccount,
}: JobNeeds): Node[] {
  const { enabled: _placed, ...settings } = config.job;
  const job = node(
    "job",
    runJob,
    (known) => ({
      project: names.project,
      region: names.region,
      job: names.job,
      labels,
      encryptionKey,
      image: imageOf(known),
      serviceAccount: names.runtimeAccount,
      env: environmentOfJob(config, names),
      command: ["node", "job.mjs"],
      vpc: config.service.vpc,
      ...settings,
    }),
    container,
  );
  const grant = (id: string, role: string) =>
    node(
      id,
      runJobIamMember,
      { resource: jobName(names), role, member: `serviceAccount:${names.runtimeAccount}` },
      [job, runtimeAccount],
    );
  // To run it with an order of one's own is a right of this role alone, and that role may not look at what it has started.
  return [
    job,
    grant("runtime-runs-job", "roles/run.jobsExecutorWithOverrides"),
    grant("runtime-reads-job", "roles/run.viewer"),
  ];
}
