// A new revision without traffic, proven, then given its share; and the way back. Each step is one call that leaves
// the service whole: whoever stops in between leaves the former revision serving.
// https://cloud.google.com/run/docs/rollouts-rollbacks-traffic-migration
import { CloudError, CloudRunnerError, PlanRefusedError, PreconditionError } from "../../core/errors.ts";
import { hasStatus } from "../google/cloud-error.ts";
import type { CloudContext } from "../engine/context.ts";
import { ownedByLabels } from "../engine/labels.ts";
import { isSame } from "../engine/normalise.ts";
import { notDeployed } from "../engine/outputs.ts";
import { operate } from "../google/operation.ts";
import type { Settled } from "../engine/unknown.ts";
import {
  runService,
  scaling,
  scalingChanges,
  template,
  templateChanges,
  type RunServiceSpec,
} from "../resources/run/run-service.ts";
import { failedRevision } from "./failed-revision.ts";
import { goingBack, historyOf, remembering } from "./history.ts";
import { prove, type Proof } from "./prove.ts";
import { listRevisions, type RevisionView } from "./revisions.ts";
import { deployDeadlineMs, readService, settledService, type RunServiceLive } from "./service-state.ts";
import {
  candidateTraffic,
  holderOf,
  sharesOf,
  shiftedTraffic,
  wireTargets,
  type Share,
  type Target,
} from "./traffic.ts";

const defaultTag = "candidate";

export interface DeployOptions {
  /** Share of the new revision, from 0 to 100. */
  percent: number;
  tag: string | undefined;
  /** Make a revision even if nothing differs. */
  force: boolean;
}

export interface Rollout {
  revision: string;
  /** Whether this call made the revision. */
  created: boolean;
  /** Whether the instances of the service as a whole are others than before. */
  scaled: boolean;
  /** Whether the traffic is another than before. */
  moved: boolean;
  /** Undefined when there was nothing to do. */
  proof: Proof | undefined;
  traffic: Share[];
  url: string;
  /** Address of this revision alone, while it has one. */
  tagUrl: string | undefined;
}

/** @throws CloudError when the revision does not start: the former one goes on serving */
export async function deploy(
  base: CloudContext,
  spec: Settled<RunServiceSpec>,
  { percent, tag, force }: DeployOptions,
): Promise<Rollout> {
  const ctx = { ...base, kind: runService };
  const name = runService.name(spec);
  let live = await deployedService(ctx, spec);
  if (sharesOf(live).length === 0) {
    throw new PreconditionError(`No revision of ${ctx.names.service} serves yet.`, {
      code: "deploy.never-served",
      fix: "cloud-runner up",
    });
  }
  const hasFailed =
    live.latestCreatedRevision !== live.latestReadyRevision || live.condition.startsWith("failed");
  const created = force || hasFailed || templateChanges(spec, live).length > 0;
  // These hold for all revisions together, so that none is made for them.
  const scaled = scalingChanges(spec, live).length > 0;
  if (!created && isShared(live, percent)) return scaled ? rescale(ctx, spec, live) : unchanged(live);
  if (!created && percent < 100 && holderOf(live) === live.latestReadyRevision) {
    throw new CloudRunnerError(`${live.latestReadyRevision} has all traffic, and nothing differs from it.`, {
      code: "deploy.nothing-to-split",
      details: [`--traffic ${percent} needs two revisions.`],
      fix: `Change the configuration or the image, or: cloud-runner deploy --force --traffic ${percent}`,
    });
  }

  const candidateTag = tag ?? defaultTag;
  try {
    await write(ctx, live, {
      targets: candidateTraffic(live, candidateTag),
      annotations: live.annotations,
      // A template that is the same makes no revision.
      ...(created && {
        template: {
          ...template(spec, spec.image ?? live.image),
          ...(templateChanges(spec, live).length === 0 && {
            labels: { "deployed-at": String(ctx.clock.now()) },
          }),
        },
      }),
      // A new revision has no minimum of its own, so that of the service must not come later.
      ...(scaled && { scaling: scaling(spec) }),
    });
    live = await settledService(ctx, name);
  } catch (error) {
    throw await explained(ctx, spec, error);
  }
  const revision = live.latestReadyRevision;
  const proof = await prove(ctx, {
    uri: live.tagUris[candidateTag] ?? live.uri,
    audience: live.uri,
    path: spec.readyPath,
    isOpen: spec.ingress === "all",
  });
  const before = sharesOf(live);
  if (percent > 0) {
    // At 100 % nothing but `latest` is left in charge, as after `up`; a tag that the user did not name goes.
    const targets = shiftedTraffic(
      live,
      { revision, percent, toLatest: true },
      percent === 100 && tag === undefined ? { dropped: defaultTag } : { tag: candidateTag },
    );
    live = await moveTraffic(ctx, live, targets, remembering);
  }
  return {
    revision,
    created,
    scaled,
    moved: !isSame(before, sharesOf(live)),
    proof,
    traffic: sharesOf(live),
    url: live.uri,
    tagUrl: live.tagUris[candidateTag],
  };
}

