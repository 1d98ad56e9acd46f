// The short form of `npm run test:abuse`.
import { expect, test } from "vitest";
import { runLoad, verdictOn } from "../abuse/load.ts";

test("a load of hostile requests keeps nobody waiting, and ends nothing", async () => {
  expect(verdictOn(await runLoad({ seed: 1, requests: 80 }))).toEqual([]);
}, 60_000);
