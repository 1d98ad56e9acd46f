// Which writing methods of Google's clients a source text calls: by the protos and prototypes of the clients themselves,
// so that one that nobody has thought of is found too.
import { Bucket, File, Notification, Storage } from "@google-cloud/storage";
import { loadProtos } from "../../src/local/wire/protos.ts";

const protos = (name: string) => `@google-cloud/${name}/build/protos/protos.json`;
const services: readonly [file: string, service: string][] = [
  [protos("pubsub-api"), "google.pubsub.v1.Publisher"],
  [protos("pubsub-api"), "google.pubsub.v1.Subscriber"],
  [protos("run"), "google.cloud.run.v2.Services"],
  [protos("run"), "google.cloud.run.v2.Revisions"],
  [protos("run"), "google.cloud.run.v2.Jobs"],
  [protos("run"), "google.cloud.run.v2.Executions"],
  [protos("run"), "google.cloud.run.v2.Builds"],
  [protos("artifact-registry"), "google.devtools.artifactregistry.v1.ArtifactRegistry"],
  [protos("service-usage"), "google.api.serviceusage.v1.ServiceUsage"],
  [protos("service-usage"), "google.api.serviceusage.v1beta1.ServiceUsage"],
  [protos("resource-manager"), "google.cloud.resourcemanager.v3.Projects"],
  [protos("scheduler"), "google.cloud.scheduler.v1.CloudScheduler"],
  [protos("monitoring"), "google.monitoring.v3.AlertPolicyService"],
  [protos("monitoring"), "google.monitoring.v3.NotificationChannelService"],
  [protos("billing"), "google.cloud.billing.v1.CloudBilling"],
];

/** Over HTTP a method's name is not sent. */
const overHttp: Readonly<Record<string, RegExp>> = {
  // Of accounts: buckets are made by `createBucket`.
  create: /^POST \/v1\/projects\/\*\/serviceAccounts$/,
  createBucket: /^POST \/storage\/v1\/b$/,
  createNotification: /^POST \/storage\/v1\/b\/\*\/notificationConfigs$/,
  delete: /^DELETE \/storage\/v1\/b\/\*$/,
  patch: /^PATCH \/v1\/projects\/\*\/serviceAccounts\/\*$/,
  save: /^POST \/upload\/storage\/v1\/b\/\*\/o$/,
  setMetadata: /^PATCH \/storage\/v1\/b\/\*$/,
  setPolicy: /^PUT \/storage\/v1\/b\/\*\/iam$/,
};

const reads = /^(Get|List|Test|Search|BatchGet|Fetch|Query)/;
const isCalled = (source: string, method: string) => source.includes(`.${method}(`);
const camel = (name: string) => name[0]!.toLowerCase() + name.slice(1);

/** Those of which `sent` holds no request: `google.pubsub.v1.Publisher/CreateTopic`, `POST /storage/v1/b`. */
export function calledButNotSent(source: string, sent: ReadonlySet<string>): string[] {
  const calls = services.flatMap(([file, service]) =>
    Object.keys(loadProtos(file).service(service))
      .filter((name) => !reads.test(name) && isCalled(source, camel(name)))
      .map((name) => ({ service, name })),
  );
  // Versions of one API have methods of the same name, and policies are set by a service of their own.
  const missing = calls.filter(({ name }) => ![...sent].some((method) => method.endsWith(`/${name}`)));
  const http = [...storageMethods(), "setPolicy", "patch"]
    .filter((name) => isCalled(source, name))
    .filter(
      (name) => overHttp[name] === undefined || ![...sent].some((method) => overHttp[name]!.test(method)),
    );
  return [...missing.map(({ service, name }) => `${service}/${name}`), ...new Set(http)];
}

/** Writing methods of the client for Cloud Storage. */
function storageMethods(): string[] {
  const writes =
    /^(add|combine|copy|create|delete|disable|enable|lock|make|move|remove|rename|restore|rotate|save|set|upload)/;
  return [Storage, Bucket, File, Notification]
    .flatMap((type) => [
      ...Object.getOwnPropertyNames(type.prototype),
      ...Object.getOwnPropertyNames(Object.getPrototypeOf(type.prototype)),
    ])
    .filter((name) => writes.test(name));
}