async function rescale(
  ctx: CloudContext,
  spec: Settled<RunServiceSpec>,
  live: RunServiceLive,
): Promise<Rollout> {
  try {
    await write(ctx, live, { scaling: scaling(spec) });
    return { ...unchanged(await settledService(ctx, live.name)), scaled: true };
  } catch (error) {
    throw await explained(ctx, spec, error);
  }
}

/**
 * @param wanted a revision; undefined is the last one that had all traffic
 * @throws PreconditionError when there is none, or it is not ready
 */
export async function rollback(
  ctx: CloudContext,
  spec: RunServiceSpec,
  wanted: string | undefined,
): Promise<Rollout> {
  const live = await deployedService(ctx, spec);
  const revisions = await listRevisions(ctx, live);
  const revision =
    wanted === undefined ? lastWithAllTraffic(live, revisions) : named(revisions, wanted, live);
  if (holderOf(live) === revision) return { ...unchanged(live), revision };
  const targets = shiftedTraffic(live, { revision, percent: 100, toLatest: false });
  const after = await moveTraffic(ctx, live, targets, (annotations, from) =>
    goingBack(annotations, from, revision),
  );
  return { ...unchanged(after), revision, moved: true };
}

/** @throws PreconditionError when the stack is not deployed */
export async function readRevisions(ctx: CloudContext, spec: RunServiceSpec): Promise<RevisionView[]> {
  return listRevisions(ctx, await deployedService(ctx, spec));
}

/** @throws PreconditionError when it is not there, PlanRefusedError when it is not ours */
export async function deployedService(ctx: CloudContext, spec: RunServiceSpec): Promise<RunServiceLive> {
  const live = await runService.read(ctx, spec);
  if (live === undefined) throw notDeployed(ctx.names);
  if (!ownedByLabels(spec, live)) {
    throw new PlanRefusedError(`${live.name} was not made by this stack.`, {
      fix: 'Take it over with `cloud-runner up --adopt`, or choose another "name" in cloud-runner.json.',
    });
  }
  return live;
}

const isShared = (live: RunServiceLive, percent: number): boolean => {
  if (percent === 100)
    return live.targets.some((target) => target.revision === undefined && target.percent === 100);
  return sharesOf(live).some(
    (share) => share.revision === live.latestReadyRevision && share.percent === percent,
  );
};

const unchanged = (live: RunServiceLive): Rollout => ({
  revision: live.latestReadyRevision,
  created: false,
  scaled: false,
  moved: false,
  proof: undefined,
  traffic: sharesOf(live),
  url: live.uri,
  tagUrl: undefined,
});

function lastWithAllTraffic(live: RunServiceLive, revisions: readonly RevisionView[]): string {
  const holder = holderOf(live);
  const ready = new Set(revisions.filter(({ state }) => state === "ready").map(({ name }) => name));
  const found = historyOf(live.annotations).find((name) => name !== holder && ready.has(name));
  if (found !== undefined) return found;
  throw new PreconditionError("No earlier revision is known to have had all traffic.", {
    code: "rollback.no-history",
    details: [
      "Known is what `up`, `deploy` and `rollback` wrote down; a revision that was rolled back does not count.",
    ],
    fix: "`cloud-runner revisions list` shows all of them; then: cloud-runner rollback REVISION",
  });
}

