import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { bringingUp } from "../../../../src/cli/questions/bring-up.ts";
import { nothingIsUp } from "../../../../src/library/local-cloud/local-cloud.ts";
import { UsageError } from "../../../../src/core/errors.ts";
import { fakeContext, fakeIo, type FakeIoOptions } from "../support.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "cloud-runner-bring-up-"));
});
afterAll(() => rm(folder, { recursive: true }));

const absent = async () => {
  throw nothingIsUp(folder);
};
const asking = (answer: string) => vi.fn<(question: string) => Promise<string>>(async () => answer);
const contextOf = (options: FakeIoOptions, flags = {}) => {
  const io = fakeIo({ cwd: folder, ...options });
  return fakeContext(io, flags);
};

describe("work that finds nothing up", () => {
  it("is not done when the answer is no, and says which command would bring it up", async () => {
    const ask = asking("n");
    const context = contextOf({ tty: true });
    const progress = context.progress as unknown as { told: string[] };
    await expect(bringingUp(context, absent, ask)).rejects.toMatchObject({
      code: "local-cloud.absent",
      fix: "cloud-runner up",
    });
    expect(ask).toHaveBeenCalledOnce();
    const told = progress.told.join("\n");
    expect(told).toContain("Nothing is up in this folder.");
    expect(told).toContain("one process in the background");
    expect(told).toContain("`cloud-runner down` removes it");
  });

  it.each<[string, FakeIoOptions, object]>([
    ["without a terminal", { tty: false }, {}],
    ["with --json", { tty: true }, { json: true }],
    ["with --quiet", { tty: true }, { quiet: true }],
    ["in continuous integration", { tty: true, env: { CI: "1" } }, {}],
    ["without a terminal, whatever --yes says", { tty: false }, { yes: true }],
  ])("asks nobody and makes nothing %s", async (_, io, flags) => {
    const ask = asking("y");
    await expect(bringingUp(contextOf(io, flags), absent, ask)).rejects.toMatchObject({
      fix: "cloud-runner up",
    });
    expect(ask).not.toHaveBeenCalled();
  });

  it("leaves other failures alone", async () => {
    const ask = asking("y");
    const wrong = new UsageError("No.", { fix: "Another." });
    await expect(bringingUp(contextOf({ tty: true }), async () => Promise.reject(wrong), ask)).rejects.toBe(
      wrong,
    );
    expect(ask).not.toHaveBeenCalled();
  });
});
