// A shell on a screen of tmux, with keys pressed one after the other, as somebody would.
import { execFileSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { eventually } from "./project-folder.ts";

export interface Screen {
  /** As they are typed. */
  press(keys: string): void;
  /** What it shows, without empty lines at the end. */
  text(): string;
  /** Waits until it shows this, and gives all that it shows. */
  shows(what: string | RegExp, withinMs?: number): Promise<string>;
  close(): void;
}

/** Why there is no screen here, or undefined. */
export const missing = (...programs: string[]): string | undefined =>
  programs.find((program) => !isThere(program));

function isThere(program: string): boolean {
  try {
    execFileSync("sh", ["-c", `command -v ${program}`], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

/** @param environment in the place of that of the tests */
export function openScreen(
  command: readonly string[],
  { cwd, environment, columns = 100, rows = 30 }: OpenOptions,
): Screen {
  const socket = `cloud-runner-${randomUUID().slice(0, 8)}`;
  const tmux = (...args: string[]) =>
    execFileSync("tmux", ["-L", socket, "-f", "/dev/null", ...args], { encoding: "utf8", env: environment });
  const variables = Object.entries(environment).map(([name, value]) => `${name}=${value}`);
  const size = ["-x", String(columns), "-y", String(rows)];
  tmux("new-session", "-d", ...size, "-c", cwd, "--", "env", ...variables, ...command);
  const text = () => tmux("capture-pane", "-p", "-J").trimEnd();
  return {
    press: (keys) => void tmux("send-keys", "-l", "--", keys),
    text,
    async shows(what, withinMs = 20_000) {
      let seen = "";
      const isThere = () => {
        seen = text();
        return (typeof what === "string" ? seen.includes(what) : what.test(seen)) ? seen : undefined;
      };
      return eventually(`the screen to show ${String(what)}`, withinMs, isThere, 30).catch(
        (error: unknown) => {
          throw new Error(`${(error as Error).message}; it shows:\n${seen}`, { cause: error });
        },
      );
    },
    close: () => void tmux("kill-server"),
  };
}

interface OpenOptions {
  cwd: string;
  environment: Readonly<Record<string, string>>;
  columns?: number;
  rows?: number;
}
