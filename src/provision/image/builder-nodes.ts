// What Cloud Build needs beside the repository: a bucket for the source, and an account that may do no more than build.
// The account is made first and deleted last, so that its absence means that nothing of this is there.
import type { Names } from "../../core/names.ts";
import { CloudError } from "../../core/errors.ts";
import { despiteFaults, type CloudContext } from "../engine/context.ts";
import { bucket } from "../resources/bucket.ts";
import { bucketIamMember, projectIamMember, repositoryIamMember } from "../resources/iam-member.ts";
import type { ProjectLive } from "../resources/project.ts";
import { serviceAccount } from "../resources/service-account.ts";
import { node, type Node } from "../engine/node.ts";

export interface BuilderNeeds {
  names: Names;
  labels: Record<string, string>;
  encryptionKey: string | undefined;
  /** The node of the project, for its number. */
  project: Node<ProjectLive>;
  repository: Node;
  account: Node;
}

/** All but the account, which the stack makes like its others. */
export function builderNodes({
  names,
  labels,
  encryptionKey,
  project,
  repository,
  account,
}: BuilderNeeds): Node[] {
  const member = `serviceAccount:${names.builderAccount}`;
  const source = node(
    "source-bucket",
    bucket,
    (known) => ({
      bucket: names.sourceBucket,
      location: names.region,
      projectNumber: known.of(project, (live) => live.number),
      // The image is kept; what it was made of is in the package.
      retentionDays: 1,
      encryptionKey,
      labels,
    }),
    [project, account],
  );
  const grant = { member };
  return [
    source,
    node(
      "builder-reads-source",
      bucketIamMember,
      { ...grant, resource: `buckets/${names.sourceBucket}`, role: "roles/storage.objectViewer" },
      [source, account],
    ),
    node(
      "builder-pushes-image",
      repositoryIamMember,
      { ...grant, resource: repositoryName(names), role: "roles/artifactregistry.writer" },
      [repository, account],
    ),
    // A log entry belongs to a project, so that this one right cannot be given on anything smaller.
    node(
      "builder-writes-logs",
      projectIamMember,
      { ...grant, resource: `projects/${names.project}`, role: "roles/logging.logWriter" },
      [project, account],
    ),
  ];
}

export const repositoryName = ({ project, region, repository }: Names): string =>
  `projects/${project}/locations/${region}/repositories/${repository}`;

/** Whether an `up` has ever made these, with whatever builder is configured now; true where it cannot be known. */
export async function hasBuilder(ctx: CloudContext): Promise<boolean> {
  const { project, names } = ctx;
  const { builderAccountId: accountId, builderAccount: email } = names;
  const reading = { ...ctx, kind: serviceAccount };
  const spec = { project, accountId, email, displayName: "", description: "", marker: "" };
  try {
    return (await despiteFaults(ctx, () => serviceAccount.read(reading, spec))) !== undefined;
  } catch (error) {
    if (error instanceof CloudError) return true;
    throw error;
  }
}
