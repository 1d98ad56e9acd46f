// What came of a deployment or a rollback as text: who serves what now, and how to go on.
import type { RolloutResult } from "../../library/rollout/rollout.ts";
import { commandTable } from "../layout/command-text.ts";
import { facts, table } from "../shell/table.ts";
import type { View } from "../shell/view.ts";

export function renderRollout(result: RolloutResult, view: View): string {
  const { paint, symbols } = view;
  const { action, revision, created, scaled, moved, proof, traffic, tagUrl, url } = result;
  const ok = paint.green(symbols.ok);
  const lines: string[] = [];
  if (action === "deploy") {
    if (created) lines.push(`${ok} made ${revision}`);
    else if (scaled && !moved)
      lines.push(`${ok} changed the number of instances; ${revision} goes on, and no revision was made`);
    else if (proof === undefined) lines.push(`Nothing differs from ${revision}: no revision was made.`);
    else lines.push(`Nothing differs from ${revision}: no revision was made, only its share is another.`);
    if (proof !== undefined) lines.push(`${ok} it serves: ${proof.text}`);
  } else {
    lines.push(moved ? `${ok} went back to ${revision}` : `${revision} has all traffic already.`);
  }
  lines.push(
    "",
    table(
      traffic.map((share) => [`${share.percent} %`.padStart(5), share.revision]),
      view,
    ),
    "",
    facts(
      [
        ["url", url],
        [`${revision} alone`, tagUrl],
      ],
      view,
    ),
  );
  const next = nextSteps(result);
  if (next.length > 0) lines.push("", "Next:", commandTable(next, view));
  return lines.join("\n");
}

function nextSteps({ action, moved, traffic, revision }: RolloutResult): [command: string, what: string][] {
  if (action === "rollback") {
    return moved ? [["cloud-runner deploy", "once the cause is fixed; until then the traffic stays"]] : [];
  }
  const back: [string, string] = ["cloud-runner rollback", "give all traffic back to the former revision"];
  if (traffic.length === 1 && traffic[0]!.revision === revision) return moved ? [back] : [];
  return [["cloud-runner deploy", "give it all traffic"], back];
}
