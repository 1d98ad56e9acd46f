// What `cloud-runner local stop` prints.
import type { LocalCloudState } from "../../../../library/local-cloud/manage.ts";
import type { View } from "../../../shell/view.ts";

export function render(
  { status, stopped, pid, folder }: LocalCloudState & { stopped: boolean },
  { paint, symbols }: View,
): string {
  if (status === "absent") return `There is no local cloud in ${folder}.`;
  if (!stopped) return `The local cloud of ${folder} was not running.`;
  return `${paint.green(symbols.ok)} The local cloud, process ${pid}, has ended; what is in it stays in ${folder}.`;
}
