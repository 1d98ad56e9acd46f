// Where a project may have something: what tools ask that work across all locations.
// https://github.com/googleapis/googleapis/blob/master/google/cloud/location/locations.proto
import type { Message } from "../message.ts";
import type { LocalService, ServiceContext } from "../service.ts";
import { loadProtos, type HttpRule } from "../wire/protos.ts";
import { StatusError } from "../wire/status.ts";
import { checkProjectName, textOf } from "./fields.ts";
import { pageOf } from "./page.ts";

/** Of Google's regions those that people begin with; the local cloud takes any other as well. */
const common = ["europe-west1", "europe-west3", "us-central1", "us-east1"];

/** The forms of Artifact Registry, in the two versions that gcloud asks, and of Cloud Run. */
const restForms = (resource: string): HttpRule[] =>
  ["v1", "v1beta2", "v2"].map((version) => ({ verb: "get", path: `/${version}/${resource}` }));

/** @param inUse the locations in which a project has something */
export function createLocations(
  context: ServiceContext,
  inUse: (projectId: string) => string[],
): LocalService {
  const { projects } = context;

  function projectOf(name: string): string {
    checkProjectName(name);
    const project = projects.find(name.split("/")[1]!);
    if (!project)
      throw new StatusError(
        "PERMISSION_DENIED",
        `Permission denied on resource '${name}' (or it may not exist).`,
      );
    return project.id;
  }
  const idsOf = (projectId: string) => [...new Set([...common, ...inUse(projectId)])].toSorted();
  const view = (projectId: string, locationId: string): Message => ({
    name: `projects/${projectId}/locations/${locationId}`,
    locationId,
  });

  return {
    grpc: [
      {
        protos: loadProtos("google-gax/build/protos/locations.json"),
        service: "google.cloud.location.Locations",
        rest: {
          ListLocations: restForms("{name=projects/*}/locations"),
          GetLocation: restForms("{name=projects/*/locations/*}"),
        },
        methods: {
          ListLocations: (request) => {
            const project = projectOf(textOf(request, "name"));
            return pageOf("locations", idsOf(project), request, (id) => view(project, id));
          },
          GetLocation: (request) => {
            const name = textOf(request, "name");
            const project = projectOf(name);
            const id = name.split("/")[3]!;
            if (!idsOf(project).includes(id))
              throw new StatusError("NOT_FOUND", `Location "${id}" was not found.`);
            return view(project, id);
          },
        },
      },
    ],
  };
}
