// Starts Cloud Run and Logging with the fixture image, and the official clients for both.
import { ServicesClient, RevisionsClient, type protos } from "@google-cloud/run";
import { credentials } from "@grpc/grpc-js";
import { OAuth2Client } from "google-auth-library";
import { StatusError } from "../../src/local/wire/status.ts";
import { createLogging, type LogEntryInput } from "../../src/local/services/logging/logging.ts";
import { createRun, type RunDependencies, type RunService } from "../../src/local/services/run/run.ts";
import { ownersCalls } from "./as-owner.ts";
import { startServices, type StartedServices } from "./local-services.ts";
import { pathOf } from "./system.ts";

export type Service = protos.google.cloud.run.v2.IService;

export const parent = "projects/cloud-runner-local/locations/us-central1";
const imageDir = pathOf("../fixtures/run-image", import.meta.url);

export function clientOptions({ grpcPort, secret }: { grpcPort: number; secret: string }): never {
  const authClient = new OAuth2Client();
  authClient.setCredentials({ access_token: "local", expiry_date: Number.MAX_SAFE_INTEGER });
  return {
    projectId: "cloud-runner-local",
    servicePath: "127.0.0.1",
    port: grpcPort,
    sslCreds: credentials.createInsecure(),
    authClient,
    ...ownersCalls({ secret }),
  } as never;
}

export interface RunServices extends StartedServices {
  services: ServicesClient;
  revisions: RevisionsClient;
  run: RunService;
  /** Everything that went to Cloud Logging. */
  entries: LogEntryInput[];
  /** Creates a service that everybody may call and waits until it serves. */
  create(id: string, service?: Service): Promise<Service>;
  update(service: Service, paths?: string[]): Promise<Service>;
}

/** ID tokens here are `<aud>|<email>` between two dots; real ones are tested with IAM. */
export const tokenFor = (audience: string, email: string): string =>
  `header.${Buffer.from(`${audience}|${email}`).toString("base64url")}.signature`;

function verifyIdToken(token: string): { aud: string; email: string } {
  const [aud, email] = Buffer.from(token.split(".")[1] ?? "", "base64url")
    .toString()
    .split("|");
  if (!aud || !email || !token.endsWith(".signature")) throw new StatusError("UNAUTHENTICATED", "Bad token.");
  return { aud, email };
}

export async function startRunServices(
  options: Partial<RunDependencies> & { folder?: string } = {},
): Promise<RunServices> {
  const { folder, ...dependencies } = options;
  const entries: LogEntryInput[] = [];
  let run: RunService | undefined;
  const started = await startServices(
    (context) => {
      const logging = createLogging(context);
      run = createRun(context, {
        verifyIdToken,
        accountExists: (email) => !email.startsWith("missing@"),
        writeLog: (entry) => {
          entries.push(entry);
          logging.write(entry);
        },
        imageDir,
        instanceQuota: 1000,
        ...dependencies,
      });
      return [logging, run];
    },
    folder === undefined ? {} : { folder },
  );
  const services = new ServicesClient(clientOptions(started));
  const revisions = new RevisionsClient(clientOptions(started));
  // The result of an operation comes with bare enum numbers and without defaults; a read has both.
  const read = async (name: string) => (await services.getService({ name }))[0];
  return {
    ...started,
    run: run!,
    services,
    revisions,
    entries,
    async create(serviceId, service = {}) {
      const [operation] = await services.createService({
        parent,
        serviceId,
        service: { invokerIamDisabled: true, template: template(), ...service },
      });
      await operation.promise();
      return await read(`${parent}/services/${serviceId}`);
    },
    async update(service, paths) {
      const [operation] = await services.updateService({
        service,
        ...(paths && { updateMask: { paths } }),
      });
      await operation.promise();
      return await read(service.name!);
    },
    async close() {
      await Promise.all([services.close(), revisions.close()]);
      await started.close();
    },
  };
}

export function template(
  changes: protos.google.cloud.run.v2.IRevisionTemplate = {},
  container: protos.google.cloud.run.v2.IContainer = {},
): protos.google.cloud.run.v2.IRevisionTemplate {
  return {
    containers: [{ image: "us-central1-docker.pkg.dev/cloud-runner-local/r/image@sha256:1", ...container }],
    ...changes,
  };
}
