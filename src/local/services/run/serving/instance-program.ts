// What an instance runs: this tool's own files, a command of the user's, or an image in docker; each ends with its cloud.
import { dirname, join } from "node:path";
import type { Platform } from "../../../../core/platform/platform.ts";
import { ownUserAndGroup, thisPlatform } from "../../../../core/platform/this-platform.ts";
import { lifeline } from "../../../instance/first-files.ts";
import { groupOf, withPythonPath } from "../../../instance/group.ts";

/** `python` is a folder that comes first where Python looks for its modules. */
export type Program =
  /** What Node gets, beginning with a file of the folder. */
  | { as: "files"; folder: string; words: string[] }
  | { as: "process"; folder: string; command: string[]; python?: string }
  | { as: "docker"; image: string; command?: string[]; args: string[]; python?: string };

interface Surroundings {
  id: string;
  /** Where a service is to listen; a task has none. */
  port?: number;
  memoryBytes: number;
  environment: Readonly<Record<string, string>>;
}

export interface CommandLine {
  file: string;
  args: string[];
  cwd?: string;
  env: Record<string, string | undefined>;
  /** A group of processes, which the shell that leads it ends together; its exit code says which signal ended it. */
  isGroup: boolean;
}

/** The mark by which an instance is recognised among the processes of the machine: process ids are used again. */
export const markOf = (id: string): string => `instance=${id}`;

export function commandLineOf(
  program: Program,
  surroundings: Surroundings,
  platform = thisPlatform(),
): CommandLine {
  const { id, port, environment } = surroundings;
  const { delimiter } = platform.path;
  const systemPath = [dirname(process.execPath), ...platform.systemPath].join(delimiter);
  const inGroup = (container: string, command: readonly string[]) =>
    groupOf({ mark: markOf(id), container, command }, platform, process.execPath);
  const own: Record<string, string> = { ...environment, ...(port !== undefined && { PORT: `${port}` }) };
  if (program.as === "files") {
    const [entry = "", ...args] = program.words;
    return {
      file: process.execPath,
      args: [...nodeArgs(surroundings), join(program.folder, entry), ...args],
      cwd: program.folder,
      env: { PATH: systemPath, ...own },
      isGroup: false,
    };
  }
  if (program.as === "process") {
    const command = program.command.map((word) =>
      port === undefined ? word : word.replaceAll("$PORT", `${port}`),
    );
    const env: CommandLine["env"] = { PATH: systemPath, ...hostVariables(forPrograms, platform), ...own };
    const modules = [wanted(program.python), env["PYTHONPATH"]].filter(Boolean).join(delimiter);
    const python = modules === "" ? {} : { PYTHONPATH: modules };
    return { ...inGroup("", command), cwd: program.folder, env: { ...env, ...python } };
  }
  const name = `cloud-runner-${id}`;
  const env = { ...own, ...hostVariables(forDocker, platform) };
  return { ...inGroup(name, dockerRun(name, program, surroundings, platform)), env };
}

function nodeArgs({ id, memoryBytes }: Surroundings): string[] {
  // As much of the limit as Node itself would take in a container; WebAssembly and buffers need the rest.
  const heapMebibytes = Math.max(64, Math.floor((memoryBytes / 2 ** 20) * 0.75));
  return [
    "--import",
    `${lifeline.href}?${markOf(id)}`,
    `--max-old-space-size=${heapMebibytes}`,
    // As in the Dockerfile.
    "--max-semi-space-size=4",
  ];
}

/** The network is that of this machine, where the local cloud is; and so is the user, for no file may become root's. */
function dockerRun(
  name: string,
  { image, command = [], args, python }: Extract<Program, { as: "docker" }>,
  { memoryBytes, environment, port }: Surroundings,
  platform: Platform,
): string[] {
  const owner = ownUserAndGroup();
  const user = owner === undefined ? [] : ["--user", owner];
  const passed = [
    ...Object.keys(environment).filter((each) => !platform.homeVariables.includes(each)),
    ...(port === undefined ? [] : ["PORT"]),
  ];
  const [entrypoint, ...words] = command;
  const options = ["--rm", "--name", name, "--network", "host", "--memory", `${memoryBytes}b`, ...user];
  // The shell that leads the container adds it, and where no signals are heard there is none.
  const isPrefixed = platform.hearsSignals && wanted(python) !== undefined && !passed.includes("PYTHONPATH");
  const modules = isPrefixed ? ["--mount", `type=bind,source=${python},target=${pythonInside},readonly`] : [];
  const names = ["HOME=/tmp", ...passed, ...(isPrefixed ? ["PYTHONPATH"] : [])];
  const variables = names.flatMap((each) => ["--env", each]);
  const entry = entrypoint === undefined ? [] : ["--entrypoint", entrypoint];
  const run = ["docker", "run", ...options, ...modules, ...variables, ...entry, image, ...words, ...args];
  return isPrefixed ? withPythonPath(pythonInside, image, run) : run;
}

const wanted = (python: string | undefined): string | undefined =>
  process.env["CLOUD_RUNNER_OLD_GCSFS"] === "0" ? undefined : python;

const pythonInside = "/run/cloud-runner/python";

/** Where interpreters find their packages, and how many threads they take; nothing that holds a secret. */
const forPrograms =
  /^(PATH|PATHEXT|LANG|LC_ALL|LD_LIBRARY_PATH|PYTHONPATH|VIRTUAL_ENV|CONDA_PREFIX|R_LIBS(_USER|_SITE)?|JULIA_DEPOT_PATH|JAVA_HOME|(OMP|OPENBLAS|MKL)_\w+)$/;

/** Which engine it speaks to, and with which login it fetches the image; none of it reaches the container. */
const forDocker =
  /^(PATH|HOME|USERPROFILE|APPDATA|LOCALAPPDATA|PROGRAM(FILES|DATA)|DOCKER_\w+|XDG_RUNTIME_DIR)$/;

/** Where names have no case, two that differ in it would be one, and nobody knows which. */
const hostVariables = (wanted: RegExp, platform: Platform): Record<string, string | undefined> =>
  Object.fromEntries(
    Object.entries(process.env)
      .map(([name, value]) => [platform.nameOfVariable(name), value] as const)
      .filter(([name]) => wanted.test(name)),
  );
