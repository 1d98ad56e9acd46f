// Makes the JSON Schema of cloud-runner.json and docs/configuration.md out of the schema in src/core/config.ts.
// With --verify it writes nothing, and fails when one of them is not what it would write.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import * as z from "zod";
import { configSchema } from "../src/core/config.ts";

const root = dirname(dirname(fileURLToPath(import.meta.url)));

// Editors know draft 7 best.
const schema = z.toJSONSchema(configSchema, { io: "input", target: "draft-7" });
const files = {
  "schema/cloud-runner.schema.json": `${JSON.stringify(schema, undefined, 2)}\n`,
  "docs/configuration.md": documentation(),
};

const stale = Object.entries(files).filter(([path, text]) => text !== textOf(join(root, path)));
if (process.argv.includes("--verify")) {
  for (const [path] of stale)
    console.error(`${path} is out of date: run node scripts/update-config-docs.mjs`);
  if (stale.length > 0) process.exitCode = 1;
} else {
  for (const [path, text] of stale) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
    console.log(`wrote ${path}`);
  }
}

function textOf(path) {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}

function documentation() {
  const settings = Object.entries(schema.properties);
  const groups = settings.filter(([, { properties }]) => properties !== undefined);
  return [
    "<!-- Made by scripts/update-config-docs.mjs from src/core/config.ts. Do not edit it here. -->",
    "# Configuration",
    introduction(),
    table(settings.filter((setting) => !groups.includes(setting))),
    ...groups.flatMap(([name, group]) => [
      `## \`${name}\``,
      group.description,
      table(Object.entries(group.properties)),
    ]),
    "",
  ]
    .join("\n\n")
    .replace(/\n+$/, "\n");
}

function introduction() {
  return [
    "`cloud-runner.json` in the project folder. The file is optional, and so is every setting in it. Flags go over the",
    "environment (`cloud-runner help environment`), the environment over the file, the file over the defaults.",
    "",
    "    npx cloud-runner init             # writes a file to start from, which editors complete and check",
    "    npx cloud-runner init --print     # every setting with its default",
    "    npx cloud-runner config show      # every setting with its value here, and where the value comes from",
    "    npx cloud-runner config schema    # the JSON Schema of the file",
  ].join("\n");
}

/** Padded as the formatter wants it. */
function table(settings) {
  const rows = [
    ["setting", "may be", "default", "meaning"],
    ...settings.map(([name, setting]) => [
      `\`${name}\``,
      kindOf(setting),
      defaultOf(setting),
      meaningOf(setting),
    ]),
  ].map((cells) => cells.map((cell) => cell.replaceAll("|", "\\|")));
  const widths = rows[0].map((_, column) => Math.max(...rows.map((cells) => [...cells[column]].length)));
  const line = (cells) => `| ${cells.map((cell, column) => cell.padEnd(widths[column])).join(" | ")} |`;
  const [head, ...body] = rows.map(line);
  return [head, line(widths.map((width) => "-".repeat(width))), ...body].join("\n");
}

function code(value) {
  return `\`${JSON.stringify(value).replaceAll(/([:,])(?=\S)/g, "$1 ")}\``;
}

function kindOf({ type, enum: values, minimum, maximum, items, maxItems }) {
  if (values !== undefined) return values.map(code).join(", ");
  if (type === "integer") return `whole number, ${minimum} to ${maximum}`;
  if (items !== undefined) return `list of text, at most ${maxItems}`;
  return { string: "text", object: "object", boolean: "true or false" }[type];
}

function defaultOf(setting) {
  return "default" in setting ? code(setting.default) : "";
}

function meaningOf({ description, examples = [] }) {
  return [description, ...examples.map((example) => `Example: ${code(example)}.`)]
    .join(" ")
    .replaceAll(/docs\/([a-z-]+\.md)/g, "[docs/$1]($1)");
}
