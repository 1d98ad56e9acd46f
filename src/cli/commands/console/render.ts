// What `cloud-runner console` prints: the address alone on a line, so that it can be copied or clicked.
import type { View } from "../../shell/view.ts";
import type { ConsoleAddress } from "./run.ts";

export function render({ url, target, opened }: ConsoleAddress, { paint }: View): string {
  const of = target === "gcp" ? "Google Cloud" : "the local cloud";
  const opening = opened ? "It opens in your browser. " : "";
  return [
    `The console of ${of} is at`,
    paint.bold(url),
    paint.dim(`${opening}Whoever has this address may do what you may. Ctrl-C ends it.`),
  ].join("\n");
}
