// A command that leads a group of processes, which ends together: when it is asked to, and when the local cloud is gone.
import { fileURLToPath } from "node:url";
import type { Platform } from "../../core/platform/platform.ts";
import { guard } from "./first-files.ts";

interface Group {
  /** By which an instance is recognised among the processes of the machine. */
  mark: string;
  /** The name of the container in docker; nothing for a process of this machine. */
  container: string;
  command: readonly string[];
}

/** @param node which runs what stands in for a shell */
export function groupOf({ mark, container, command }: Group, platform: Platform, node: string) {
  const words = [mark, container, ...command];
  return platform.hearsSignals
    ? { file: "/bin/sh", args: ["-c", script, ...words], isGroup: true }
    : { file: node, args: [fileURLToPath(guard), ...words], isGroup: false };
}

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

/** What the image itself says of PYTHONPATH is kept, behind ours; docker would put ours in its place. */
export const withPythonPath = (folder: string, image: string, run: readonly string[]): string[] => [
  "/bin/sh",
  "-c",
  prefixing,
  folder,
  image,
  ...run,
];

const prefixing = `
image=$1
shift
docker image inspect "$image" >/dev/null 2>&1 || docker pull --quiet "$image" >/dev/null || exit
variables=$(docker image inspect --format '{{range .Config.Env}}{{println .}}{{end}}' "$image")
PYTHONPATH=$0$(printf %s "$variables" | sed -n 's/^PYTHONPATH=/:/p')
export PYTHONPATH
exec "$@"
`;
