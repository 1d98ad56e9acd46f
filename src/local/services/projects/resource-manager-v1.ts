// Projects in the form of Resource Manager's first version, which gcloud and Terraform still ask for.
// https://cloud.google.com/resource-manager/reference/rest/v1/projects
import { randomUUID } from "node:crypto";
import type { Context, Hono } from "hono";
import { projectPolicyName, type Project } from "../../state/projects.ts";
import type { Policy } from "../../state/policies.ts";
import type { ServiceContext, LocalService } from "../../service.ts";
import { parseMessage, type Message } from "../../message.ts";
import { StatusError } from "../../wire/status.ts";
import { invalid, messageOf, textOf, textsOf } from "../fields.ts";
import { projectChanges } from "./project-changes.ts";

const typeUrl = (name: string): string => `type.googleapis.com/google.cloudresourcemanager.v1.${name}`;

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

const nameOf = (context: Context): string => `projects/${context.req.param("project")}`;

async function bodyOf(context: Context): Promise<Message> {
  const body = parseMessage(await context.req.text());
  if (body === undefined) throw invalid("Request contains an invalid argument.");
  return body;
}

/** `{ type: "folder", id: "1" }` as `folders/1`; empty without one. */
function parentOf(body: Message): string {
  const { type, id } = messageOf(body, "parent");
  return type === undefined && id === undefined ? "" : `${String(type)}s/${String(id)}`;
}

export function createResourceManagerV1(context: ServiceContext): LocalService {
  const { projects, policies, store } = context;
  const changes = projectChanges(context);
  const operations = store.collection<object>("resource_manager_v1_operations");

  function existing(name: string): Project {
    const project = projects.find(name.slice("projects/".length));
    if (project) return project;
    throw new StatusError("PERMISSION_DENIED", "The caller does not have permission");
  }

  /** Done at once; who waits for it asks by its name. */
  function created(project: Project): object {
    const name = `operations/cp.${BigInt(`0x${randomUUID().slice(0, 8)}`)}`;
    const done = {
      name,
      metadata: { "@type": typeUrl("ProjectCreationStatus"), gettable: true, ready: true },
      done: true,
      response: { "@type": typeUrl("Project"), ...view(project) },
    };
    operations.put(name, done);
    return done;
  }

  /** What stands behind the colon, by its name. */
  const calls: Record<string, (name: string, body: Message) => object> = {
    getIamPolicy(name) {
      const { bindings, ...rest } = policies.get(projectPolicyName(existing(name).id));
      // A list without entries is left out.
      return { ...rest, ...(bindings.length > 0 && { bindings }) };
    },
    setIamPolicy: (name, body) =>
      policies.set(projectPolicyName(existing(name).id), messageOf(body, "policy") as Partial<Policy>),
    testIamPermissions(name, body) {
      existing(name);
      const permissions = textsOf(body, "permissions");
      return permissions.length === 0 ? {} : { permissions };
    },
    undelete(name) {
      existing(name);
      changes.restore(name);
      return {};
    },
  };

  return {
    routes(app: Hono) {
      app.get("/v1/projects", (request) => request.json({ projects: projects.list().map(view) }));
      app.get("/v1/projects/:project", (request) => request.json(view(existing(nameOf(request)))));
      app.post("/v1/projects", async (request) => {
        const body = await bodyOf(request);
        const labels = messageOf(body, "labels") as Record<string, string>;
        const id = textOf(body, "projectId");
        const wanted = { id, displayName: textOf(body, "name"), labels, parent: parentOf(body) };
        return request.json(created(changes.create(wanted)));
      });
      app.put("/v1/projects/:project", async (request) => {
        const name = nameOf(request);
        existing(name);
        const body = await bodyOf(request);
        const labels = messageOf(body, "labels") as Record<string, string>;
        return request.json(view(changes.update(name, { displayName: textOf(body, "name"), labels })));
      });
      app.delete("/v1/projects/:project", (request) => {
        existing(nameOf(request));
        changes.remove(nameOf(request));
        return request.json({});
      });
      app.post("/v1/projects/:call{[^/]+:[A-Za-z]+}", async (request) => {
        const [, project = "", verb = ""] = /^(.*):([A-Za-z]+)$/.exec(request.req.param("call")) ?? [];
        if (!Object.hasOwn(calls, verb)) return request.notFound();
        return request.json(calls[verb]!(`projects/${project}`, await bodyOf(request)));
      });
      app.get("/v1/operations/:id", (request) => {
        const found = operations.get(`operations/${request.req.param("id")}`);
        return found === undefined ? request.notFound() : request.json(found);
      });
    },
  };
}
