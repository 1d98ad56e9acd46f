import { expect, it } from "vitest";
import { parseConfig } from "../../../../../src/core/config.ts";
import { namesFor } from "../../../../../src/core/names.ts";
import { expandGsWords } from "../../../../../src/library/predict/sources/gs-words.ts";
import { createContext } from "../../../../../src/provision/engine/context.ts";
import type { Clients } from "../../../../../src/provision/google/clients.ts";
import { virtualClock } from "../../../cli/support.ts";

const missing = () => Promise.reject(Object.assign(new Error("No such object: b/x"), { code: 404 }));

/** A bucket that holds objects of these names. */
async function expanded(word: string, ...objects: string[]) {
  const bucket = (name: string) => {
    const object = (of: string) => ({ bucket: { name }, name: of, metadata: { generation: "7" } });
    const file = (of: string) => ({
      ...object(of),
      getMetadata: objects.includes(of) ? async () => [] : missing,
    });
    return { file, getFiles: async () => [objects.map(object)] };
  };
  const clients = { storage: async () => ({ bucket }), faultBudgetMs: 0 } as unknown as Clients;
  const names = namesFor(parseConfig({ target: "gcp", project: "my-project" }, "test"));
  const { sources, notes } = await expandGsWords(createContext({ clients, clock: virtualClock(), names }), [
    word,
  ]);
  return { found: sources.map((source) => (typeof source === "string" ? source : source.label)), notes };
}

it("says which objects it leaves out since their names would lead out of a folder of results", async () => {
  const { found, notes } = await expanded(
    "gs://bkt/**",
    "../x.csv",
    "in/./y.csv",
    ".hidden/z.csv",
    "in/a..csv",
  );
  expect(found).toEqual(["gs://bkt/in/a..csv"]);
  expect(notes).toEqual([
    "Left out gs://bkt/../x.csv, gs://bkt/in/./y.csv: a part of the name is . or ..; name such an object itself.",
  ]);
  expect((await expanded("gs://bkt/../x.csv", "../x.csv")).found).toEqual(["gs://bkt/../x.csv"]);
});

it("says what it left out where nothing is left to forecast", async () => {
  await expect(expanded("gs://bkt/**", "a.png")).rejects.toMatchObject({
    code: "usage.no-such-file",
    details: ["Left out gs://bkt/a.png: their endings say no table; name such a file itself."],
  });
});
