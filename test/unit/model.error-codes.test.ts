import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const root = join(import.meta.dirname, "../..");
const read = (file: string) => readFileSync(join(root, file), "utf8");

/** Codes of single parameters share one row. */
const plain = (code: string) =>
  code.startsWith("parameter.") && code !== "parameter.unknown" ? "parameter.NAME" : code;

test("docs/error-codes.md lists every code of an input that can never work, and no other", () => {
  const files = [...globSync("src/model/**/*.ts", { cwd: root }), "src/runtime/delivery/failures.ts"];
  const codes = files.flatMap((file) =>
    [...read(file).matchAll(/\bcode: ["`]([a-z]+\.[^"`]+)["`]/g)].map((match) => plain(match[1]!)),
  );
  const given = [
    ...read("src/runtime/delivery/failures.ts")
      .split("const fixes")[1]!
      .matchAll(/^ {2}"([a-z]+\.[a-z-]+)":/gm),
  ];
  codes.push(...given.map((match) => match[1]!));
  const listed = [...read("docs/error-codes.md").matchAll(/^\| `([a-z]+\.[A-Za-z-]+)`/gm)].map(
    (match) => match[1]!,
  );
  expect(listed.toSorted()).toEqual([...new Set(codes)].toSorted());
});
