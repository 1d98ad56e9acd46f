// Goes through the rows, one after another, and keeps what was asked and answered.
import type { Live, Row, Tool } from "./row.ts";

export interface Exchange {
  asked: string;
  answered: string;
}

export interface Outcome {
  assumption: string;
  /** Undefined where it was not tried, for the reason that is given. */
  holds: boolean | undefined;
  why?: string;
  exchanges: Exchange[];
}

export interface Chosen {
  all: boolean;
  /** Called before each row. */
  onRow?: (row: Row) => void;
}

export async function runRows(rows: readonly Row[], live: Live, { all, onRow }: Chosen): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const row of rows) {
    const { assumption, check } = row;
    if (check === undefined || (!all && check.isFirst !== true)) continue;
    if (check.needsSecond === true && live.second === undefined) {
      outcomes.push({ assumption, holds: undefined, why: "needs --second-project", exchanges: [] });
      continue;
    }
    onRow?.(row);
    const exchanges: Exchange[] = [];
    const holds = await check.run(listening(live, exchanges)).catch((error: unknown) => {
      exchanges.push({ asked: "(the check itself)", answered: String(error) });
      return false;
    });
    outcomes.push({ assumption, holds, exchanges });
  }
  return outcomes;
}

/** The same, but that all of it is written down. */
const listening = (live: Live, exchanges: Exchange[]): Live => ({
  ...live,
  async ask(api, method, path, options) {
    const answer = await live.ask(api, method, path, options);
    const body = options?.body === undefined ? "" : ` ${JSON.stringify(options.body)}`;
    const headers = options?.headers === undefined ? "" : ` ${JSON.stringify(options.headers)}`;
    exchanges.push({
      asked: `${method} https://${api}.googleapis.com${path}${headers}${body}`,
      answered: `${answer.status} ${answer.text}`,
    });
    return answer;
  },
  async fetch(method, url, headers) {
    const answer = await live.fetch(method, url, headers);
    exchanges.push({ asked: `${method} ${url}`, answered: `${answer.status} ${answer.text}` });
    return answer;
  },
  tool: heard("", live.tool, exchanges),
  toolWith: (environment) => {
    const set = Object.entries(environment).map(([name, value]) => `${name}=${value} `);
    return heard(set.join(""), live.toolWith(environment), exchanges);
  },
  stack: async (name) => heard(`(in ${name}) `, await live.stack(name), exchanges),
});

const heard =
  (before: string, tool: Tool, exchanges: Exchange[]): Tool =>
  async (...args) => {
    const ended = await tool(...args);
    const answered = `exit code ${ended.exitCode}\n${ended.stdout}\n${ended.stderr}`;
    exchanges.push({ asked: `${before}cloud-runner ${args.join(" ")}`, answered });
    return ended;
  };

/** Tokens, and e-mail addresses of people. */
export const redacted = (text: string): string =>
  text
    .replaceAll(/\b(ya29\.|eyJ)[\w.-]+/g, "<token>")
    .replaceAll(/Bearer [\w.~+/=-]+/g, "Bearer <token>")
    .replaceAll(/[\w.+-]+@(?![\w.-]*gserviceaccount\.com)[\w-]+\.[\w.-]+/g, "<address>");

export function report(outcomes: readonly Outcome[], about: string): string {
  const marks = { true: "holds", false: "DOES NOT HOLD", undefined: "not tried" } as const;
  const parts = outcomes.map(({ assumption, holds, why, exchanges }) => {
    const said = exchanges.flatMap(({ asked, answered }) => ["", "    " + asked, ...indented(answered)]);
    return [
      `## ${marks[`${holds}`]}: ${assumption}`,
      ...(why === undefined ? [] : ["", `Not tried: ${why}.`]),
      ...said,
    ];
  });
  return redacted(`# Live report\n\n${about}\n\n${parts.map((lines) => lines.join("\n")).join("\n\n")}\n`);
}

const indented = (text: string): string[] =>
  text
    .trimEnd()
    .split("\n")
    .map((line) => `      ${line}`.trimEnd());
