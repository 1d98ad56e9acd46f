// `export terraform`: the stack that is up as a configuration of Terraform, which imports what is there.
import { readFile, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { CloudRunnerError, PreconditionError, UsageError } from "../../core/errors.ts";
import { makeFolder } from "../../core/disk/make-folder.ts";
import { whyNotWritten } from "../../core/disk/trouble.ts";
import { hasBuilder } from "../../provision/image/builder-nodes.ts";
import { stackFor } from "../../provision/stack.ts";
import { terraformFile } from "../../provision/terraform/main-file.ts";
import { checkNotify } from "../notify/check-notify.ts";
import { during } from "../progress.ts";
import type { Session } from "../session.ts";
import { planScheduled } from "../stack/plan-scheduled.ts";
import { withStack } from "../stack/with-stack.ts";

export interface ExportResult {
  file: string;
  target: "local" | "gcp";
  imports: number;
  /** Resources that differ from the configuration: the first `terraform apply` would change them, as `up` would. */
  drifted: string[];
}

/**
 * @param options.force write over a file of other content
 * @throws PreconditionError when a part of the stack is not there; UsageError when the file is there and differs
 */
export function exportTerraform(
  session: Session,
  { folder, force = false }: { folder: string; force?: boolean },
): Promise<ExportResult> {
  return withStack(session, async ({ cloud, settings }) => {
    const { config, names } = settings;
    checkNotify(config);
    const { rows, nodes, observed } = await during(session.progress, "Reading what is there", async () => {
      const withBuilder = await hasBuilder(cloud);
      const stack = stackFor(config, names, undefined, { withBuilder });
      return (await planScheduled(cloud, stack, names, { adopt: true })).planned;
    });
    const missing = rows.filter(({ action }) => action === "create" || action === "replace");
    if (missing.length > 0)
      throw notWhole(missing.length < rows.length ? missing.map(({ name }) => name) : []);
    const text = terraformFile(nodes, observed, names);
    const file = join(resolve(session.folder, folder), "main.tf");
    await write(file, text, force);
    return {
      file,
      target: config.target,
      imports: text.match(/^import \{$/gm)?.length ?? 0,
      drifted: rows.filter(({ action }) => action !== "noop").map(({ name }) => name),
    };
  });
}

const notWhole = (names: readonly string[]): PreconditionError =>
  new PreconditionError("Terraform could not import the whole stack: a part of it is not there.", {
    code: "export.not-whole",
    details: names.map((name) => `Missing: ${name}`),
    fix: "cloud-runner up",
  });

async function write(file: string, text: string, force: boolean): Promise<void> {
  const before = await readFile(file, "utf8").catch(() => undefined);
  if (before === text) return;
  if (before !== undefined && !force) {
    throw new UsageError(`${file} is there, and says something else.`, {
      code: "usage.file-exists",
      fix: "Name another folder, or pass --force to write over it.",
    });
  }
  try {
    await makeFolder(resolve(file, ".."));
    // Nor through a link that leads to nothing yet.
    await writeFile(file, text, { flag: force ? "w" : "wx" });
  } catch (error) {
    throw new CloudRunnerError(`${file} cannot be written.`, {
      code: "export.unwritable",
      details: [whyNotWritten(error)],
      fix: "Name a folder that can be written to: cloud-runner export terraform FOLDER",
      cause: error,
    });
  }
}
