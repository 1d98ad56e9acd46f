// Terraform and Google's provider against the local cloud: what `up` made they import without making or deleting
// anything, and what they make of the same description `plan` calls unchanged.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseConfig, type ConfigInput } from "../../src/core/config.ts";
import { namesFor } from "../../src/core/names.ts";
import { emulatorVariables } from "../../src/library/stack/emulator-variables.ts";
import { apply } from "../../src/provision/engine/apply.ts";
import { plan, type Plan } from "../../src/provision/engine/plan.ts";
import { stackFor } from "../../src/provision/stack.ts";
import { providerVersion, terraformFile } from "../../src/provision/terraform/main-file.ts";
import { programOnPath, runTool, type Finished } from "../support/google-tools.ts";
import { openStack, testImage, type TestStack } from "../support/stack-on-local-cloud.ts";

const program = programOnPath("terraform");
/** As `terraform init -plugin-dir` takes it. */
const plugins = process.env["CLOUD_RUNNER_TERRAFORM_PLUGINS"];
const lacks =
  program === undefined
    ? "terraform is not installed"
    : plugins === undefined
      ? `CLOUD_RUNNER_TERRAFORM_PLUGINS names no folder with the provider ${providerVersion}`
      : undefined;

const everySetting: ConfigInput = {
  builder: "cloud-build",
  service: { cpu: 2, memory: "4Gi", concurrency: 4, timeoutSeconds: 900, minInstances: 1, maxInstances: 3 },
  delivery: { ackDeadlineSeconds: 300, minimumBackoffSeconds: 5, maxDeliveryAttempts: 50 },
  storage: { retentionDays: 30 },
  forecast: { model: "mstl", horizon: 28 },
  labels: { team: "planning" },
};

interface PlannedChange {
  address: string;
  change: { actions: string[]; importing?: object; before: object; after: object };
}

describe.skipIf(lacks !== undefined)(`Terraform (${lacks ?? "with the provider"})`, () => {
  let stack: TestStack;
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "terraform-"));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  async function terraform(...args: string[]): Promise<Finished> {
    const { httpPort, grpcPort, secret } = stack.cloud;
    const environment = emulatorVariables({ httpPort, grpcPort, secret, project: stack.ctx.project });
    const files = {
      TF_DATA_DIR: join(folder, ".terraform"),
      TF_CLI_CONFIG_FILE: join(folder, "terraformrc"),
    };
    return runTool(program!, [`-chdir=${folder}`, ...args], {
      ...environment,
      ...files,
      CHECKPOINT_DISABLE: "1",
    });
  }
  async function done(...args: string[]): Promise<string> {
    const { code, stdout, stderr } = await terraform(...args);
    expect({ code, said: code === 0 ? "" : `${stdout}${stderr}` }).toEqual({ code: 0, said: "" });
    return stdout;
  }

  const planFor = (input: ConfigInput): Promise<Plan> => {
    const config = parseConfig(input, "test");
    const options = { withBuilder: config.builder === "cloud-build" };
    return plan(stack.ctx, stackFor(config, namesFor(config), testImage, options));
  };

  async function exported(input: ConfigInput): Promise<string> {
    const { nodes, observed } = await planFor(input);
    return terraformFile(nodes, observed, stack.ctx);
  }

  async function initialised(text: string): Promise<void> {
    await rm(folder, { recursive: true, force: true });
    folder = await mkdtemp(join(tmpdir(), "terraform-"));
    await writeFile(join(folder, "terraformrc"), "");
    await writeFile(join(folder, "main.tf"), text);
    await done("init", `-plugin-dir=${plugins}`, "-input=false");
  }

  const pending = async (input: ConfigInput): Promise<string[]> => {
    const { rows } = await planFor(input);
    return rows.filter(({ action }) => action !== "noop").map(({ action, id }) => `${action} ${id}`);
  };

  it.each<[string, ConfigInput]>([
    ["a plain stack", {}],
    ["a stack with every setting", everySetting],
  ])("imports %s, changes labels alone, and is then at rest", async (_, input) => {
    stack = await openStack();
    try {
      await apply(stack.ctx, await planFor(input), {});
      await initialised(await exported(input));
      await done("fmt", "-check", "-diff");
      await done("plan", "-out=first", "-input=false");
      const first = JSON.parse(await done("show", "-json", "first")) as { resource_changes: PlannedChange[] };
      const managed = first.resource_changes.filter(({ address }) => !address.startsWith("data."));
      expect(managed.length).toBeGreaterThan(20);
      for (const { address, change } of managed) {
        expect({ address, imported: change.importing !== undefined }).toEqual({ address, imported: true });
        expect(["no-op", "update"]).toContain(change.actions.join());
        const differing = Object.entries(change.after)
          .filter(([key, value]) => JSON.stringify(value) !== JSON.stringify((change.before as never)[key]))
          .map(([key]) => key);
        // The provider never imports labels, so it takes them for new.
        for (const key of differing)
          expect([address, key]).toEqual([address, expect.stringMatching(/^(terraform_)?labels$/)]);
      }
      await done("apply", "-input=false", "first");
      const second = await terraform("plan", "-detailed-exitcode", "-input=false");
      expect(second).toMatchObject({ code: 0 });
      expect(await pending(input)).toEqual([]);
    } finally {
      await stack.close();
    }
  });

  it("makes of the same description what `plan` calls unchanged", async () => {
    stack = await openStack();
    await stack.up();
    const [resources] = (await exported({})).split("# Only for the first");
    await stack.close();
    stack = await openStack();
    try {
      // Images come from elsewhere: the local cloud runs the same container for each.
      await initialised(resources!.replace(/"[^"\n]+@sha256:[0-9a-f]+"/, JSON.stringify(testImage)));
      await done("apply", "-auto-approve", "-input=false");
      expect(await pending({})).toEqual([]);
    } finally {
      await stack.close();
    }
  });
});
