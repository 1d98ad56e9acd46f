// What `cloud-runner down` prints.
import { formatBytes, plural } from "../../../core/duration.ts";
import { isNothing, type DownResult } from "../../../library/stack/down.ts";
import { shortName } from "../../../library/stack/short-name.ts";
import type { View } from "../../shell/view.ts";

export function render(result: DownResult, view: View): string {
  return isNothing(result) ? `Nothing of ${result.stack} is up.` : removed(result, view);
}

function removed(
  { stack, deleted, left, objects, bytes, isListed, stopped, project }: DownResult,
  { paint, symbols }: View,
): string {
  const ok = paint.green(symbols.ok);
  return [
    // Of what only goes with its project there is no inventory.
    ...(deleted.length === 0 && (project !== undefined || !isListed)
      ? []
      : [
          `${ok} ${plural(deleted.length, "resource")} and ${plural(objects, "object")} (${formatBytes(bytes)}) removed${left.length === 0 ? `; the inventory of ${stack} is empty` : ""}`,
        ]),
    ...(stopped === undefined
      ? []
      : [
          stopped.pid === undefined
            ? `${ok} Local cloud removed: no process worked in ${stopped.folder}, which is gone`
            : `${ok} Local cloud stopped: process ${stopped.pid} and its ports are gone, ${stopped.folder} is removed`,
        ]),
    ...(project === undefined ? [] : [`${ok} Project ${project} is deleted`]),
    ...left.map(
      ({ kind, name }) =>
        `${paint.yellow(symbols.warning)} ${kind} ${shortName(name)} was not made by this stack and ${stopped === undefined ? "stays" : "went with the local cloud"}`,
    ),
  ].join("\n");
}
