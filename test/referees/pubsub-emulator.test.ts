// Google's Pub/Sub emulator as referee: the same questions to it and to ours, through Google's client.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { pubsubEmulator } from "../support/google-tools.ts";
import { cases } from "./pubsub-cases.ts";
import { startEmulator, startOurs, type Side } from "./pubsub-sides.ts";

const found = pubsubEmulator();
const lacks = "lacks" in found ? found.lacks : undefined;

describe.skipIf(lacks !== undefined)(`Pub/Sub here and there${lacks ? ` (skipped: ${lacks})` : ""}`, () => {
  let emulator: Side;
  let ours: Side;

  beforeAll(async () => {
    emulator = await startEmulator((found as { jar: string }).jar);
    ours = await startOurs();
  });
  afterAll(async () => {
    await Promise.all([emulator?.close(), ours?.close()]);
  });

  it.each(cases.filter(({ differs }) => differs === undefined))("agree: $title", async ({ ask }) => {
    const [theirs, mine] = await Promise.all([ask(emulator), ask(ours)]);
    expect(mine).toEqual(theirs);
  });

  it.each(cases.filter(({ differs }) => differs !== undefined))(
    "differ as they should: $title, because $differs.reason",
    async ({ ask, differs }) => {
      const [theirs, mine] = await Promise.all([ask(emulator), ask(ours)]);
      expect({ emulator: theirs, ours: mine }).toEqual({ emulator: differs!.emulator, ours: differs!.ours });
    },
  );
});
