// A real terminal of a size of its own, drawn by tmux: keys go in, and what a person would see comes out.
import { execFileSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { shellQuote } from "../../src/core/shell-quote.ts";
import { eventually } from "./project-folder.ts";

export interface Screen {
  /** Keys as they are typed, and nothing behind them. */
  press(keys: string): void;
  /** Text as it is, with `Enter` behind it. */
  type(text: string): void;
  /** A key by the name that tmux has for it, such as `C-c`. */
  key(name: string): void;
  /** As it stands there, with all lines that have left the screen at its top: what the terminal broke stays broken. */
  all(colours?: "colours"): string;
  /** What is on the screen now. */
  visible(): string[];
  /** How many lines have left the screen at its top. */
  scrolled(): number;
  /** Waits until all its text has this, and gives the text, in which nothing is broken. */
  until(what: string | RegExp, timeoutMs?: number): Promise<string>;
  /** Makes the window narrower or wider while the command runs. */
  resize(columns: number): void;
  close(): void;
}

export interface ScreenOptions {
  cwd: string;
  /** What is set, or unset, beside the environment of the tests. */
  env?: Readonly<Record<string, string | undefined>>;
  /** In the place of that of the tests. */
  environment?: Readonly<Record<string, string>>;
  columns?: number;
  rows?: number;
}

/** Which of these programs is not on this machine; undefined where all are. */
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

/** Why there is no screen on this machine; undefined where there is. */
export const whyNoTmux = (): string | undefined =>
  missing("tmux") && "skipped: there is no tmux on this machine";

/** Runs one command; the screen stays when it has ended, with `exit: CODE` in a line of its own. */
export function openScreen(argv: readonly string[], options: ScreenOptions): Screen {
  const { cwd, environment, env = environment ?? {}, columns = 80, rows = 24 } = options;
  const server = `cloud-runner-${randomUUID().slice(0, 8)}`;
  const tmux = (...words: string[]) =>
    execFileSync("tmux", ["-L", server, "-f", "/dev/null", ...words], { encoding: "utf8", env: environment });
  const set = Object.entries(env).map(([name, value]) =>
    value === undefined ? shellQuote(["-u", name]) : shellQuote([`${name}=${value}`]),
  );
  // `env` takes what is to be unset first.
  const setting = set.toSorted((a, b) => Number(b.startsWith("-u")) - Number(a.startsWith("-u"))).join(" ");
  // Ctrl-C ends the command, not the shell around it.
  const line = `trap : INT; env ${setting} ${shellQuote(argv)}; printf 'exit: %s' $?; exec sleep 600`;
  const size = ["-x", String(columns), "-y", String(rows)];
  tmux("new-session", "-d", "-s", "it", ...size, "-c", cwd, "sh", "-c", line);
  let isOpen = true;
  const capture = (...more: string[]) => tmux("capture-pane", "-p", "-t", "it", ...more);
  const press = (keys: string) => void tmux("send-keys", "-t", "it", "-l", "--", keys);
  const key = (name: string) => void tmux("send-keys", "-t", "it", name);
  return {
    press,
    type(text) {
      press(text);
      key("Enter");
    },
    key,
    all: (colours) => capture("-S", "-", ...(colours === undefined ? [] : ["-e"])),
    visible: () => capture().split("\n"),
    scrolled: () => Number(tmux("display-message", "-p", "-t", "it", "#{history_size}")),
    resize: (to) => void tmux("resize-window", "-t", "it", "-x", String(to)),
    until(what, timeoutMs = 60_000) {
      const look = () => {
        const text = capture("-S", "-", "-J");
        return (typeof what === "string" ? text.includes(what) : what.test(text)) ? text : undefined;
      };
      return eventually(`${String(what)} on the screen`, timeoutMs, look, 30).catch((error: Error) => {
        throw new Error(`${error.message}\n${capture("-S", "-")}`, { cause: error });
      });
    },
    close() {
      if (!isOpen) return;
      isOpen = false;
      tmux("kill-server");
    },
  };
}
