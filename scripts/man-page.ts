// The page that `man cloud-runner` shows, made of what every command says of itself: `npm run build` writes it into dist/man/.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import {
  helpDocument,
  type CommandDocument,
  type GroupDocument,
  type OptionDocument,
} from "../src/cli/shell/help-document.ts";

interface Help {
  commands: (CommandDocument | GroupDocument)[];
  options: OptionDocument[];
  exitCodes: { code: number; meaning: string }[];
  environment: { name: string; meaning: string }[];
}

/** In the macros of man(7), which groff and mandoc read. */
export function manPage({ commands, options, exitCodes, environment }: Help, version: string): string {
  const lines = [
    `.TH CLOUD\\-RUNNER 1 "" "cloud\\-runner ${version}" "User Commands"`,
    ".nh",
    ".ad l",
    ".SH NAME",
    "cloud\\-runner \\- forecast files on serverless infrastructure, or on this machine",
    ".SH SYNOPSIS",
    ".B cloud\\-runner",
    ".I command",
    "[options]",
    ".SH DESCRIPTION",
    text(
      "Owns the whole life of a serverless batch-forecast service on Google Cloud, from `up` to `down`, and runs the same code on a local cloud that needs no account, no docker and no network. Data goes to standard output, progress to standard error. With --json every command prints one JSON document and asks nothing.",
    ),
    ".SH COMMANDS",
    ...commands.flatMap((each) => ("commands" in each ? groupLines(each) : commandLines(each))),
    ".SH OPTIONS OF EVERY COMMAND",
    ...options.flatMap(optionLines),
    ".SH EXIT STATUS",
    ...exitCodes.flatMap(({ code, meaning }) => [".TP", `.B ${code}`, text(`${meaning}.`)]),
    ".SH ENVIRONMENT",
    ...environment.flatMap(({ name, meaning }) => [".TP", `.B ${code(name)}`, text(`${meaning}.`)]),
    ".SH FILES",
    ...files.flatMap(([name, meaning]) => [".TP", `.I ${code(name)}`, text(meaning)]),
    ".SH SEE ALSO",
    text(
      "The folder docs of the package, and `cloud-runner help --json`, which holds all of this as data. No command looks for updates or tells anybody that it was run.",
    ),
  ];
  return `${lines.join("\n")}\n`;
}

const files: readonly (readonly [name: string, meaning: string])[] = [
  ["cloud-runner.json", "The configuration of a project folder; every setting has a default."],
  [".cloud-runner/", "The state of the folder's local cloud. `cloud-runner down` removes it."],
];

function groupLines({ summary, description, commands, ...group }: GroupDocument): string[] {
  const usual =
    group.default === null ? [] : [`\`${group.name}\` alone is \`${group.name} ${group.default}\`.`];
  return [
    `.SS ${code(`cloud-runner ${group.name}`)}`,
    text(`${summary}.`),
    ...paragraphs([description ?? "", ...usual].filter((part) => part !== "").join("\n")),
    ...commands.flatMap(commandLines),
  ];
}

function commandLines({ usage, summary, description, ...command }: CommandDocument): string[] {
  return [
    `.SS ${code(usage)}`,
    text(`${summary}.`),
    ...paragraphs(description ?? ""),
    ...command.arguments.flatMap((each) => [".TP", `.I ${code(each.name)}`, text(`${each.summary}.`)]),
    ...command.options.flatMap(optionLines),
    ".PP",
    command.examples.length > 1 ? "Examples:" : "Example:",
    ".PP",
    ".nf",
    ".RS",
    ...command.examples.map((example) => `\\fB${code(example)}\\fR`),
    ".RE",
    ".fi",
  ];
}

function optionLines({ name, short, placeholder, summary }: OptionDocument): string[] {
  const names = [...(short === null ? [] : [short]), name].map((each) => `\\fB${code(each)}\\fR`).join(", ");
  const value = placeholder === null ? "" : ` \\fI${code(placeholder)}\\fR`;
  return [".TP", `${names}${value}`, text(`${summary}.`)];
}

/** As in the help: a sentence that begins a line begins a paragraph. */
const paragraphs = (description: string): string[] =>
  description === ""
    ? []
    : description
        .replaceAll(/(?<![.:?])\n/g, " ")
        .split("\n")
        .flatMap((each) => [".PP", text(each)]);

/** What is typed: hyphens, quotes and accents as they are, so that it can be copied. */
const code = (typed: string): string =>
  typed
    .replaceAll("\\", "\\e")
    .replaceAll("-", "\\-")
    .replaceAll("'", "\\(aq")
    .replaceAll("`", "\\(ga")
    .replaceAll("^", "\\(ha")
    .replaceAll("~", "\\(ti");

/** A sentence, with what stands in it between accents as it is typed. */
function text(sentence: string): string {
  const line = sentence
    .split("`")
    .map((part, index) => (index % 2 === 1 ? `\\fB${code(part)}\\fR` : prose(part)))
    .join("");
  return /^[.']/.test(line) ? `\\&${line}` : line;
}

/** Options keep their two hyphens together. */
const prose = (part: string): string =>
  part
    .replaceAll("\\", "\\e")
    .replaceAll(/(?<![\w-])--?(?=[a-zA-Z])[\w-]*/g, code)
    .replaceAll("~", "\\(ti")
    .replaceAll("^", "\\(ha");

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const root = dirname(dirname(fileURLToPath(import.meta.url)));
  const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { version: string };
  mkdirSync(join(root, "dist/man"), { recursive: true });
  writeFileSync(join(root, "dist/man/cloud-runner.1"), manPage((await helpDocument([])) as Help, version));
}
