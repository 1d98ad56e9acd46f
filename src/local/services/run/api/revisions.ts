// https://cloud.google.com/run/docs/reference/rpc/google.cloud.run.v2#revisions
import { textOf } from "../../fields.ts";
import type { GrpcBinding } from "../../../wire/grpc-binding.ts";
import { StatusError } from "../../../wire/status.ts";
import { pageOf } from "../../page.ts";
import { timestampOf } from "../../timestamp.ts";
import { notFound, parseRevisionName, parseServiceName } from "./names.ts";
import { idOf, type StoredRevision } from "./resources.ts";
import type { ApiParts } from "./services.ts";
import { isServing } from "./traffic.ts";
import { etagOf, revisionMessage } from "./view.ts";

export function revisionsBinding({ context, protos, kept, fleet }: ApiParts): GrpcBinding {
  const { services, revisions } = kept;
  const type = "google.cloud.run.v2.Revision";

  function existing(name: string): StoredRevision {
    const parsed = parseRevisionName(name);
    const revision = revisions.get(parsed);
    if (!revision) throw notFound(parsed, "REVISION");
    return revision;
  }

  return {
    protos,
    service: "google.cloud.run.v2.Revisions",
    methods: {
      GetRevision: (request) => revisionMessage(existing(textOf(request, "name"))),
      ListRevisions: (request) => {
        const parent = textOf(request, "parent");
        const service = parseServiceName(parent);
        // As Google has it, a dash stands for all services of the location.
        const prefix = service.endsWith("/services/-") ? service.slice(0, -1) : `${service}/revisions/`;
        const newestFirst = revisions
          .list(prefix)
          .map(({ value }) => value)
          .toSorted((a, b) => b.createTime - a.createTime || (a.name < b.name ? 1 : -1));
        return pageOf("revisions", newestFirst, request, revisionMessage);
      },
      DeleteRevision: async (request) => {
        const revision = existing(textOf(request, "name"));
        const etag = request["etag"];
        if (typeof etag === "string" && etag !== "" && etag !== etagOf(revision)) {
          throw new StatusError("ABORTED", `The etag of '${idOf(revision.name)}' is not the current one.`);
        }
        const [serviceName, id] = revision.name.split("/revisions/") as [string, string];
        const service = services.get(serviceName);
        if (service && (service.latestCreated === id || isServing(service, id))) {
          throw new StatusError(
            "FAILED_PRECONDITION",
            `Revision '${id}' cannot be deleted: it is the latest one, or it gets traffic.`,
          );
        }
        const last = () => ({ ...revisionMessage(revision), deleteTime: timestampOf(context.clock.now()) });
        const isDryRun = request["validateOnly"] === true;
        if (!isDryRun) revisions.delete(revision.name);
        return await context.operations.start(
          serviceName.split("/services/")[0]!,
          { protos, response: type, metadata: type },
          async () => {
            if (!isDryRun) await fleet.drop(revision.name);
            return last();
          },
          revisionMessage(revision),
        );
      },
    },
  };
}
