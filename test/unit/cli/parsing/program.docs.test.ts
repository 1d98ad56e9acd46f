// Commands in the pages for newcomers are ones that the tool takes: names, options, and parameters with their values.
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parametersFrom, type ParameterOptions } from "../../../../src/cli/options/forecast-parameters.ts";
import { parseArguments } from "../../../../src/cli/parsing/program.ts";
import { checkGiven } from "../../../../src/library/predict/known-parameters.ts";
import { modelDescriptions } from "../../../../src/model/parameters/model-descriptions.ts";

/** In code spans, and in lines that are indented as code; up to a remark. */
function commandsIn(page: string): string[] {
  const text = readFileSync(new URL(`../../../../${page}`, import.meta.url), "utf8");
  const spans = [...text.matchAll(/`((?:npx )?cloud-runner [^`]+)`/g)].map(([, command]) => command!);
  const lines = [...text.matchAll(/^ {4}(?:\$ )?((?:npx )?cloud-runner .+)$/gm)].map(
    ([, command]) => command!,
  );
  return [...new Set([...spans, ...lines].map((command) => command.replace(/ +# .*$/, "")))];
}

/** As a shell would, for quotes that hold no quotes of their own kind. */
const wordsOf = (command: string): string[] =>
  [...command.matchAll(/(?:'[^']*'|"[^"]*"|[^\s'"])+/g)]
    .map(([word]) => word.replaceAll(/'([^']*)'|"([^"]*)"/g, (_, single, double) => String(single ?? double)))
    .slice(command.startsWith("npx ") ? 2 : 1);

describe.each(["README.md", "docs/coming-from.md", "docs/dead-letters.md", "docs/google-cloud.md"])(
  "%s",
  (page) => {
    const commands = commandsIn(page)
      // What is only named, or stands for any.
      .filter((command) => !/ (COMMAND|NAME)( |$)|\[|\.\.\.$/.test(command));

    it("has commands", () => {
      expect(commands.length).toBeGreaterThan(4);
    });

    it.each(commands)("%s", async (command) => {
      const invocation = await parseArguments(wordsOf(command));
      const check = () => {
        if (invocation.kind !== "command" || !Object.hasOwn(invocation.input.options, "param")) return;
        checkGiven(parametersFrom(invocation.input.options as never as ParameterOptions), modelDescriptions);
      };
      expect(check).not.toThrow();
    });
  },
);
