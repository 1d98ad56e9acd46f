// One-line changes of a source file, each of which a good test should notice.
import { parseSync } from "oxc-parser";

export interface Mutant {
  /** Relative to the root of the sources. */
  file: string;
  line: number;
  kind: string;
  start: number;
  end: number;
  before: string;
  after: string;
}

interface Node {
  type: string;
  start: number;
  end: number;
  [key: string]: unknown;
}
type Change = [kind: string, at: { start: number; end: number }, after: string];

const swaps: Readonly<Record<string, [kind: string, operator: string][]>> = {
  "<": [
    ["boundary", "<="],
    ["comparison", ">="],
  ],
  "<=": [
    ["boundary", "<"],
    ["comparison", ">"],
  ],
  ">": [
    ["boundary", ">="],
    ["comparison", "<="],
  ],
  ">=": [
    ["boundary", ">"],
    ["comparison", "<"],
  ],
  "===": [["comparison", "!=="]],
  "!==": [["comparison", "==="]],
  "+": [["arithmetic", "-"]],
  "-": [["arithmetic", "+"]],
  "*": [["arithmetic", "/"]],
  "/": [["arithmetic", "*"]],
  "%": [["arithmetic", "*"]],
  "**": [["arithmetic", "*"]],
  "&&": [["logic", "||"]],
  "||": [["logic", "&&"]],
  "??": [["logic", "&&"]],
};

export function mutantsOf(file: string, source: string): Mutant[] {
  const { program } = parseSync(file, source);
  const mutants: Mutant[] = [];
  walk(program as unknown as Node, undefined, (node, parent) => {
    for (const [kind, { start, end }, after] of changesOf(node, parent, source)) {
      const line = source.slice(0, start).split("\n").length;
      mutants.push({ file, line, kind, start, end, before: source.slice(start, end), after });
    }
  });
  return mutants;
}

export const apply = (source: string, { start, end, after }: Mutant): string =>
  source.slice(0, start) + after + source.slice(end);

/** Where the functions of a source lie, and the source with a mark at the start of each, to see which tests reach it. */
export function markFunctions(
  file: string,
  source: string,
  firstId: number,
): { code: string; functions: { id: number; from: number; to: number }[]; module: number } {
  const insertions: [at: number, text: string][] = [];
  const functions: { id: number; from: number; to: number }[] = [];
  const mark = (id: number) => `(globalThis.reached ??= [])[${id}] = true`;
  walk(parseSync(file, source).program as unknown as Node, undefined, (node) => {
    const body = node["body"] as Node | null;
    if (!/^(FunctionDeclaration|FunctionExpression|ArrowFunctionExpression)$/.test(node.type) || !body)
      return;
    const id = firstId + functions.length;
    functions.push({ id, from: node.start, to: node.end });
    if (body.type === "BlockStatement") insertions.push([body.start + 1, `${mark(id)};`]);
    else insertions.push([body.start, `(${mark(id)}, (`], [body.end, "))"]);
  });
  const module = firstId + functions.length;
  insertions.push([source.length, `\n${mark(module)};\n`]);
  const code = insertions
    .toSorted(([a], [b]) => b - a)
    .reduce((text, [at, added]) => text.slice(0, at) + added + text.slice(at), source);
  return { code, functions, module };
}

function changesOf(node: Node, parent: Node | undefined, source: string): Change[] {
  switch (node.type) {
    case "BinaryExpression":
    case "LogicalExpression": {
      const [left, right] = [node["left"] as Node, node["right"] as Node];
      if (node["operator"] === "+" && (isText(left) || isText(right))) return [];
      const between = source.slice(left.end, right.start);
      const start = left.end + between.indexOf(node["operator"] as string);
      const at = { start, end: start + (node["operator"] as string).length };
      return (swaps[node["operator"] as string] ?? []).map(([kind, operator]) => [kind, at, operator]);
    }
    case "IfStatement":
    case "ConditionalExpression": {
      const test = node["test"] as Node;
      return [["condition", test, `!(${source.slice(test.start, test.end)})`]];
    }
    case "Literal":
      return literal(node, parent);
    case "ReturnStatement":
      return isNothing(node["argument"] as Node | null) ? [] : [["return", node, "return;"]];
    case "ArrowFunctionExpression": {
      const body = node["body"] as Node;
      return body.type === "BlockStatement" || isNothing(body) ? [] : [["return", body, "undefined"]];
    }
    case "ExpressionStatement":
    case "ThrowStatement":
      return [["statement", node, ";"]];
    case "CallExpression":
    case "MemberExpression": {
      if (!node["optional"]) return [];
      const from = ((node["object"] ?? node["callee"]) as Node).end;
      const start = source.indexOf("?.", from);
      const isName = node.type === "MemberExpression" && !node["computed"];
      return [["optional chain", { start, end: start + 2 }, isName ? "." : ""]];
    }
    default:
      return [];
  }
}

function literal(node: Node, parent: Node | undefined): Change[] {
  const { value } = node;
  const isKey = parent?.["key"] === node || /^(Import|Export)/.test(parent?.type ?? "");
  if (isKey || parent?.type === "ExpressionStatement") return [];
  if (typeof value === "boolean") return [["constant", node, `${!value}`]];
  if (typeof value === "number") return [["constant", node, `${value === 0 ? 1 : value * 2}`]];
  if (typeof value === "string") return [["constant", node, value === "" ? '"changed"' : '""']];
  return [];
}

const isNothing = (node: Node | null): boolean => !node || node["name"] === "undefined";

const isText = (node: Node): boolean =>
  node.type === "TemplateLiteral" || (node.type === "Literal" && typeof node["value"] === "string");

/** Types are no code: of a node of TypeScript's only the expression inside counts. */
function walk(
  node: Node,
  parent: Node | undefined,
  visit: (node: Node, parent: Node | undefined) => void,
): void {
  if (node.type.startsWith("TS")) {
    const inner = node["expression"] as Node | undefined;
    if (/^TS(As|NonNull|Satisfies)/.test(node.type) && inner) walk(inner, parent, visit);
    return;
  }
  visit(node, parent);
  for (const child of Object.values(node).flat()) {
    if (typeof (child as Node | null)?.type === "string") walk(child as Node, node, visit);
  }
}
