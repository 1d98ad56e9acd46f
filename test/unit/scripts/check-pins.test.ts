import { globSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { actionProblems, baseProblems, lockProblems } from "../../../scripts/check-pins.ts";

describe("lockProblems", () => {
  test("names each package whose bytes are not known, and no link", () => {
    const packages = {
      "": {},
      "node_modules/good": { integrity: "sha512-abc" },
      "node_modules/linked": { link: true },
      "node_modules/weak": { integrity: "sha1-abc" },
      "node_modules/none": {},
    };
    expect(lockProblems({ packages }).map((line) => line.split(" ")[1])).toEqual([
      "node_modules/weak",
      "node_modules/none",
    ]);
  });

  test("finds none in this project's", () => {
    expect(lockProblems(JSON.parse(readFileSync("package-lock.json", "utf8")))).toEqual([]);
  });
});

describe("actionProblems", () => {
  test("takes a commit or a folder of the project, and no tag", () => {
    const commit = `actions/checkout@${"0a".repeat(20)}`;
    const workflow = `steps:\n  - uses: ${commit} # v4.2.2\n  - uses: ./here\n  - uses: actions/setup-node@v4\n`;
    expect(actionProblems("ci.yml", workflow)).toEqual([
      "ci.yml: actions/setup-node@v4 is a tag; name the commit, and the tag behind it as a comment",
    ]);
  });
});

describe("baseProblems", () => {
  const digest = `@sha256:${"0a".repeat(32)}`;

  test("names each base that is a tag, also by an argument, and no stage of the file's own", () => {
    const lines = [
      `ARG GOOD=node:24${digest}`,
      "ARG BAD=node:24",
      "FROM ${GOOD} AS build",
      "FROM --platform=linux/amd64 $BAD",
      "FROM build",
      "FROM scratch",
      "FROM ${UNKNOWN}",
    ];
    expect(baseProblems("Dockerfile", lines.join("\n"))).toEqual([
      "Dockerfile: node:24 is a tag; add the digest that `docker buildx imagetools inspect node:24` prints first",
      expect.stringContaining("${UNKNOWN} is a tag"),
    ]);
  });

  test.each(["Dockerfile", ...globSync("examples/*/Dockerfile")])("finds none in %s", (path) => {
    expect(baseProblems(path, readFileSync(path, "utf8"))).toEqual([]);
  });
});
