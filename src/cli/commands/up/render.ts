// What `cloud-runner up` prints.
import type { UpResult } from "../../../library/stack/up.ts";
import { renderCost } from "../../screen/cost.ts";
import { renderPlaces } from "../../screen/outputs.ts";
import type { GlobalFlags } from "../../shell/context.ts";
import type { View } from "../../shell/view.ts";

export function render(
  { changed, cost, outputs }: UpResult,
  view: View,
  { flags }: { flags: GlobalFlags },
): string {
  return [
    ...(changed ? [] : ["No changes: everything is as configured.", ""]),
    renderPlaces(outputs, view),
    "",
    renderCost(cost, view, flags),
    "",
    "Next:",
    "  cloud-runner predict data.csv   forecast a file",
    "  cloud-runner logs               see what the service says",
    "  cloud-runner outputs --env      variables by which other clients find it",
    "  cloud-runner down               remove everything",
  ].join("\n");
}
