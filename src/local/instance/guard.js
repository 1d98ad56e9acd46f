// Where programs hear no signals: starts a command, waits for it beside the lifeline, and ends all that it has started when
// the local cloud asks for it or is gone. Elsewhere a shell does so (group.ts). Arguments: a mark by which an instance is
// recognised, the name of its container in docker or nothing, the command.
// @ts-check
import { spawn, spawnSync } from "node:child_process";
import { Socket } from "node:net";

// A program of the folder of work, which a stranger may have filled, is none of the system's.
process.env["NoDefaultCurrentDirectoryInExePath"] = "1";
const [, , , container = "", program = "", ...words] = process.argv;

const child = spawn(program, words, { stdio: ["ignore", "inherit", "inherit"], windowsHide: true });
child.once("error", (error) => {
  const isNone = /** @type {NodeJS.ErrnoException} */ (error).code === "ENOENT";
  const hint = isNone ? " Name the program itself, as in python.exe; scripts such as .cmd are none." : "";
  process.stderr.write(`${program} could not be started: ${error.message}.${hint}\n`);
  process.exit(127);
});
child.once("exit", (code, signal) => process.exit(code ?? (signal === null ? 1 : 137)));

/** @param {string} file @param {string[]} args */
const run = (file, ...args) => spawnSync(file, args, { stdio: "ignore", windowsHide: true });

function endAll() {
  if (container !== "") run("docker", "rm", "--force", container);
  // With all that it has started itself.
  if (child.pid !== undefined) run("taskkill", "/PID", `${child.pid}`, "/T", "/F");
  child.kill("SIGKILL");
}

const lifeline = new Socket({ fd: 3, readable: true, writable: false });
lifeline.on("error", () => {});
lifeline.on("data", () => {
  // A container can be asked, and docker ends it after a while. No other program of this system can.
  if (container === "") endAll();
  else spawn("docker", ["stop", "--time", "9", container], { stdio: "ignore", windowsHide: true });
});
lifeline.on("close", () => {
  endAll();
  process.exit(137);
});
