// Whether the stack's buckets are its own, before anything is sent to them. Their names are easily guessed, and unique in
// all of Google Cloud: one that is not there can be made by anybody, who would then be sent the data.
import { ownerLabels } from "../../core/contract.ts";
import { PreconditionError } from "../../core/errors.ts";
import { call, despiteFaults, type CloudContext } from "../../provision/engine/context.ts";
import { carriesOwner } from "../../provision/engine/labels.ts";

/** Asks once, however often it is asked. */
export function ownCheck(cloud: CloudContext): () => Promise<void> {
  let checked: Promise<void> | undefined;
  return () => (checked ??= checkOwnBuckets(cloud));
}

/** One call, which lists buckets of this project alone. @throws PreconditionError predict.bucket-* */
export async function checkOwnBuckets(cloud: CloudContext): Promise<void> {
  const { project, names } = cloud;
  const storage = await cloud.clients.storage();
  const prefix = `${project}-${names.stack}-`;
  const [found] = await despiteFaults(cloud, () =>
    call(cloud, "storage.ListBuckets", `projects/${project}`, () => storage.getBuckets({ project, prefix })),
  );
  const labels = new Map(found.map(({ name, metadata }) => [name, metadata.labels ?? {}]));
  for (const name of [names.inputBucket, names.outputBucket]) {
    const own = labels.get(name);
    if (own === undefined) throw missing(name, project);
    if (!carriesOwner(ownerLabels(names.stack), own as Record<string, string>))
      throw notOurs(name, names.stack);
  }
}

const missing = (name: string, project: string) =>
  new PreconditionError(`Project ${project} has no bucket gs://${name}, so nothing was sent.`, {
    code: "predict.bucket-missing",
    details: ["If there is one of that name, it is somebody else's."],
    fix: "cloud-runner up",
  });

const notOurs = (name: string, stack: string) =>
  new PreconditionError(`The bucket gs://${name} was not made for the stack ${stack}, so nothing was sent.`, {
    code: "predict.bucket-not-ours",
    details: [`It lacks the labels managed-by: cloud-runner and cloud-runner-stack: ${stack}.`],
    fix: '`cloud-runner up --adopt` takes it over; or choose another "name" in cloud-runner.json.',
  });
