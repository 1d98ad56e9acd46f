// What `cloud-runner revisions list` prints.
import type { RevisionsResult } from "../../../../library/rollout/revisions.ts";
import { table } from "../../../shell/table.ts";
import type { View } from "../../../shell/view.ts";

export function render({ revisions }: RevisionsResult, view: View): string {
  const { paint, symbols } = view;
  const rows = revisions.map(({ name, created, state, digest, percent, tags }) => [
    name,
    percent > 0 ? `${percent} %` : "-",
    state === "ready" ? paint.green(state) : paint.red(shortened(state, symbols.ellipsis)),
    created.slice(0, 19).replace("T", " "),
    digest === "" ? "-" : digest.slice(0, "sha256:".length + 12),
    tags.join(", "),
  ]);
  const heads = ["revision", "traffic", "state", "created (UTC)", "image", "tags"];
  return table(rows, view, { heads, spare: ["image"] });
}

const shortened = (text: string, ellipsis: string) =>
  text.length > 48 ? `${text.slice(0, 47)}${ellipsis}` : text;
