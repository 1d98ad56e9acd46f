// The image that `npm run build` makes, for tests that run it: they are skipped where it is not built, and fail in CI.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const packageFolder = fileURLToPath(new URL("../../", import.meta.url));
export const imageDir = join(packageFolder, "dist", "image");
export const isBuilt = existsSync(join(imageDir, "server.mjs"));
if (!isBuilt && process.env["CI"] === "true") throw new Error("dist/image is missing: npm run build");
