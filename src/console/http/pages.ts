// The page's own files. They are few and small, so they are read once; a browser that has them asks only whether they are new.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Context, Hono } from "hono";
import { enterScript, unbuiltPage } from "./small-pages.ts";

const files = {
  "/": { file: "console.html", type: "text/html; charset=utf-8" },
  "/console.js": { file: "console.js", type: "text/javascript; charset=utf-8" },
  "/console.css": { file: "console.css", type: "text/css; charset=utf-8" },
} as const;

const scriptType = "text/javascript; charset=utf-8";

/** @param folder `dist/pages` of the package */
export function addPages(app: Hono, folder: string): void {
  app.get("/enter.js", (c) => c.body(enterScript, 200, { "content-type": scriptType }));
  for (const [path, { file, type }] of Object.entries(files)) {
    const content = contentOf(join(folder, file)) ?? (path === "/" ? Buffer.from(unbuiltPage) : undefined);
    if (content === undefined) continue;
    const etag = `"${createHash("sha256").update(content).digest("base64url").slice(0, 24)}"`;
    const body = new Uint8Array(content);
    app.get(path, (c: Context) => {
      c.header("cache-control", "no-cache");
      c.header("etag", etag);
      return c.req.header("if-none-match") === etag
        ? c.body(null, 304)
        : c.body(body, 200, { "content-type": type });
    });
  }
}

function contentOf(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch {
    return undefined;
  }
}
