// `npm run scale` shows docs/scale.md as it follows from the simulations; with --write it writes it.
import { writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { document } from "./document.ts";

const { values } = parseArgs({ options: { write: { type: "boolean", default: false } } });
if (values.write) await writeFile(fileURLToPath(new URL("../../docs/scale.md", import.meta.url)), document());
else process.stdout.write(document());
