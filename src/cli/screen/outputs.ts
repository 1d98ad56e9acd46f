// Where everything is, for people and for a shell.
import type { StackOutputs } from "../../library/stack/outputs.ts";
import { facts } from "../shell/table.ts";
import type { View } from "../shell/view.ts";

export function renderOutputs({ environment, ...outputs }: StackOutputs, view: Pick<View, "paint">): string {
  const { paint } = view;
  const pairs = Object.entries(outputs).map(([key, value]) => [spaced(key), value] as const);
  return [facts(pairs, view), "", paint.dim("environment"), exportLines(environment, "  ")].join("\n");
}

/** For `eval "$(cloud-runner outputs --env)"`. */
export const exportLines = (environment: Readonly<Record<string, string>>, indent = ""): string =>
  Object.entries(environment)
    .map(([name, value]) => `${indent}export ${name}=${quoted(value)}`)
    .join("\n");

const quoted = (value: string): string =>
  /^[\w@%+=:,./-]*$/.test(value) ? value : `'${value.replaceAll("'", String.raw`'\''`)}'`;

const spaced = (key: string): string => key.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
