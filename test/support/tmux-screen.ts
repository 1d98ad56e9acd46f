// A real terminal of a size of its own, drawn by tmux: keys go in, and what a person would see comes out.
import { execFileSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { shellQuote } from "../../src/core/shell-quote.ts";
import { eventually } from "./project-folder.ts";

export interface TmuxScreen {
  /** Text as it is, with `Enter` behind it. */
  type(text: string): void;
  /** A key by the name that tmux has for it, such as `C-c`. */
  key(name: string): void;
  /** All lines, those that have left the screen at its top included. */
  text(): string;
  /** The same as it stands there: what the terminal broke stays broken. @param colours with their codes */
  all(colours?: "colours"): string;
  /** What is on the screen now. */
  visible(): string[];
  /** How many lines have left the screen at its top. */
  scrolled(): number;
  /** Waits until the text matches, and gives it. */
  until(pattern: RegExp, timeoutMs?: number): Promise<string>;
  /** Makes the window narrower or wider while the command runs. */
  resize(columns: number): void;
  close(): void;
}

export interface TmuxOptions {
  cwd: string;
  env?: Readonly<Record<string, string | undefined>>;
  columns?: number;
  rows?: number;
}

/** Why there is none on this machine; undefined where there is. */
export function whyNoTmux(): string | undefined {
  try {
    execFileSync("tmux", ["-V"], { stdio: "ignore" });
    return undefined;
  } catch {
    return "skipped: there is no tmux on this machine";
  }
}

/** Runs one command; the screen stays when it has ended, with `exit: CODE` in a line of its own. */
export function openScreen(argv: readonly string[], options: TmuxOptions): TmuxScreen {
  const { cwd, env = {}, columns = 80, rows = 24 } = options;
  const server = `cloud-runner-${randomUUID().slice(0, 8)}`;
  const tmux = (...words: string[]) =>
    execFileSync("tmux", ["-L", server, "-f", "/dev/null", ...words], { encoding: "utf8" });
  const set = Object.entries(env).map(([name, value]) =>
    value === undefined ? shellQuote(["-u", name]) : shellQuote([`${name}=${value}`]),
  );
  // `env` takes what is to be unset first.
  const setting = set.toSorted((a, b) => Number(b.startsWith("-u")) - Number(a.startsWith("-u"))).join(" ");
  const line = `env ${setting} ${shellQuote(argv)}; printf 'exit: %s' $?; exec sleep 600`;
  tmux(
    "new-session",
    "-d",
    "-s",
    "it",
    "-x",
    String(columns),
    "-y",
    String(rows),
    "-c",
    cwd,
    "sh",
    "-c",
    line,
  );
  let isOpen = true;
  const capture = (...more: string[]) => tmux("capture-pane", "-p", "-t", "it", ...more);
  return {
    type(text) {
      tmux("send-keys", "-t", "it", "-l", text);
      tmux("send-keys", "-t", "it", "Enter");
    },
    key: (name) => void tmux("send-keys", "-t", "it", name),
    text: () => capture("-S", "-", "-J"),
    all: (colours) => capture("-S", "-", ...(colours === undefined ? [] : ["-e"])),
    visible: () => capture().split("\n"),
    scrolled: () => Number(tmux("display-message", "-p", "-t", "it", "#{history_size}")),
    resize: (to) => void tmux("resize-window", "-t", "it", "-x", String(to)),
    until(pattern, timeoutMs = 60_000) {
      const look = () => {
        const text = capture("-S", "-", "-J");
        return pattern.test(text) ? text : undefined;
      };
      return eventually(`${String(pattern)} on the screen`, timeoutMs, look).catch((error: Error) => {
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
