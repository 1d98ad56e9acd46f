import { expect, it } from "vitest";
import { sourcesFrom } from "../../../../src/cli/options/sources.ts";
import { fakeIo } from "../support.ts";

it("reads standard input for -, and only when it is asked to", async () => {
  const io = fakeIo();
  const [file, piped] = sourcesFrom(["a.csv", "-"], io);
  io.stdin.end("date,y\n");
  expect(file).toBe("a.csv");
  const { name, label, content } = piped as {
    name: string;
    label: string;
    content: () => Promise<Uint8Array>;
  };
  expect({ name, label }).toEqual({ name: "stdin.csv", label: "standard input" });
  expect(String(await content())).toBe("date,y\n");
});

it("refuses a terminal as standard input", () => {
  expect(() => sourcesFrom(["-"], fakeIo({ tty: true }))).toThrow(/terminal/);
  expect(sourcesFrom(["a.csv"], fakeIo({ tty: true }))).toEqual(["a.csv"]);
});
