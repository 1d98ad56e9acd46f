// Writes Terraform's language, laid out as `terraform fmt` lays it out.
// https://developer.hashicorp.com/terraform/language/syntax

/** Stands as it is, such as `var.project`. */
export class Expression {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

export const raw = (text: string): Expression => new Expression(text);

export type Value = string | number | boolean | Expression | readonly Value[] | { [key: string]: Value };

/** In the order in which it is written; what is undefined is left out. */
export type Body = readonly (Attribute | Block | undefined)[];
export type Attribute = readonly [name: string, value: Value | undefined];
export interface Block {
  /** `resource "google_pubsub_topic" "topic"` */
  head: string;
  body: Body;
}

export const block = (head: string, body: Body): Block => ({ head, body });

const isAttribute = (entry: Attribute | Block): entry is Attribute => Array.isArray(entry);

/** Blocks of the top level, an empty line between them. */
export const fileOf = (blocks: readonly Block[]): string =>
  `${blocks.map((each) => linesOfBlock(each).join("\n")).join("\n\n")}\n`;

function linesOfBlock({ head, body }: Block): string[] {
  const lines = linesOfBody(body).map((line) => (line === "" ? "" : `  ${line}`));
  return lines.length === 0 ? [`${head} {}`] : [`${head} {`, ...lines, "}"];
}

/** What takes several lines stands apart from what is before it; what takes one is lined up with its neighbours. */
function linesOfBody(body: Body): string[] {
  const lines: string[] = [];
  let neighbours: [name: string, value: string][] = [];
  const flush = () => {
    if (neighbours.length > 0 && lines.length > 0) lines.push("");
    const width = Math.max(0, ...neighbours.map(([name]) => name.length));
    lines.push(...neighbours.map(([name, value]) => `${name.padEnd(width)} = ${value}`));
    neighbours = [];
  };
  const apart = (several: readonly string[]) => {
    flush();
    if (lines.length > 0) lines.push("");
    lines.push(...several);
  };
  for (const entry of body) {
    if (entry === undefined) continue;
    if (!isAttribute(entry)) {
      apart(linesOfBlock(entry));
      continue;
    }
    const [name, value] = entry;
    if (value === undefined) continue;
    const [first, ...rest] = linesOfValue(value);
    if (rest.length > 0) apart([`${name} = ${first}`, ...rest]);
    else neighbours.push([name, first!]);
  }
  flush();
  return lines;
}

function linesOfValue(value: Value): string[] {
  if (value instanceof Expression) return [value.text];
  if (typeof value === "string") return [quoted(value)];
  if (typeof value !== "object") return [String(value)];
  if (Array.isArray(value)) return linesOfList(value as readonly Value[]);
  const entries = Object.entries(value as Record<string, Value>);
  if (entries.length === 0) return ["{}"];
  const pairs = entries.map(([key, each]): Attribute => [keyOf(key), each]);
  return ["{", ...linesOfBody(pairs).map((line) => (line === "" ? "" : `  ${line}`)), "}"];
}

function linesOfList(values: readonly Value[]): string[] {
  const items = values.map((each) => linesOfValue(each).join(" "));
  const line = `[${items.join(", ")}]`;
  return line.length <= 80 ? [line] : ["[", ...items.map((item) => `  ${item},`), "]"];
}

const keyOf = (key: string): string => (/^[A-Za-z_][\w-]*$/.test(key) ? key : quoted(key));

/** Nothing in it is an expression. */
export function quoted(text: string): string {
  const json = JSON.stringify(text).replaceAll(/[$%](?=\{)/g, (sign) => sign + sign);
  return json.replaceAll(String.raw`\b`, String.raw`\u0008`).replaceAll(String.raw`\f`, String.raw`\u000c`);
}
