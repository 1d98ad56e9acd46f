// Resource Manager, projects only: https://cloud.google.com/resource-manager/reference/rpc/google.cloud.resourcemanager.v3
import { maskOf, messageOf, textOf } from "../fields.ts";
import { projectNumber, projectPolicyName, type Project } from "../../state/projects.ts";
import { loadProtos } from "../../wire/protos.ts";
import type { ServiceContext, LocalService } from "../../service.ts";
import type { Message } from "../../message.ts";
import { pageOf } from "../page.ts";
import { policyMethods } from "../resource-policy.ts";
import { timestampOf } from "../timestamp.ts";
import { projectChanges, type Wanted } from "./project-changes.ts";

/** The name holds the number, the id is a field of its own. */
function view({ id, number, state, displayName, labels, parent, createTime, updateTime }: Project): Message {
  return {
    name: `projects/${number}`,
    projectId: id,
    state,
    displayName,
    labels,
    ...(parent !== "" && { parent }),
    createTime: timestampOf(createTime),
    updateTime: timestampOf(updateTime),
    etag: `"${updateTime}"`,
  };
}

export function createResourceManager(context: ServiceContext): LocalService {
  const { projects } = context;
  const changes = projectChanges(context);
  const { existing } = changes;
  const protos = loadProtos("@google-cloud/resource-manager/build/protos/protos.json");

  const operation = (verb: "Create" | "Update" | "Delete" | "Undelete", id: string) =>
    context.operations.start(
      `projects/${projectNumber(id)}`,
      {
        protos,
        response: "google.cloud.resourcemanager.v3.Project",
        metadata: `google.cloud.resourcemanager.v3.${verb}ProjectMetadata`,
      },
      () => view(projects.find(id)!),
    );

  return {
    grpc: [
      {
        protos,
        service: "google.cloud.resourcemanager.v3.Projects",
        methods: {
          GetProject: (request) => view(existing(textOf(request, "name"), "resourcemanager.projects.get")),
          ListProjects: (request) => {
            const parent = textOf(request, "parent");
            const found = projects.list().filter((each) => each.parent !== "" && each.parent === parent);
            return pageOf("projects", found, request, view);
          },
          SearchProjects: (request) => {
            const found = projects.list().filter((each) => isFound(each, textOf(request, "query")));
            return pageOf("projects", found, request, view);
          },
          CreateProject: async (request) => {
            const { id } = changes.create(wanted(messageOf(request, "project")));
            return await operation("Create", id);
          },
          UpdateProject: async (request) => {
            const input = messageOf(request, "project");
            const paths = maskOf(request);
            const isMeant = (...names: string[]) =>
              paths.length === 0 || paths.some((path) => names.includes(path));
            const { labels, displayName } = wanted(input);
            const { id } = changes.update(textOf(input, "name"), {
              ...(isMeant("labels") && { labels }),
              ...(isMeant("display_name", "displayName", "displayname") && { displayName }),
            });
            return await operation("Update", id);
          },
          DeleteProject: async (request) => {
            const { id } = changes.remove(textOf(request, "name"));
            return await operation("Delete", id);
          },
          UndeleteProject: async (request) => {
            const { id } = changes.restore(textOf(request, "name"));
            return await operation("Undelete", id);
          },
          ...policyMethods(context.policies, (resource, permission) =>
            projectPolicyName(existing(resource, `resourcemanager.projects.${permission}`).id),
          ),
        },
      },
    ],
  };
}

/** Queries such as `id:cloud-runner-local` or `projectId=x`; anything else is compared with id and display name. */
function isFound({ id, displayName }: Project, query: string): boolean {
  const match = /^(?:project_?id|id|name)\s*[:=]\s*"?([^"]*?)"?$/i.exec(query.trim());
  const wanted = (match?.[1] ?? query.trim()).toLowerCase();
  if (wanted.endsWith("*")) return id.startsWith(wanted.slice(0, -1));
  return wanted === "" || id === wanted || (!match && displayName.toLowerCase().includes(wanted));
}

/** What is asked for a project, in the fields of the third version. */
const wanted = (input: Message): Wanted => ({
  id: textOf(input, "projectId"),
  displayName: textOf(input, "displayName"),
  parent: textOf(input, "parent"),
  labels: (input["labels"] as Record<string, string> | undefined) ?? {},
});
