// `cloud-runner down` as the library does it.
import { formatBytes, plural } from "../../../core/duration.ts";
import { down, isNothing, type DownResult, type Removal } from "../../../library/stack/down.ts";
import { upElsewhere } from "../../../library/local-cloud/elsewhere.ts";
import { loadConfig } from "../../../library/settings.ts";
import { renderRows } from "../../screen/plan-rows.ts";
import { confirmByName } from "../../shell/confirm.ts";
import type { Context } from "../../shell/context.ts";

export async function run(
  context: Context,
  { options }: { options: { deleteProject: boolean } },
): Promise<DownResult> {
  const result = await down(context, { ...options, approve: (removal) => ask(context, removal) });
  if (isNothing(result)) await noteOtherFolders(context);
  return result;
}

/** So many are named. */
const mostFolders = 3;

/** Who has come to the wrong folder would believe that all is gone. */
async function noteOtherFolders(context: Context): Promise<void> {
  const { folder, machine, progress } = context;
  if ((await loadConfig(context)).config.target !== "local") return;
  for (const other of (await upElsewhere(folder, machine)).slice(0, mostFolders)) {
    // Whoever meant this folder has agreed to nothing there.
    const command = context.commandLine({ arguments: [], options: { cwd: other, yes: false } });
    progress.note(`A local cloud is in ${other}; to remove that: ${command}`);
  }
}

async function ask(context: Context, removal: Removal): Promise<void> {
  const { progress, output, flags } = context;
  const { stack, project, rows, isListed, deletesProject } = removal;
  if (isListed && !flags.yes) progress.note(renderRows(rows, output.errorView).join("\n"));
  const unlisted = () => (deletesProject ? questionAboutProject(project) : questionAboutLocalCloud(removal));
  const question = isListed ? questionAbout(removal) : unlisted();
  await confirmByName(context, question, deletesProject ? project : stack);
}

function questionAbout({ stack, project, target, rows, objects, bytes, deletesProject }: Removal): string {
  const resources = rows.filter(({ action }) => action === "delete").length;
  const where = target === "gcp" ? `project ${project}` : "this folder's local cloud";
  return [
    `This deletes ${plural(resources, "resource")} of the stack ${stack} in ${where}, `,
    `with ${plural(objects, "object")} (${formatBytes(bytes)}) in its buckets. It cannot be undone.`,
    target === "local" ? " The local cloud goes too, with whatever else was put into it." : "",
    deletesProject ? `\nThe project ${project} is deleted too, with all that anybody put into it.` : "",
  ].join("");
}

const questionAboutProject = (project: string): string =>
  [
    `Nobody pays for the project ${project}, so what is in it can neither be listed nor removed by itself.`,
    "The project is deleted, with all that anybody put into it. It cannot be undone.",
  ].join("\n");

const questionAboutLocalCloud = ({ stack, trouble }: Removal): string =>
  [
    `The local cloud of this folder cannot be asked what is in it: ${trouble}`,
    `Its process is ended and its folder removed, with the stack ${stack} and whatever else was put into it. It cannot be undone.`,
  ].join("\n");
