import { execFileSync } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { afterAll, beforeAll, expect, it } from "vitest";
import { main } from "../../../../src/cli/main.ts";
import { shellQuote } from "../../../../src/core/shell-quote.ts";
import { hasShell } from "../../../support/system.ts";
import { fakeIo } from "../support.ts";

const days = Array.from({ length: 40 }, (_, index) => {
  const date = new Date(Date.UTC(2024, 0, 1 + index));
  return { iso: date.toISOString().slice(0, 10), index };
});
const table = (header: string, row: (day: (typeof days)[number]) => string) =>
  `${header}\n${days.map(row).join("\n")}\n`;

/** Files that leave something open, with the options that are typed. */
const awkward: Record<string, { text: string; options?: string[] }> = {
  "two columns of numbers.csv": {
    text: table("Date,Net Revenue (€),it's units", ({ iso, index }) => `${iso},${index + 100},${index % 7}`),
  },
  "two meanings.csv": {
    // The firsts of twelve months, or the first twelve days of one.
    text: table("date,y", ({ index }) => `01/${String(index + 1).padStart(2, "0")}/2024,${index}`)
      .split("\n")
      .slice(0, 13)
      .join("\n"),
  },
  "decimal.csv": {
    text: table("date;y", ({ iso, index }) => `${iso};${index + 1},${100 + ((index * 37) % 900)}`).replaceAll(
      /;(\d+),/g,
      (_, digits: string) => `;${digits}.`,
    ),
  },
  "misspelt.csv": {
    text: table("day,sales,units", ({ iso, index }) => `${iso},${index},${index % 3}`),
    options: ["--target-column", "slaes"],
  },
  "misspelt by name.csv": {
    text: table("day,sales,units", ({ iso, index }) => `${iso},${index},${index % 3}`),
    options: ["--param", "target=slaes", "--horizon", "3"],
  },
  "-dashed.csv": { text: table("date,a,b", ({ iso, index }) => `${iso},${index},${index}`), options: ["--"] },
  "hours.csv": {
    text: `date,y\n${Array.from({ length: 480 }, (_, hour) => `${new Date(Date.UTC(2024, 0, 1, hour)).toISOString().slice(0, 19)}Z,${hour % 24}`).join("\n")}\n`,
    options: ["--frequency", "D"],
  },
  "twice.csv": { text: table("date,y", ({ iso, index }) => `${iso},${index}\n${iso},${index + 1}`) },
  "two dates.csv": {
    text: table(
      "ordered,shipped,y",
      ({ iso, index }) => `${iso},${days[(index * 7) % days.length]!.iso},${index + 100}`,
    ),
  },
  "uneven.csv": {
    text: table(
      "date,y",
      ({ index }) =>
        `${new Date(Date.UTC(2024, 0, 1 + index * 8 + ((index * index) % 7))).toISOString().slice(0, 10)},${index}`,
    ),
  },
};

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "cloud-runner-ask-"));
  for (const [name, { text }] of Object.entries(awkward)) await writeFile(join(folder, name), text);
});
afterAll(() => rm(folder, { recursive: true }));

async function run(...words: string[]) {
  const io = fakeIo({ cwd: folder });
  const exitCode = await main(words, io);
  return { exitCode, text: io.out() + io.err() };
}

const proposed = (text: string): string[] =>
  text.split("\n").flatMap((line) => (/^ *cloud-runner /.test(line) ? [line.trim()] : []));

/** As a shell passes them to the program. */
function wordsOf(command: string): string[] {
  const print = command.replace(/^cloud-runner/, String.raw`printf '%s\0'`);
  return execFileSync("sh", ["-c", print]).toString("utf8").split("\0").slice(0, -1);
}

it.skipIf(!hasShell).each(Object.keys(awkward))(
  "proposes commands that work for %s (in a POSIX shell)",
  async (name) => {
    const { options = [] } = awkward[name]!;
    const before = options.filter((word) => word !== "--");
    const { exitCode, text } = await run("check", ...before, ...(options.includes("--") ? ["--"] : []), name);
    expect({ exitCode, text }).toMatchObject({ exitCode: 1 });
    const commands = proposed(text);
    expect(commands).not.toEqual([]);
    for (const command of commands) {
      const pasted = await run(...wordsOf(command));
      expect({ command, ...pasted }).toMatchObject({ exitCode: 0 });
      expect(command).toContain(before.includes("--horizon") ? "--horizon 3" : "");
    }
  },
);

it.skipIf(!hasShell)("names each file alone when there are several (in a POSIX shell)", async () => {
  const names = ["two columns of numbers.csv", "two meanings.csv"];
  const { exitCode, text } = await run("check", ...names, "--horizon", "2");
  expect(exitCode).toBe(1);
  const commands = proposed(text);
  expect(commands).toHaveLength(4);
  for (const command of commands) expect((await run(...wordsOf(command))).exitCode).toBe(0);
});

it("gives programs the commands and the choices", async () => {
  const io = fakeIo({ cwd: folder });
  await main(["check", "two meanings.csv", "--json"], io);
  expect(JSON.parse(io.out())).toMatchObject({
    files: [
      {
        error: { choices: { parameter: "date-format", values: ["%d/%m/%Y", "%m/%d/%Y"] } },
        commands: [
          shellQuote(["cloud-runner", "check", "two meanings.csv", "--date-format", "%d/%m/%Y", "--json"]),
          shellQuote(["cloud-runner", "check", "two meanings.csv", "--date-format", "%m/%d/%Y", "--json"]),
        ],
      },
    ],
  });
  const backtest = fakeIo({ cwd: folder });
  expect(await main(["backtest", "twice.csv", "--json"], backtest)).toBe(1);
  expect(JSON.parse(backtest.out())).toMatchObject({
    error: {
      commands: [expect.stringContaining("--aggregate sum"), expect.stringContaining("--aggregate mean")],
    },
  });
});

/** Somebody at a terminal who presses these keys once the question is there. */
function answering(keys: string) {
  const io = fakeIo({ cwd: folder, tty: true, columns: 200 });
  const screen = Object.assign(new PassThrough(), { isTTY: true, columns: 200 });
  io.stderr = screen;
  let shown = "";
  screen.on("data", (text: Buffer) => {
    const before = shown;
    shown += text.toString("utf8");
    if (!before.includes("it's units\n") && shown.includes("it's units"))
      setTimeout(() => io.stdin.write(keys), 50);
  });
  return { io, shown: () => shown };
}

const withTheAnswer = String.raw`cloud-runner check 'two columns of numbers.csv' --target-column 'it'\''s units'`;

it("asks a person, goes on with the answer, and says how to do without the question", async () => {
  const { io, shown } = answering("\u001B[B\r");
  expect(await main(["check", "two columns of numbers.csv"], io)).toBe(0);
  expect(shown()).toContain("Which column shall be forecast?");
  expect(shown()).toContain(withTheAnswer);
  expect(io.out()).toContain("it's units");
});

it("ends on Ctrl-D as where nobody can be asked, with the commands that answer", async () => {
  const { io, shown } = answering("\u0004");
  expect(await main(["check", "two columns of numbers.csv"], io)).toBe(1);
  expect(shown()).toContain("Run the one that is meant:");
  expect(shown()).toContain(withTheAnswer);
  expect(io.out()).toBe("");
});
