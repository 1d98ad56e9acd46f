import { PassThrough } from "node:stream";
import { expect, it } from "vitest";
import { onLines } from "../../../../../../src/local/services/run/serving/output-lines.ts";

const linesOf = async (...chunks: (string | Uint8Array)[]): Promise<string[]> => {
  const output = new PassThrough();
  const lines: string[] = [];
  onLines(output, (line) => lines.push(line));
  for (const chunk of chunks) output.write(chunk);
  output.end();
  await new Promise((done) => output.once("end", done));
  return lines;
};

it("ends lines at line feeds alone", async () => {
  const forged = 'Wrote a\u2028{"severity":"CRITICAL"}\u2029b.csv\u0085c\rd';
  expect(await linesOf(`${forged}\nnext\r\n\nlast`)).toEqual([forged, "next", "", "last"]);
});

it("joins what comes in pieces, inside a letter too", async () => {
  const bytes = Buffer.from("naïve 😀\nend\n");
  expect(await linesOf(...Array.from(bytes, (_, at) => bytes.subarray(at, at + 1)))).toEqual([
    "naïve 😀",
    "end",
  ]);
});
