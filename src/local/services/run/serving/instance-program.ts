// What an instance runs: this tool's own files, a command of the user's, or an image in docker; each ends with its cloud.
import { delimiter, dirname, join } from "node:path";
import { lifeline } from "../../../instance/first-files.ts";

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
  /** A group of processes, which the shell that leads it ends together. */
  isGroup: boolean;
}

/** The mark by which an instance is recognised among the processes of the machine: process ids are used again. */
export const markOf = (id: string): string => `instance=${id}`;

const systemPath = `${dirname(process.execPath)}:/usr/local/bin:/usr/bin:/bin`;

export function commandLineOf(program: Program, surroundings: Surroundings): CommandLine {
  const { id, port, environment } = surroundings;
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
    const env: CommandLine["env"] = { PATH: systemPath, ...hostVariables(forPrograms), ...own };
    const modules = [wanted(program.python), env["PYTHONPATH"]].filter(Boolean).join(delimiter);
    const python = modules === "" ? {} : { PYTHONPATH: modules };
    return { ...inShell(id, "", command), cwd: program.folder, env: { ...env, ...python } };
  }
  const name = `cloud-runner-${id}`;
  const env = { ...own, ...hostVariables(forDocker) };
  return { ...inShell(id, name, dockerRun(name, program, surroundings)), env };
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
): string[] {
  const { getuid, getgid } = process;
  const user = getuid && getgid ? ["--user", `${getuid()}:${getgid()}`] : [];
  const passed = [
    ...Object.keys(environment).filter((each) => each !== "HOME"),
    ...(port === undefined ? [] : ["PORT"]),
  ];
  const [entrypoint, ...words] = command;
  const options = ["--rm", "--name", name, "--network", "host", "--memory", `${memoryBytes}b`, ...user];
  const isPrefixed = wanted(python) !== undefined && !passed.includes("PYTHONPATH");
  const modules = isPrefixed ? ["--mount", `type=bind,source=${python},target=${pythonInside},readonly`] : [];
  const names = ["HOME=/tmp", ...passed, ...(isPrefixed ? ["PYTHONPATH"] : [])];
  const variables = names.flatMap((each) => ["--env", each]);
  const entry = entrypoint === undefined ? [] : ["--entrypoint", entrypoint];
  const run = ["docker", "run", ...options, ...modules, ...variables, ...entry, image, ...words, ...args];
  return isPrefixed ? ["/bin/sh", "-c", withPythonPath, pythonInside, image, ...run] : run;
}

const wanted = (python: string | undefined): string | undefined =>
  process.env["CLOUD_RUNNER_OLD_GCSFS"] === "0" ? undefined : python;

const pythonInside = "/run/cloud-runner/python";

/** What the image itself says of PYTHONPATH is kept, behind ours; docker would put ours in its place. */
const withPythonPath = `
image=$1
shift
docker image inspect "$image" >/dev/null 2>&1 || docker pull --quiet "$image" >/dev/null || exit
variables=$(docker image inspect --format '{{range .Config.Env}}{{println .}}{{end}}' "$image")
PYTHONPATH=$0$(printf %s "$variables" | sed -n 's/^PYTHONPATH=/:/p')
export PYTHONPATH
exec "$@"
`;

/**
 * The command as a child of a shell that hands SIGTERM on. Beside it another waits at the pipe whose other end the local
 * cloud holds; when that closes, the container and all processes of the group end.
 */
const script = `
(cat <&3; [ -z "$1" ] || docker rm --force "$1"; kill -KILL 0) >/dev/null 2>&1 &
shift
"$@" 3<&- &
child=$!
trap 'kill -TERM "$child"' TERM
wait "$child"; code=$?
while kill -0 "$child" 2>/dev/null; do wait "$child"; code=$?; done
exit "$code"
`;

const inShell = (id: string, container: string, command: readonly string[]) => ({
  file: "/bin/sh",
  args: ["-c", script, markOf(id), container, ...command],
  isGroup: true,
});

/** Where interpreters find their packages, and how many threads they take; nothing that holds a secret. */
const forPrograms =
  /^(PATH|LANG|LC_ALL|LD_LIBRARY_PATH|PYTHONPATH|VIRTUAL_ENV|CONDA_PREFIX|R_LIBS(_USER|_SITE)?|JULIA_DEPOT_PATH|JAVA_HOME|(OMP|OPENBLAS|MKL)_\w+)$/;

/** Which engine it speaks to, and with which login it fetches the image; none of it reaches the container. */
const forDocker = /^(PATH|HOME|DOCKER_\w+|XDG_RUNTIME_DIR)$/;

const hostVariables = (wanted: RegExp): Record<string, string | undefined> =>
  Object.fromEntries(Object.entries(process.env).filter(([name]) => wanted.test(name)));
