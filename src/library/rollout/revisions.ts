// `revisions list`: what there is to go back to.
import type { RevisionView } from "../../provision/rollout/revisions.ts";
import { readRevisions } from "../../provision/rollout/rollout.ts";
import type { Context } from "../../cli/shell/context.ts";
import { withStack } from "../stack/with-stack.ts";
import { table } from "../../cli/shell/table.ts";
import type { View } from "../../cli/shell/view.ts";
import { serviceSpec } from "./service-spec.ts";

export interface RevisionsResult {
  revisions: RevisionView[];
}

export const runRevisions = (context: Context): Promise<RevisionsResult> =>
  withStack(context, async ({ cloud, settings }) => {
    const reading = context.progress.start("Reading the revisions");
    const spec = serviceSpec(settings, undefined);
    return { revisions: await readRevisions(cloud, spec).finally(() => reading.stop()) };
  });

export function renderRevisions({ revisions }: RevisionsResult, { paint, symbols }: View): string {
  const rows = revisions.map(({ name, created, state, digest, percent, tags }) => [
    name,
    percent > 0 ? `${percent} %` : "-",
    state === "ready" ? paint.green(state) : paint.red(shortened(state, symbols.ellipsis)),
    created.slice(0, 19).replace("T", " "),
    digest === "" ? "-" : digest.slice(0, "sha256:".length + 12),
    tags.join(", "),
  ]);
  const header = ["revision", "traffic", "state", "created (UTC)", "image", "tags"];
  return table([header.map((cell) => paint.dim(cell)), ...rows]);
}

const shortened = (text: string, ellipsis: string) =>
  text.length > 48 ? `${text.slice(0, 47)}${ellipsis}` : text;
