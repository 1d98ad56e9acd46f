import { describe, expect, it } from "vitest";
import type { CloudError } from "../../../../src/core/errors.ts";
import { call } from "../../../../src/provision/engine/context.ts";
import { isServiceDisabled } from "../../../../src/provision/google/cloud-error.ts";
import { context } from "../support.ts";

const number = "123456789012";
const text = (project: string) =>
  `Cloud Run Admin API has not been used in project ${project} before or it is disabled. Enable it by visiting x then retry.`;
const off = (consumer?: string) => ({
  code: 7,
  message: "off",
  reason: "SERVICE_DISABLED",
  errorInfoMetadata: { service: "run.googleapis.com", ...(consumer && { consumer }) },
});
/** What Service Usage says of the stack's own project. */
const usage = (state: string) => async () => ({
  getService: async ({ name }: { name: string }) => {
    expect(name).toMatch(/^projects\/[^/]+\/services\/run\.googleapis\.com$/);
    return [{ parent: `projects/${number}`, state }];
  },
});
const silent = async () => {
  throw new Error("no answer");
};

async function refused(error: object, serviceUsage: () => Promise<unknown>): Promise<CloudError> {
  const asked = call(context({ serviceUsage }), "run.GetService", "s", () => Promise.reject(error as Error));
  return asked.then(
    () => expect.unreachable(),
    (thrown: CloudError) => thrown,
  );
}

describe("an API that is off", () => {
  const own = context().project;

  it.each<[string, object, () => Promise<unknown>]>([
    ["by its number", off(`projects/${number}`), usage("ENABLED")],
    ["by its id", off(`projects/${own}`), silent],
    [
      "by its number in Storage's words",
      { code: 403, errors: [{ reason: "accessNotConfigured", message: text(number) }] },
      async () => ({ getService: async () => [{ parent: `projects/${number}` }] }),
    ],
    ["as Service Usage says, where the refusal names none", off(), usage("DISABLED")],
  ])(
    "is off in the stack's own project when the answer is about that, %s",
    async (_how, error, serviceUsage) => {
      expect(isServiceDisabled(await refused(error, serviceUsage))).toBe(true);
    },
  );

  it.each<[string, object, () => Promise<unknown>]>([
    ["is about another", off("projects/999"), usage("ENABLED")],
    ["is about another while it is off here too", off("projects/999"), usage("DISABLED")],
    ["names a project, and nobody says whether it is this one", off("projects/999"), silent],
    ["names none, and it is on here", off(), usage("ENABLED")],
  ])("says nothing of the stack's own project when the answer %s", async (_how, error, serviceUsage) => {
    const thrown = await refused(error, serviceUsage);
    expect(isServiceDisabled(thrown)).toBe(false);
    expect(thrown).toMatchObject({ code: "cloud.api-off-elsewhere", retryable: false });
    expect(thrown.details.join(" ")).toContain(`it says nothing of what ${own} holds`);
    expect(thrown.fix).toContain(`gcloud auth application-default set-quota-project ${own}`);
  });

  it("is to be enabled in the project that the answer names", async () => {
    const { fix } = await refused(off("projects/999"), silent);
    expect(fix).toMatch(/^gcloud services enable run.googleapis.com --project 999;/);
  });
});
