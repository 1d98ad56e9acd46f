// A page that stands alone in one file: its script, its style and its data are in it, and it may load nothing else.
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { ReportData } from "../../core/report/report-data.ts";

export interface PageContent {
  data: ReportData;
  /** Rows of series, packed, in base64. */
  chunks: readonly string[];
}

/** @param packageFolder of this package, which is built */
export async function composePage(packageFolder: string, { data, chunks }: PageContent): Promise<string> {
  const folder = join(packageFolder, "dist/pages");
  const read = (name: string) => readFile(join(folder, name), "utf8");
  const [script, style, licenses] = await Promise.all([
    read("report.js"),
    read("report.css"),
    read("licenses.txt"),
  ]);
  const policy = [
    "default-src 'none'",
    `script-src '${digest(script)}'`,
    `style-src '${digest(style)}'`,
    "img-src data:",
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${escapeText(data.title)}</title>
<!--
The script of this page is made of others' work too:

${licenses.replaceAll("--", "- -").trim()}
-->
<style>${style}</style>
</head>
<body>
<p id="until-drawn">This report draws itself. Where this line stays, the browser is too old: Chrome 110, Firefox 115, Safari 16.4 and all newer ones show it.</p>
<div id="report"></div>
<noscript><p>This report is drawn by a script of its own, which is switched off here. Nothing is loaded from anywhere.</p></noscript>
<script type="application/json" id="report-data">${jsonInScript(data)}</script>
${chunks.map((chunk, index) => `<script type="text/plain" id="chunk-${index}">${chunk}</script>\n`).join("")}<script>${script}</script>
</body>
</html>
`;
}

const digest = (text: string): string => `sha256-${createHash("sha256").update(text).digest("base64")}`;

const escapes: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
const escapeText = (text: string): string => text.replaceAll(/[&<>"]/g, (letter) => escapes[letter]!);

/** No name in it ends the element. */
const jsonInScript = (data: unknown): string => JSON.stringify(data).replaceAll("<", "\\u003c");
