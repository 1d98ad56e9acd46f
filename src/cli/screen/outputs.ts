// Where everything is, for people and for a shell.
import type { StackOutputs } from "../../library/stack/outputs.ts";
import { facts } from "../shell/table.ts";
import type { View } from "../shell/view.ts";

/** Variables for other clients are for a shell alone: `exportLines`. */
export function renderOutputs(outputs: StackOutputs, view: Pick<View, "paint">): string {
  const pairs = Object.entries(outputs).flatMap(([key, value]) =>
    typeof value === "string" ? [[spaced(key), value] as const] : [],
  );
  return [facts(pairs, view), "", forOtherClients("cloud-runner outputs --env")].join("\n");
}

/** How a shell gets the variables by which other clients find what is up. */
export const forOtherClients = (command: string): string =>
  `For other clients in this shell: eval "$(${command})"`;

/** What a user needs first. */
export const renderPlaces = (
  { project, region, inputBucket, outputBucket, serviceUrl, target }: StackOutputs,
  view: Pick<View, "paint">,
): string =>
  facts(
    [
      ["project", target === "gcp" ? `${project}, ${region}` : undefined],
      ["input bucket", inputBucket],
      ["output bucket", outputBucket],
      ["service url", serviceUrl],
    ],
    view,
  );

/** For `eval "$(cloud-runner outputs --env)"`. */
export const exportLines = (environment: Readonly<Record<string, string>>): string =>
  Object.entries(environment)
    .map(([name, value]) => `export ${name}=${quoted(value)}`)
    .join("\n");

const quoted = (value: string): string =>
  /^[\w@%+=:,./-]*$/.test(value) ? value : `'${value.replaceAll("'", String.raw`'\''`)}'`;

const spaced = (key: string): string => key.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
