// Resource Manager, projects only: https://cloud.google.com/resource-manager/reference/rpc/google.cloud.resourcemanager.v3
import { loadProtos } from "../protos.ts";
import type { Floor, LocalService, Message } from "../service.ts";
import { project } from "../service.ts";
import { StatusError } from "../status.ts";
import { checkOwnProject } from "./own-project.ts";
import { pageOf } from "./page.ts";
import { policyMethods } from "./resource-policy.ts";
import { timestampOf } from "./timestamp.ts";

/** The name under which the project's policy is kept. */
export const projectPolicyName = `//cloudresourcemanager.googleapis.com/projects/${project.id}`;

interface StoredProject {
  labels: Record<string, string>;
  displayName: string;
  createTime: number;
  updateTime: number;
}

export function createResourceManager(floor: Floor): LocalService {
  const protos = loadProtos("@google-cloud/resource-manager/build/protos/protos.json");
  const projects = floor.store.collection<StoredProject>("projects");

  function kept(): StoredProject {
    const known = projects.get(project.id);
    if (known) return known;
    const now = floor.clock.now();
    const created = { labels: {}, displayName: "cloud-runner local", createTime: now, updateTime: now };
    projects.put(project.id, created);
    return created;
  }

  /** The name holds the number, the id is a field of its own. */
  function view(): Message {
    const { createTime, updateTime, ...fields } = kept();
    return {
      ...fields,
      name: `projects/${project.number}`,
      projectId: project.id,
      state: "ACTIVE",
      createTime: timestampOf(createTime),
      updateTime: timestampOf(updateTime),
      etag: `"${updateTime}"`,
    };
  }

  const textOf = (request: Message, field: string) => (request[field] as string | undefined) ?? "";

  /** Queries such as `id:cloud-runner-local` or `projectId=x`; anything else is compared with id and display name. */
  function isFound(query: string): boolean {
    const { id } = project;
    const match = /^(?:project_?id|id|name)\s*[:=]\s*"?([^"]*?)"?$/i.exec(query.trim());
    const wanted = (match?.[1] ?? query.trim()).toLowerCase();
    if (wanted.endsWith("*")) return id.startsWith(wanted.slice(0, -1));
    return wanted === "" || id === wanted || (!match && kept().displayName.toLowerCase().includes(wanted));
  }

  return {
    grpc: [
      {
        protos,
        service: "google.cloud.resourcemanager.v3.Projects",
        methods: {
          GetProject: (request) => {
            checkOwnProject(textOf(request, "name"), "resourcemanager.projects.get");
            return view();
          },
          // The one project has no parent, so that no parent has a project.
          ListProjects: () => ({ projects: [] }),
          SearchProjects: (request) => {
            const found = isFound(textOf(request, "query")) ? [view()] : [];
            const page = pageOf(found, request, { default: 100, maximum: 1000 });
            return { projects: page.items, nextPageToken: page.nextPageToken };
          },
          CreateProject: (request) => {
            const { projectId = "" } = (request["project"] as { projectId?: string } | undefined) ?? {};
            if (!/^[a-z][a-z0-9-]{4,28}[a-z0-9]$/.test(projectId)) {
              throw new StatusError("INVALID_ARGUMENT", `project_id "${projectId}" is not valid.`);
            }
            if (projectId === project.id) {
              throw new StatusError("ALREADY_EXISTS", "Requested entity already exists");
            }
            throw new StatusError(
              "RESOURCE_EXHAUSTED",
              `The local cloud has one project, ${project.id}; no other can be created.`,
            );
          },
          UpdateProject: async (request) => {
            const input = (request["project"] as Partial<StoredProject> & { name?: string }) ?? {};
            checkOwnProject(input.name ?? "", "resourcemanager.projects.update");
            const paths = (request["updateMask"] as { paths?: string[] } | undefined)?.paths ?? [
              "labels",
              "display_name",
            ];
            const before = kept();
            projects.put(project.id, {
              ...before,
              ...(paths.includes("labels") && { labels: input.labels ?? {} }),
              ...(paths.some((path) => /^display_?name$/i.test(path)) && {
                displayName: input.displayName ?? "",
              }),
              updateTime: floor.clock.now(),
            });
            return await floor.operations.start(
              `projects/${project.number}`,
              {
                protos,
                response: "google.cloud.resourcemanager.v3.Project",
                metadata: "google.cloud.resourcemanager.v3.UpdateProjectMetadata",
              },
              view,
            );
          },
          DeleteProject: (request) => {
            checkOwnProject(textOf(request, "name"), "resourcemanager.projects.delete");
            throw new StatusError(
              "FAILED_PRECONDITION",
              "A lien to prevent deletion was placed on the project: the local cloud has only this one.",
            );
          },
          ...policyMethods(floor.policies, (resource, permission) => {
            checkOwnProject(resource, `resourcemanager.projects.${permission}`);
            return projectPolicyName;
          }),
        },
      },
    ],
  };
}