function named(revisions: readonly RevisionView[], wanted: string, live: RunServiceLive): string {
  const found = revisions.find(({ name }) => name === wanted);
  const others = revisions.filter(({ state }) => state === "ready").map(({ name }) => name);
  const fix = `Ready are: ${others.slice(0, 5).join(", ") || "none"}. \`cloud-runner revisions list\` shows all.`;
  if (found === undefined) {
    throw new PreconditionError(`${live.name.split("/").at(-1)} has no revision ${wanted}.`, {
      code: "rollback.unknown-revision",
      fix,
    });
  }
  if (found.state === "ready") return wanted;
  throw new PreconditionError(`${wanted} cannot serve.`, {
    code: "rollback.not-ready",
    details: [`State: ${found.state}`],
    fix,
  });
}

async function moveTraffic(
  ctx: CloudContext,
  live: RunServiceLive,
  targets: readonly Target[],
  annotate: typeof remembering,
): Promise<RunServiceLive> {
  const { latestReadyRevision } = live;
  const annotations = annotate(live.annotations, holderOf(live), holderOf({ targets, latestReadyRevision }));
  const wanted = sharesOf({ targets, latestReadyRevision });
  try {
    await write(ctx, live, { targets, annotations });
    return await settledService(ctx, live.name);
  } catch (error) {
    // While the newest revision has failed the service counts as failed, though traffic moves between older ones.
    if (!(error instanceof CloudError) || hasStatus(error, "ABORTED", "PERMISSION_DENIED"))
      throw changed(error);
    const after = await readService(ctx, live.name);
    if (after === undefined || !isSame(sharesOf(after), wanted)) throw error;
    return after;
  }
}

/** An etag that is no longer the service's own. */
const changed = (error: unknown): unknown =>
  hasStatus(error, "ABORTED")
    ? new CloudError("Somebody else changed the service meanwhile; the traffic was left alone.", {
        code: "deploy.changed-meanwhile",
        status: "ABORTED",
        retryable: true,
        fix: "`cloud-runner revisions list` shows what is there; then run the command again.",
        cause: error,
      })
    : error;

interface Written {
  targets?: readonly Target[];
  annotations?: Readonly<Record<string, string>>;
  template?: ReturnType<typeof template>;
  scaling?: ReturnType<typeof scaling>;
}

async function write(ctx: CloudContext, live: RunServiceLive, written: Written): Promise<void> {
  const client = await ctx.clients.services();
  const { targets, annotations = live.annotations, template: revision, scaling: instances } = written;
  const hasNews = annotations !== live.annotations;
  const work = targets ? "move the traffic" : "change the number of instances";
  const reason = `Cloud Run to ${revision ? "start the revision" : work}`;
  await operate(ctx, "run.UpdateService", live.name, { reason, deadlineMs: deployDeadlineMs }, () =>
    client.updateService({
      service: {
        name: live.name,
        etag: live.etag,
        ...(targets && { traffic: wireTargets(targets) }),
        ...(revision && { template: revision }),
        ...(instances && { scaling: instances }),
        ...(hasNews && { annotations }),
      },
      updateMask: {
        paths: [
          ...(targets ? ["traffic"] : []),
          ...(revision ? ["template"] : []),
          ...(instances ? ["scaling"] : []),
          ...(hasNews ? ["annotations"] : []),
        ],
      },
    }),
  );
}

async function explained(ctx: CloudContext, spec: RunServiceSpec, error: unknown): Promise<unknown> {
  if (!(error instanceof CloudError) || hasStatus(error, "PERMISSION_DENIED", "UNAVAILABLE")) return error;
  if (hasStatus(error, "ABORTED")) return changed(error);
  const live = await runService.read(ctx, spec).catch(() => undefined);
  return live?.condition.startsWith("failed")
    ? failedRevision(ctx, live, { cause: error, command: "cloud-runner deploy" })
    : error;
}
