// For what neither starts nor ends a local cloud: why there is none to work with.
import { PreconditionError } from "../../core/errors.ts";
import { nothingIsUp, type Found } from "./local-cloud.ts";

export function notRunning(folder: string, status: Exclude<Found["status"], "running">): PreconditionError {
  if (status === "absent") return nothingIsUp(folder);
  if (status === "outdated") {
    return new PreconditionError("The local cloud runs another build than this process.", {
      code: "local-cloud.other-build",
      details: ["Likely cause: cloud-runner was updated since one of the two was started."],
      fix: "`cloud-runner up` brings it to the build that is installed; if this is older, end it and start it again.",
    });
  }
  return new PreconditionError("The local cloud of this folder is stopped.", {
    code: "local-cloud.stopped",
    details: ["What was put into it is still there."],
    fix: "cloud-runner up",
    commands: ["cloud-runner up", "cloud-runner local start"],
  });
}
