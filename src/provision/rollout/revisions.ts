// https://cloud.google.com/run/docs/reference/rest/v2/projects.locations.services.revisions
import type { protos } from "@google-cloud/run";
import { call, despiteFaults, type CloudContext } from "../engine/context.ts";
import { enumName } from "../engine/normalise.ts";
import { conditionStates } from "../resources/run/container.ts";
import type { RunServiceLive } from "./service-state.ts";
import { sharesOf, tagsOf } from "./traffic.ts";

export interface RevisionView {
  /** Short name. */
  name: string;
  /** ISO, UTC. */
  created: string;
  /** `ready`, `starting`, or `failed: why`. */
  state: string;
  image: string;
  /** `sha256:...`; empty when the image was not named by digest. */
  digest: string;
  percent: number;
  tags: string[];
}

/** Revisions of the service, the newest first. */
export async function listRevisions(ctx: CloudContext, live: RunServiceLive): Promise<RevisionView[]> {
  const client = await ctx.clients.revisions();
  const [found] = await despiteFaults(ctx, () =>
    call(ctx, "run.ListRevisions", live.name, () => client.listRevisions({ parent: live.name })),
  );
  return revisionsFrom(found, live);
}

/** Pure. */
export function revisionsFrom(
  found: readonly protos.google.cloud.run.v2.IRevision[],
  live: Pick<RunServiceLive, "targets" | "latestReadyRevision">,
): RevisionView[] {
  const shares = new Map(sharesOf(live).map(({ revision, percent }) => [revision, percent]));
  return found
    .map((revision) => {
      const name = revision.name?.split("/").at(-1) ?? "";
      const image = revision.containers?.[0]?.image ?? "";
      return {
        name,
        created: isoOf(revision.createTime),
        state: stateOf(revision),
        image,
        digest: /@(sha256:.+)$/.exec(image)?.[1] ?? "",
        percent: shares.get(name) ?? 0,
        tags: tagsOf(live, name),
      };
    })
    .toSorted((a, b) =>
      a.created === b.created ? (a.name < b.name ? 1 : -1) : a.created < b.created ? 1 : -1,
    );
}

function isoOf(time: { seconds?: unknown; nanos?: number | null } | null | undefined): string {
  const { seconds = 0, nanos } = time ?? {};
  return new Date(Number(seconds) * 1000 + Math.floor((nanos ?? 0) / 1e6)).toISOString();
}

function stateOf({ conditions }: protos.google.cloud.run.v2.IRevision): string {
  const ready = conditions?.find((condition) => condition.type === "Ready");
  const state = enumName(ready?.state, conditionStates);
  if (state === "CONDITION_SUCCEEDED") return "ready";
  return state === "CONDITION_FAILED" ? `failed: ${firstLine(ready?.message)}` : "starting";
}

const firstLine = (text: string | null | undefined) => text?.split("\n")[0] || "no reason given";
