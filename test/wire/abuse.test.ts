// The short form of `npm run test:abuse`, beside other tests: the long form has lower bars for the waits.
import { expect, test } from "vitest";
import { runLoad, verdictOn } from "../abuse/load.ts";

test("a load of hostile requests keeps nobody waiting, and ends nothing", async () => {
  const report = await runLoad({ seed: 1, requests: 80 });
  expect(verdictOn(report, { medianMs: 50, longestMs: 500 })).toEqual([]);
}, 60_000);
