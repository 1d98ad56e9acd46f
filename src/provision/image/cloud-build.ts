// Has the image built by Google, for machines without docker: the source goes into a bucket, Cloud Build does the rest.
// https://cloud.google.com/run/docs/reference/rpc/google.cloud.run.v2#google.cloud.run.v2.Builds
import { CloudRunnerError, TimeoutError } from "../../core/errors.ts";
import { isMissingAccount } from "../google/cloud-error.ts";
import { call, despiteFaults, patiently, type CloudContext } from "../engine/context.ts";
import { each, need, role } from "../engine/needs.ts";
import type { ImageContent } from "./image-content.ts";
import type { ImageRegistry } from "./image-registry.ts";
import { findImage } from "./publish-image.ts";
import { sourceArchive } from "./source-archive.ts";

/** What having images built takes, beside the resources that it uses. */
export const buildNeed = need(
  "cloudbuild",
  role("builds", "roles/cloudbuild.builds.editor", "may have images built"),
  each("cloudbuild.builds", "create", "get"),
);

export interface CloudBuildOptions {
  content: ImageContent;
  registry: ImageRegistry;
  /** The account or its grants were made a moment ago, and may not be known everywhere. */
  isFresh: boolean;
  /** Called with what is being done. */
  onStep: (text: string) => void;
}

/** An operation of Cloud Build, as far as it is read. Its result is a build as well. */
interface BuildOperation {
  name?: string;
  done?: boolean;
  error?: { message?: string };
  metadata?: { build?: Build };
  response?: Build;
}

/** https://cloud.google.com/build/docs/api/reference/rest/v1/projects.builds#Build */
interface Build {
  id?: string;
  status?: string;
  statusDetail?: string;
  logUrl?: string;
  failureInfo?: { type?: string; detail?: string };
}

const deadlineMs = 20 * 60_000;
const spreadingMs = 3 * 60_000;
const pollMs = { first: 2000, longest: 10_000 };
/** What a grant that has not spread yet looks like from inside of a build. */
const refusals = new Set(["FETCH_SOURCE_FAILED", "PUSH_NOT_AUTHORIZED", "LOGGING_FAILURE"]);
const buildRefused = "image.build-refused";

/**
 * Resolves to the image by digest.
 * @throws CloudRunnerError with Cloud Build's reason when it fails; TimeoutError after 20 minutes
 */
export async function buildInCloud(ctx: CloudContext, options: CloudBuildOptions): Promise<string> {
  const { registry, content, isFresh, onStep } = options;
  onStep("uploading the source");
  const generation = await upload(ctx, options);
  const patience = {
    reason: "the grants of the builder's account to spread",
    budgetMs: isFresh ? spreadingMs : 0,
    initialDelayMs: 5000,
    isRetryable: (error: unknown) =>
      isMissingAccount(error) || (error instanceof CloudRunnerError && error.code === buildRefused),
  };
  await patiently(ctx, patience, async () => {
    onStep("handing the source to Cloud Build");
    await finishedBuild(ctx, await submit(ctx, options, generation), options);
  });
  const image = await findImage(registry, content);
  if (image !== undefined) return image;
  throw new CloudRunnerError(`Cloud Build ended well, but ${registry.image}:${content.tag} is not there.`, {
    code: "image.no-digest",
    fix: "Run the command again: what was pushed is found by its tag.",
  });
}

/** Resolves to the generation, so that the build reads exactly this. The bucket forgets it after a day. */
async function upload(ctx: CloudContext, { content }: CloudBuildOptions): Promise<string> {
  const archive = await sourceArchive(content);
  const { sourceBucket } = ctx.names;
  const file = (await ctx.clients.storage()).bucket(sourceBucket).file(objectName(content));
  const name = `buckets/${sourceBucket}/objects/${file.name}`;
  await despiteFaults(ctx, () =>
    call(ctx, "storage.InsertObject", name, () =>
      file.save(archive, { resumable: false, contentType: "application/gzip" }),
    ),
  );
  return String(file.metadata.generation);
}

const objectName = ({ tag }: ImageContent) => `${tag}.tar.gz`;

type Submit = (
  request: object,
  options: object,
) => Promise<[{ buildOperation?: { name?: string | null } | null }]>;

async function submit(
  ctx: CloudContext,
  { content, registry }: CloudBuildOptions,
  generation: string,
): Promise<string> {
  const { project, region, sourceBucket, builderAccount } = ctx.names;
  const parent = `projects/${project}/locations/${region}`;
  const client = await ctx.clients.builds();
  // The client names the parent in its routing header, all others of Cloud Run the location: so the call is sent without
  // its help. https://github.com/googleapis/google-cloud-node/issues/7706
  await client.initialize();
  const send = client.innerApiCalls["submitBuild"] as Submit;
  const headers = { "x-goog-request-params": `location=${region}` };
  const [{ buildOperation }] = await call(ctx, "run.SubmitBuild", parent, () =>
    send(
      {
        parent,
        storageSource: { bucket: sourceBucket, object: objectName(content), generation },
        imageUri: `${registry.image}:${content.tag}`,
        dockerBuild: {},
        serviceAccount: `projects/${project}/serviceAccounts/${builderAccount}`,
        // Shows in the list of builds whose they are.
        tags: ["cloud-runner", content.tag],
      },
      { otherArgs: { headers } },
    ),
  );
  return buildOperation!.name!;
}

async function finishedBuild(
  ctx: CloudContext,
  operation: string,
  { onStep }: CloudBuildOptions,
): Promise<void> {
  const startedAt = ctx.clock.now();
  for (let delayMs = pollMs.first; ; delayMs = Math.min(delayMs * 1.5, pollMs.longest)) {
    await ctx.clock.sleep(delayMs, ctx.signal);
    const found = (await despiteFaults(ctx, () =>
      call(ctx, "cloudbuild.GetOperation", operation, () => ctx.clients.buildOperation(operation)),
    )) as BuildOperation;
    const build = found.response ?? found.metadata?.build ?? {};
    const status = build.status ?? "WORKING";
    if (found.done) {
      if (found.error === undefined && status === "SUCCESS") return;
      throw failed(ctx, build, found.error?.message);
    }
    const log = build.logUrl === undefined ? "" : `, log: ${build.logUrl}`;
    onStep(`Cloud Build: ${status.toLowerCase()}${log}`);
    if (ctx.clock.now() - startedAt > deadlineMs) throw tooLong(ctx, build);
  }
}

function failed(ctx: CloudContext, build: Build, said: string | undefined): CloudRunnerError {
  const { status = "FAILURE", statusDetail, failureInfo, logUrl } = build;
  const reasons = [failureInfo?.detail, statusDetail, said].filter((reason) => reason);
  return new CloudRunnerError(`Cloud Build could not build the image: ${failureInfo?.type ?? status}.`, {
    code: refusals.has(failureInfo?.type ?? "") ? buildRefused : "image.build-failed",
    details: [...new Set(reasons as string[]), ...(logUrl === undefined ? [] : [`Log: ${logUrl}`])],
    fix: `Read why with \`${logCommand(ctx, build)}\`, then run the command again.`,
  });
}

const tooLong = (ctx: CloudContext, build: Build) =>
  new TimeoutError("Gave up waiting for Cloud Build.", {
    code: "image.build-timeout",
    details: [`Waited ${deadlineMs / 60_000} minutes; the build goes on.`],
    fix: `Look at it with \`${logCommand(ctx, build)}\`; once it is done, run the command again.`,
  });

const logCommand = ({ project, region }: CloudContext, { id = "BUILD_ID" }: Build) =>
  `gcloud builds log ${id} --region=${region} --project=${project}`;
