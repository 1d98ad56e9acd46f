// "The API is off" is said of the project that a call is counted against, which need not be the one that it is about: a
// service account's calls count against its own. Then it says nothing of what is there.
import { CloudError } from "../../core/errors.ts";
import type { Clients } from "./clients.ts";
import { apiOffElsewhere } from "./cloud-error.ts";

export interface Asking {
  clients: Pick<Clients, "serviceUsage">;
  project: string;
}

/** The refusal as it is when the API is off in the stack's own project, else one with another code and another fix. */
export async function inWhichProject(asking: Asking, refused: CloudError): Promise<CloudError> {
  const { project } = asking;
  const { consumer } = refused;
  if (consumer === `projects/${project}`) return refused;
  const own = await stateInProject(asking, apiIn(refused));
  // Where the answer does not say whose, what Service Usage says of the stack's own project decides.
  const isOwn = consumer === undefined ? own?.isOff : consumer === own?.consumer;
  return isOwn === true ? refused : elsewhere(refused, project);
}

const apiIn = ({ fix = "" }: CloudError): string => / enable (\S+)/.exec(fix)?.[1] ?? "";

/** Undefined when that cannot be known. https://cloud.google.com/service-usage/docs/reference/rest/v1/services/get */
async function stateInProject({ clients, project }: Asking, api: string) {
  try {
    const client = await clients.serviceUsage();
    const [{ parent, state }] = await client.getService({ name: `projects/${project}/services/${api}` });
    return { consumer: parent ?? undefined, isOff: state === "DISABLED" || state === 1 };
  } catch {
    return undefined;
  }
}

function elsewhere(refused: CloudError, project: string): CloudError {
  const { message, status, details, consumer } = refused;
  const own = `gcloud auth application-default set-quota-project ${project}`;
  const enable =
    consumer === undefined
      ? []
      : [`gcloud services enable ${apiIn(refused)} --project ${consumer.replace("projects/", "")}`];
  return new CloudError(message, {
    code: apiOffElsewhere,
    status,
    retryable: false,
    consumer,
    details: [
      ...details,
      `This is about ${consumer ?? "a project that the answer does not name"}, which calls are counted against and which is not known to be ${project}: it says nothing of what ${project} holds.`,
    ],
    fix: [...enable, `${own} for a login of your own.`].join("; or "),
    cause: refused.cause,
  });
}
