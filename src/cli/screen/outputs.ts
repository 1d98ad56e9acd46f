// Where everything is, for people and for a shell.
import type { StackOutputs } from "../../library/stack/outputs.ts";
import { settingBy, settingOf } from "../../core/shell-quote.ts";
import { commandText } from "../layout/command-text.ts";
import { unbroken } from "../layout/wrap.ts";
import { facts } from "../shell/table.ts";
import type { View } from "../shell/view.ts";

type Screen = Pick<View, "paint" | "wrapsAt" | "breaksCommands" | "placed">;

/** Variables for other clients are for a shell alone: `exportLines`. */
export function renderOutputs(outputs: StackOutputs, view: Screen): string {
  const pairs = Object.entries(outputs).flatMap(([key, value]) =>
    typeof value === "string" ? [[spaced(key), value] as const] : [],
  );
  return [facts(pairs, view), "", forOtherClients("cloud-runner outputs --env", view)].join("\n");
}

/** How a shell gets the variables by which other clients find what is up. */
export function forOtherClients(command: string, view: Screen): string {
  const intro = "For other clients in this shell:";
  const line = settingBy(view.placed?.(command) ?? command);
  return intro.length + 1 + line.length <= view.wrapsAt
    ? `${intro} ${line}`
    : `${intro}\n${commandText(line, view)}`;
}

/** What a user needs first. */
export const renderPlaces = (
  { project, region, inputBucket, outputBucket, serviceUrl, target }: StackOutputs,
  view: Screen,
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
export const exportLines = (
  environment: Readonly<Record<string, string>>,
  view: Pick<View, "wrapsAt">,
): string =>
  Object.entries(environment)
    .map(([name, value]) => unbroken(settingOf(name, value), view))
    .join("\n");

const spaced = (key: string): string => key.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
