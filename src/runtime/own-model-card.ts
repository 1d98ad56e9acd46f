// What lies beside a bundled model of the user's own and says what it is.
import { existsSync, readFileSync } from "node:fs";
import { ownModelFiles, type OwnModelCard } from "../core/contract.ts";

/** Undefined when the image has none. @param folder the image's, or a file in it */
export function readCard(folder: string | URL): OwnModelCard | undefined {
  const path = new URL(ownModelFiles.card, folder);
  return existsSync(path) ? (JSON.parse(readFileSync(path, "utf8")) as OwnModelCard) : undefined;
}
