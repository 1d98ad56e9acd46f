// `up --create-project`: an id is drawn and written down, the project is made under it, and billing is linked.
import { dirname } from "node:path";
import { userStateFolder } from "../../core/user/own-folder.ts";
import { namesFor } from "../../core/names.ts";
import { apply } from "../../provision/engine/apply.ts";
import { createClients } from "../../provision/google/clients.ts";
import { createContext, despiteFaults } from "../../provision/engine/context.ts";
import { newProjectFor } from "../../provision/new-project.ts";
import { plan } from "../../provision/engine/plan.ts";
import { drawProjectId, isDrawnFor } from "../../provision/project-id.ts";
import { findBillingAccount } from "../../provision/resources/billing-link.ts";
import { projectIdTaken } from "../../provision/resources/project.ts";
import { endpointOf } from "../connection.ts";
import { asStep, during, type Activity } from "../progress.ts";
import { inTurn, type Session } from "../session.ts";
import { prepareFolder, projectLock, stateFolder } from "../local-cloud/local-cloud.ts";
import { loadConfig, type Settings } from "../settings.ts";
import { reportTo } from "../stack/report-progress.ts";
import { requireTrust, trustOwnChange } from "../trust/require-trust.ts";
import type { NewProject } from "./new-project.ts";
import { writeProjectId } from "./written-id.ts";

/** There are 36^8 ids. One that is taken is chance; three in a row mean that something else is wrong. */
const drawsAtMost = 3;

export interface ProjectToMake {
  kind: "create-project";
  project: string;
  parent: string | undefined;
  /** Its display name. */
  billingAccount: string;
}

export interface MakeProjectOptions {
  connect?: typeof createClients;
  draw?: (stack: string) => string;
  /** Throws what stands in the way of using the project, before it is made. */
  check?: ((settings: Settings) => Promise<void>) | undefined;
  /** Asked before it is made; rejects to stop. */
  approve?: ((project: ProjectToMake) => Promise<void>) | undefined;
}

/** Resolves to the id of the project that stands, is ours and is paid for. */
export async function makeProject(
  session: Session,
  asked: NewProject,
  { connect = createClients, draw = drawProjectId, check, approve }: MakeProjectOptions = {},
): Promise<string> {
  await requireTrust(session);
  const folder = dirname((await loadConfig(session)).path);
  await prepareFolder(stateFolder(folder), userStateFolder(session.machine.env));
  // Two processes at once would overwrite each other's id.
  return inTurn(session, projectLock(folder), "making a project", async () => {
    const { config } = await loadConfig(session);
    let id = config.project ?? draw(config.name);
    for (let draws = 1; ; draws += 1) {
      try {
        await makeOne(session, { asked, id, connect, check, approve });
        return id;
      } catch (error) {
        const mayRedraw = isDrawnFor(config.name, id) && draws < drawsAtMost;
        if (!isTaken(error) || !mayRedraw) throw error;
        session.progress.note(`${id} cannot be used; drawing another id.`);
        id = draw(config.name);
      }
    }
  });
}

const isTaken = (error: unknown): boolean =>
  error instanceof Error && (error as { code?: unknown }).code === projectIdTaken;

/** Before the project is made, so that its id is never lost. */
async function writeDown(session: Session, id: string): Promise<void> {
  const loaded = await loadConfig(session);
  if (loaded.config.project === id && loaded.config.target === "gcp") return;
  await trustOwnChange(session, () => writeProjectId(loaded, id));
  session.progress.note(`The project's id stands in ${loaded.path}: ${id}`);
}

interface Making extends Pick<MakeProjectOptions, "check" | "approve"> {
  asked: NewProject;
  id: string;
  connect: typeof createClients;
}

async function makeOne(session: Session, { asked, id, connect, check, approve }: Making): Promise<void> {
  const { progress, signal, machine } = session;
  const loaded = await loadConfig(session);
  const config = { ...loaded.config, target: "gcp" as const, project: id };
  const clients = connect(endpointOf(undefined, machine, "absent"), id);
  try {
    const cloud = createContext({ clients, clock: machine.clock, names: namesFor(config), signal });
    const account = await during(progress, "Looking for the billing account", () =>
      despiteFaults(cloud, () => findBillingAccount(cloud, asked.billingAccount)),
    );
    const nodes = newProjectFor(config, { id, parent: asked.parent, billingAccount: account.name });
    const planned = await plan(cloud, nodes);
    const todo = planned.rows.filter((row) => row.action !== "noop");
    if (todo.length === 0) return await writeDown(session, id);
    await check?.({ config, names: namesFor(config), source: loaded.path });
    const { displayName: billingAccount } = account;
    await approve?.({ kind: "create-project", project: id, parent: asked.parent, billingAccount });
    await writeDown(session, id);
    signal.throwIfAborted();
    const make = async (activity: Activity) => {
      await apply(cloud, planned, reportTo(progress, activity, todo.length));
      activity.succeed(`Project ${id} is made, paid by ${billingAccount}`);
    };
    await asStep(progress, `Making project ${id}`, make, (error) =>
      isTaken(error) ? `The id ${id} is taken` : `Project ${id} is not ready`,
    );
  } finally {
    await clients.close();
  }
}
