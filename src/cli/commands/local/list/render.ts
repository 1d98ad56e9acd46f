// What `cloud-runner local list` prints.
import { thisPlatform } from "../../../../core/platform/this-platform.ts";
import type { ListedCloud } from "../../../../library/local-cloud/manage.ts";
import { table } from "../../../shell/table.ts";
import type { View } from "../../../shell/view.ts";

export function render({ clouds }: { clouds: ListedCloud[] }, view: View): string {
  if (clouds.length === 0) return "You run no local cloud on this machine.";
  const heads = ["process", "http", "started (UTC)", "folder"];
  const rows = clouds.map(({ pid, http = "", startedAt = "", folder, status }) => [
    String(pid),
    http,
    startedAt.slice(0, 19).replace("T", " "),
    [folder, ...remark(status, pid)].join(" "),
  ]);
  return table(rows, view, { heads });
}

function remark(status: ListedCloud["status"], pid: number | undefined): string[] {
  const ending = pid === undefined ? "" : thisPlatform().endingCommand(pid, false);
  const remarks: Partial<Record<typeof status, string>> = {
    outdated: "(older build)",
    slow: "(does not answer)",
    silent: `(does not say where it listens; to end it: ${ending})`,
    orphan: `(is gone; to end its local cloud: ${ending})`,
  };
  const said = remarks[status];
  return said === undefined ? [] : [said];
}
