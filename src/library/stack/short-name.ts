// Names of resources without the project and the region, which people know.

const agents = /serviceAccount:[^@\s]+@((?:gcp-sa-[a-z-]+|gs-project-accounts))\.iam\.gserviceaccount\.com/g;

/** `projects/p/topics/uploads roles/pubsub.publisher serviceAccount:a@p.iam...` → `topics/uploads roles/pubsub.publisher a`. */
export const shortName = (name: string): string =>
  name
    .replaceAll(/projects\/[^/\s)]+\/(?:locations\/[^/\s]+\/)?/g, "")
    .replaceAll(agents, "$1")
    .replaceAll(/(?:serviceAccount:)?([a-z0-9-]+)@[a-z0-9-]+\.iam\.gserviceaccount\.com/g, "$1");
