// The short form of `npm run test:abuse`, which measures how long others wait too.
import { expect, test } from "vitest";
import { faultsIn, runLoad } from "../abuse/load.ts";

test("a load of hostile requests is answered without long turns, and ends nothing", async () => {
  expect(faultsIn(await runLoad({ seed: 1, requests: 80 }))).toEqual([]);
}, 60_000);
