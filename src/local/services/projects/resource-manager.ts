// Resource Manager, projects only: https://cloud.google.com/resource-manager/reference/rpc/google.cloud.resourcemanager.v3
import { checkProjectName, invalid, maskOf, messageOf, textOf } from "../fields.ts";
import { isSeed, projectIdOf, projectNumber, projectPolicyName, type Project } from "../../state/projects.ts";
import { loadProtos } from "../../wire/protos.ts";
import type { ServiceContext, LocalService } from "../../service.ts";
import type { Message } from "../../message.ts";
import { StatusError } from "../../wire/status.ts";
import { pageOf } from "../page.ts";
import { policyMethods } from "../resource-policy.ts";
import { timestampOf } from "../timestamp.ts";

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
  const { projects, clock } = context;
  const protos = loadProtos("@google-cloud/resource-manager/build/protos/protos.json");

  /** Callers cannot see whether a project is absent or belongs to somebody else. */
  function existing(name: string, permission: string): Project {
    checkProjectName(name);
    const project = projects.find(projectIdOf(name));
    if (project) return project;
    throw new StatusError(
      "PERMISSION_DENIED",
      `Permission '${permission}' denied on resource '${name}' (or it may not exist).`,
    );
  }

  function active(name: string, permission: string): Project {
    const project = existing(name, permission);
    if (project.state === "ACTIVE") return project;
    throw new StatusError("FAILED_PRECONDITION", `Project ${project.id} is not active.`);
  }

  const save = (project: Project): Project => {
    const saved = { ...project, updateTime: clock.now() };
    projects.put(saved);
    return saved;
  };

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
            const fields = checked(messageOf(request, "project"));
            if (projects.find(fields.id)) {
              throw new StatusError("ALREADY_EXISTS", "Requested entity already exists");
            }
            const now = clock.now();
            projects.put({
              ...fields,
              number: projectNumber(fields.id),
              state: "ACTIVE",
              billingAccount: "",
              apis: {},
              createTime: now,
              updateTime: now,
            });
            return await operation("Create", fields.id);
          },
          UpdateProject: async (request) => {
            const input = messageOf(request, "project");
            const before = active(textOf(input, "name"), "resourcemanager.projects.update");
            const mask = maskOf(request);
            const paths = mask.length > 0 ? mask : ["labels", "display_name"];
            const { labels, displayName } = checked({ ...input, projectId: before.id });
            save({
              ...before,
              ...(paths.includes("labels") && { labels }),
              ...(paths.some((path) => /^display_?name$/i.test(path)) && { displayName }),
            });
            return await operation("Update", before.id);
          },
          DeleteProject: async (request) => {
            const project = existing(textOf(request, "name"), "resourcemanager.projects.delete");
            if (isSeed(project)) {
              throw new StatusError(
                "FAILED_PRECONDITION",
                "A lien to prevent deletion was placed on the project: it goes with the local cloud.",
              );
            }
            // Asking again is fine. The id is never given out again.
            if (project.state === "ACTIVE") save({ ...project, state: "DELETE_REQUESTED" });
            return await operation("Delete", project.id);
          },
          UndeleteProject: async (request) => {
            const project = existing(textOf(request, "name"), "resourcemanager.projects.undelete");
            if (project.state === "ACTIVE") {
              throw new StatusError("FAILED_PRECONDITION", `Project ${project.id} is active.`);
            }
            save({ ...project, state: "ACTIVE" });
            return await operation("Undelete", project.id);
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

/** @throws StatusError INVALID_ARGUMENT for what the proto's comments on a project rule out */
function checked(input: Message): Pick<Project, "id" | "displayName" | "labels" | "parent"> {
  const id = textOf(input, "projectId");
  const displayName = textOf(input, "displayName");
  const parent = textOf(input, "parent");
  const labels = (input["labels"] as Record<string, string> | undefined) ?? {};
  if (!/^[a-z][a-z0-9-]{4,28}[a-z0-9]$/.test(id) || /google|ssl|undefined|null/.test(id)) {
    throw invalid(`project_id "${id}" is not valid.`);
  }
  if (displayName !== "" && !/^[A-Za-z0-9'" !-]{4,30}$/.test(displayName)) {
    throw invalid(`display_name "${displayName}" is not valid.`);
  }
  if (parent !== "" && !/^(folders|organizations)\/[0-9]+$/.test(parent)) {
    throw invalid(`parent "${parent}" is neither folders/NUMBER nor organizations/NUMBER.`);
  }
  if (Object.keys(labels).length > 64) throw invalid("At most 64 labels are allowed.");
  for (const [key, value] of Object.entries(labels)) {
    if (!/^[a-z]([-a-z0-9]{0,61}[a-z0-9])?$/.test(key)) throw invalid(`"${key}" is not a valid label key.`);
    if (!/^([a-z]([-a-z0-9]{0,61}[a-z0-9])?)?$/.test(value))
      throw invalid(`"${value}" is not a valid label value.`);
  }
  return { id, displayName, labels, parent };
}
