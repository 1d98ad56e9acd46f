// Projects in the form of Resource Manager's first version, which gcloud still asks for.
// https://cloud.google.com/resource-manager/reference/rest/v1/projects
import type { Hono } from "hono";
import { projectPolicyName, type Project } from "../../state/projects.ts";
import type { ServiceContext, LocalService } from "../../service.ts";
import { StatusError } from "../../wire/status.ts";

function view({ id, number, state, displayName, labels, parent, createTime }: Project): object {
  const [type = "", parentId] = parent.split("/");
  return {
    projectNumber: number,
    projectId: id,
    lifecycleState: state,
    name: displayName,
    ...(Object.keys(labels).length > 0 && { labels }),
    createTime: new Date(createTime).toISOString(),
    ...(parentId !== undefined && { parent: { type: type.replace(/s$/, ""), id: parentId } }),
  };
}

export function createResourceManagerV1({ projects, policies }: ServiceContext): LocalService {
  function existing(id: string): Project {
    const project = projects.find(id);
    if (project) return project;
    throw new StatusError("PERMISSION_DENIED", "The caller does not have permission");
  }
  return {
    routes(app: Hono) {
      app.get("/v1/projects", (context) => context.json({ projects: projects.list().map(view) }));
      app.get("/v1/projects/:project", (context) =>
        context.json(view(existing(context.req.param("project")))),
      );
      app.post("/v1/projects/:call{[^/]+:getIamPolicy}", (context) => {
        const { id } = existing(context.req.param("call").replace(/:getIamPolicy$/, ""));
        return context.json(policies.get(projectPolicyName(id)));
      });
    },
  };
}
