// The checks of this machine: Node, docker, and the local cloud of the folder.
import type { Config } from "../../core/config.ts";
import { ExecError } from "../../core/errors.ts";
import type { Exec } from "../../core/exec.ts";
import {
  failed,
  notApplicable,
  ok,
  warning,
  type Check,
  type Result,
} from "../../provision/checks/finding.ts";
import { builderArgs, engineArgs, platform } from "../../provision/image/docker-args.ts";
import type { Machine as ThisMachine } from "../machine.ts";
import type { Found } from "../local-cloud/local-cloud.ts";

export interface Machine
  extends Pick<ThisMachine, "nodeVersion" | "execPath">, Pick<Config, "target" | "builder"> {
  /** As package.json has it, e.g. `>=22.18`. */
  wantedNode: string;
  /** Undefined when the target is Google Cloud. */
  localCloud: Found | undefined;
  exec: Exec;
}

export const machineChecks = (machine: Machine): Check[] => [
  { id: "node", title: "Node.js", run: async () => nodeResult(machine) },
  { id: "docker", title: "docker", run: () => dockerCheck(machine) },
  { id: "local-cloud", title: "local cloud", run: async () => localCloudResult(machine.localCloud) },
];

function nodeResult({ nodeVersion, execPath, wantedNode }: Machine): Result {
  const [major = 0, minor = 0] = nodeVersion.split(".").map(Number);
  const [wantedMajor = 0, wantedMinor = 0] = wantedNode.replace(/^\D*/, "").split(".").map(Number);
  const isEnough = major > wantedMajor || (major === wantedMajor && minor >= wantedMinor);
  if (isEnough) return ok(`${nodeVersion}, ${execPath}`);
  return failed(`${nodeVersion} is not ${wantedNode}`, "Install Node.js 24 from https://nodejs.org.");
}

const answerMs = 8000;

async function dockerCheck({ target, builder, exec }: Machine): Promise<Result> {
  if (target === "local") return notApplicable("the local cloud runs the container's files without it");
  if (builder === "cloud-build") return notApplicable("Cloud Build makes the image");
  try {
    const { stdout } = await exec(engineArgs(), { timeoutMs: answerMs });
    const hasBuildKit = await exec(builderArgs(), { timeoutMs: answerMs }).then(
      () => true,
      () => false,
    );
    return engineResult(stdout.trim(), hasBuildKit);
  } catch (error) {
    return engineFault(error);
  }
}

/** Pure. `system` is `linux/arm64` and the like. */
function engineResult(system: string, hasBuildKit: boolean): Result {
  const engine = `${system}, ${hasBuildKit ? "BuildKit" : "the classic builder"}`;
  if (!system.startsWith("linux/"))
    return failed(`${engine}; the image needs Linux`, "Switch Docker to Linux containers.");
  if (system === platform) return ok(engine);
  // The Dockerfile only copies, so that nothing of the other architecture runs while BuildKit builds.
  if (hasBuildKit) return ok(`${engine}; images are built for ${platform}`);
  return warning(
    `${engine}, which may ignore that Cloud Run needs ${platform}`,
    "Install docker-buildx: https://docs.docker.com/build/install-buildx",
  );
}

function engineFault(error: unknown): Result {
  const elsewhere = "or let Google build with --builder cloud-build, or name an image with --image";
  if (!(error instanceof ExecError)) throw error;
  if (error.code === "exec.not-found") {
    return failed("not installed", `Install Docker, https://docs.docker.com/engine/install, ${elsewhere}.`);
  }
  const said = error.stderr.trim().split("\n").at(-1) ?? "";
  if (/permission denied/i.test(said)) {
    return failed("the engine refuses this user", 'sudo usermod -aG docker "$USER", then log in again');
  }
  return failed(
    said === "" ? "no engine answers" : `no engine answers: ${said}`,
    `sudo systemctl start docker, or start Docker Desktop, ${elsewhere}`,
  );
}

function localCloudResult(found: Found | undefined): Result {
  if (found === undefined) return notApplicable("the target is Google Cloud");
  switch (found.status) {
    case "running":
      return ok(`process ${found.cloud.pid}, port ${found.cloud.httpPort}`);
    case "outdated":
      return warning(`process ${found.cloud.pid} runs an older build`, "cloud-runner up");
    case "slow":
      return warning(`process ${found.cloud.pid} does not answer`, "cloud-runner up");
    case "stopped":
      return ok("stopped; the next command starts it");
    case "absent":
      return notApplicable("nothing is up in this folder; `cloud-runner up` starts one");
  }
}
