// What `cloud-runner local start` and `cloud-runner local status` print.
import type { LocalCloudAddress } from "../../../library/local-cloud/manage.ts";
import { exportLines, forOtherClients } from "../../screen/outputs.ts";
import { facts } from "../../shell/table.ts";
import type { View } from "../../shell/view.ts";

const meanings: Record<LocalCloudAddress["status"], string> = {
  running: "running",
  outdated: "running an older build; `cloud-runner local start` restarts it",
  slow: "runs and does not answer; `cloud-runner local start` restarts it",
  stopped: "stopped; `cloud-runner local start` starts it with what is in it",
  absent: "none in this folder; `cloud-runner local start` starts one",
};

export function render(
  cloud: LocalCloudAddress,
  view: View,
  { options }: { options: { env: boolean } },
): string {
  const { environment, status, folder, project, http, grpc, pid, startedAt } = cloud;
  if (options.env) return exportLines(environment, view);
  const isUp = Object.keys(environment).length > 0;
  const about = facts(
    [
      ["local cloud", meanings[status]],
      ["folder", folder],
      ["project", isUp ? project : undefined],
      ["http", isUp ? http : undefined],
      ["grpc", isUp ? grpc : undefined],
      ["process", isUp ? String(pid) : undefined],
      ["started", isUp ? startedAt : undefined],
    ],
    view,
  );
  return isUp ? [about, "", forOtherClients("cloud-runner local start --env", view)].join("\n") : about;
}

/** So that a shell does not go on with variables that are not set. */
export const exitCode = (
  { environment }: LocalCloudAddress,
  { options }: { options: { env: boolean } },
): number => (options.env && Object.keys(environment).length === 0 ? 1 : 0);
