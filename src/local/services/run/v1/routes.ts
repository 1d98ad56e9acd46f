// Version 1 of Cloud Run's API, to be read: gcloud speaks no other. https://cloud.google.com/run/docs/reference/rest/v1
import type { Context, Hono } from "hono";
import { parseMessage } from "../../../message.ts";
import type { ServiceContext } from "../../../service.ts";
import type { Policy } from "../../../state/policies.ts";
import { StatusError } from "../../../wire/status.ts";
import { invalid, messageOf, textsOf } from "../../fields.ts";
import { isServing } from "../api/traffic.ts";
import { idOf, type RunStore, type StoredRevision, type StoredService } from "../api/resources.ts";
import { policyName } from "../api/services.ts";
import { listOf, namespaceOf } from "./namespace.ts";
import { revisionView, serviceView } from "./view.ts";

const knative = "serving.knative.dev/v1";

export function runV1Routes(context: ServiceContext, { services, revisions }: RunStore): (app: Hono) => void {
  const { policies, projects } = context;
  const prefixOf = namespaceOf(projects);
  const view = (service: StoredService) => serviceView(service, context.httpUrl());

  const servicesIn = (prefix: string): StoredService[] => services.list(prefix).map(({ value }) => value);
  const revisionsIn = (prefix: string): StoredRevision[] =>
    revisions
      .list(prefix)
      .map(({ value }) => value)
      .toSorted((one, other) => other.createTime - one.createTime);

  function serviceOf(request: Context): StoredService {
    const id = request.req.param("service");
    const found = servicesIn(prefixOf(request)).find(({ name }) => idOf(name) === id);
    if (!found) throw new StatusError("NOT_FOUND", `Resource '${id}' of kind 'SERVICE' does not exist.`);
    return found;
  }

  function viewOfRevision(revision: StoredRevision): object {
    const service = services.get(revision.name.split("/revisions/")[0]!);
    return revisionView(revision, service !== undefined && isServing(service, idOf(revision.name)));
  }

  /** What stands behind the colon, by its name. */
  const policyCalls: Record<string, (name: string, body: Record<string, unknown>) => object> = {
    getIamPolicy: (name) => policies.get(name),
    setIamPolicy: (name, body) => policies.set(name, messageOf(body, "policy") as Partial<Policy>),
    testIamPermissions: (_name, body) => ({ permissions: textsOf(body, "permissions") }),
  };

  async function callPolicy(request: Context): Promise<Response> {
    const [, id = "", verb = ""] = /^(.*):([A-Za-z]+)$/.exec(request.req.param("call") ?? "") ?? [];
    const service = servicesIn(prefixOf(request)).find(({ name }) => idOf(name) === id);
    const call = Object.hasOwn(policyCalls, verb) ? policyCalls[verb] : undefined;
    if (!service || !call) return request.notFound() as Response;
    const body = parseMessage(await request.req.text());
    if (!body) throw invalid("Request contains an invalid argument.");
    return request.json(call(policyName(service.name), body));
  }

  return (app) => {
    const serving = "/apis/serving.knative.dev/v1/namespaces/:project";
    app.get(`${serving}/services`, (request) =>
      request.json(listOf(knative, "Service", servicesIn(prefixOf(request)).map(view))),
    );
    app.get(`${serving}/services/:service`, (request) => request.json(view(serviceOf(request))));
    app.get(`${serving}/revisions`, (request) => {
      const selector = request.req.query("labelSelector") ?? "";
      const [, service] = /^serving\.knative\.dev\/service\s*=\s*(\S+)$/.exec(selector) ?? [];
      if (selector !== "" && service === undefined)
        throw invalid("The local cloud selects revisions by serving.knative.dev/service alone.");
      const found = revisionsIn(prefixOf(request)).filter(
        ({ name }) => service === undefined || name.split("/")[5] === service,
      );
      return request.json(listOf(knative, "Revision", found.map(viewOfRevision)));
    });
    app.get(`${serving}/revisions/:revision`, (request) => {
      const id = request.req.param("revision");
      const found = revisionsIn(prefixOf(request)).find(({ name }) => idOf(name) === id);
      if (!found) throw new StatusError("NOT_FOUND", `Resource '${id}' of kind 'REVISION' does not exist.`);
      return request.json(viewOfRevision(found));
    });
    app.get("/v1/projects/:project/locations/:location/services", (request) =>
      request.json(listOf(knative, "Service", servicesIn(prefixOf(request)).map(view))),
    );
    app.on(
      ["GET", "POST"],
      "/v1/projects/:project/locations/:location/services/:call{[^/]+:[A-Za-z]+}",
      callPolicy,
    );
    app.all("/apis/*", () => {
      throw new StatusError(
        "UNIMPLEMENTED",
        "The local cloud lets gcloud read Cloud Run, run jobs and change who may call it; `cloud-runner up` and `deploy` change the rest.",
      );
    });
  };
}
