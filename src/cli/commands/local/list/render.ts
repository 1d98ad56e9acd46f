// What `cloud-runner local list` prints.
import type { LocalCloudState } from "../../../../library/local-cloud/manage.ts";
import { table } from "../../../shell/table.ts";
import type { View } from "../../../shell/view.ts";

export function render({ clouds }: { clouds: LocalCloudState[] }, { paint }: View): string {
  if (clouds.length === 0) return "You run no local cloud on this machine.";
  const header = ["process", "http", "started (UTC)", "folder"].map((cell) => paint.dim(cell));
  const rows = clouds.map(({ pid, http = "", startedAt = "", folder, status }) => [
    String(pid),
    http,
    startedAt.slice(0, 19).replace("T", " "),
    status === "outdated" ? `${folder} (older build)` : folder,
  ]);
  return table([header, ...rows]);
}
