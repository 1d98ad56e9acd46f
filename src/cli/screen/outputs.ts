// Where everything is, for people and for a shell.
import type { StackOutputs } from "../../library/stack/outputs.ts";
import { facts } from "../shell/table.ts";
import type { View } from "../shell/view.ts";

export function renderOutputs(outputs: StackOutputs, view: Pick<View, "paint">): string {
  const variables = exportLines(outputs.environment, "  ");
  return [renderPlaces(outputs, view), "", view.paint.dim("environment"), variables].join("\n");
}

/** Without the variables for other clients. */
export function renderPlaces(outputs: StackOutputs, view: Pick<View, "paint">): string {
  const pairs = Object.entries(outputs).flatMap(([key, value]) =>
    typeof value === "string" ? [[spaced(key), value] as const] : [],
  );
  return facts(pairs, view);
}

/** For `eval "$(cloud-runner outputs --env)"`. */
export const exportLines = (environment: Readonly<Record<string, string>>, indent = ""): string =>
  Object.entries(environment)
    .map(([name, value]) => `${indent}export ${name}=${quoted(value)}`)
    .join("\n");

const quoted = (value: string): string =>
  /^[\w@%+=:,./-]*$/.test(value) ? value : `'${value.replaceAll("'", String.raw`'\''`)}'`;

const spaced = (key: string): string => key.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
