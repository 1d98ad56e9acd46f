// Where the local cloud answers recorded requests otherwise than Google did, and why that is as it should be.

export interface Difference {
  /** Of the lines that the replay prints, without their count. */
  lines: RegExp;
  reason: string;
}

const mocked = /^(?:cloudresourcemanager|cloudbilling|iam|serviceusage) \w+ \/v\w+\/projects\/\*/;

export const recordedDifferences: readonly Difference[] = [
  {
    lines: /is only here$/,
    reason: "the recorder took out what changes from run to run, and left out empty lists",
  },
  { lines: / not emulated: /, reason: "a method that nothing here or in the stack calls" },
  { lines: /^logging |^monitoring /, reason: "metrics, sinks and dashboards are not emulated" },
  {
    lines: /^(pubsub|artifactregistry) version is absent here/,
    reason: "the grant before it names an account that the recorder replaced, so the policy was never set",
  },
  { lines: /^pubsub revision(Id|CreateTime): /, reason: "a schema has the recorder's words for these" },
  { lines: mocked, reason: "a project that the recorder made, with a number or name that it replaced" },
  {
    lines: /^cloudresourcemanager POST \/v1\/projects: .* is neither folders/,
    reason: "the recorder replaced the number of the folder or organisation by a word",
  },
  {
    lines:
      /^cloudresourcemanager (?:(?:response|metadata)\.|parent is|auditConfigs is|displayName: |GET \/v3\/|name: )/,
    reason: "tags, audit settings and parents of projects are not emulated",
  },
  {
    lines: /setIamPolicy: Google answers 200, here (?:409|400)/,
    reason: "the recorded etags and accounts are stand-ins, which nobody made here",
  },
  { lines: / bindings is absent here$/, reason: "follows from a policy that was refused for a stand-in" },
  {
    lines: /^cloudbilling (?:billing\w+: |PUT )/,
    reason: "the local cloud has billing accounts of its own, and its project is linked from the start",
  },
  {
    lines: /^serviceusage (?:services: |(?:GET|POST) .*(?:enable|disable|generateServiceIdentity): )/,
    reason: "it knows the APIs that it emulates, and those are on from the start",
  },
  { lines: /mockgcp|^serviceusage response\.@type/, reason: "a name of the recorder's own mock" },
  {
    lines: /^(?:pubsub|iam) GET \/v1\/projects\/P\/\w+\/\*: Google answers 404, here 200/,
    reason: "the recorder gave several resources of one scenario the same name",
  },
  {
    lines: /^iam (?:POST|DELETE) .*serviceAccounts/,
    reason: "the same: made or deleted a second time under one name, or in a project of the recorder's",
  },
  {
    lines: /^pubsub (?:GET|PATCH|DELETE) .*(?:here 404|here 501|here 400)/,
    reason:
      "follows from one that was not made, since it has a schema, exactly-once delivery or no push and no pull",
  },
  {
    lines:
      /^pubsub (?:enableExactlyOnceDelivery|labels\.newkey|ackDeadlineSeconds|error\.(?:message|status))/,
    reason: "the same: exactly-once delivery and schemas are not emulated",
  },
  {
    lines: /^run (?:error\.message: |(?:GET|PATCH|DELETE) )/,
    reason:
      "`Resource … of kind 'SERVICE' … does not exist` is what gcloud and Pulumi users see; the rest follows from default accounts, which are not here",
  },
  {
    lines: /^run (?:response is absent|(?:(?:response|metadata)\.)?(?:terminalCondition\.|template\.))/,
    reason:
      "its images, keys, networks and accounts are stand-ins, so no revision of it starts or is changed",
  },
  {
    lines:
      /^storage (?:acl|defaultObjectAcl|owner|rpo|ipFilter|satisfiesPZI|autoclass\.\w+|prefixes) is absent/,
    reason: "access lists, regions and classes of storage beyond the stack's are not emulated",
  },
  {
    lines: /^storage POST .*notificationConfigs: /,
    reason: "the grant before it names a stand-in for the agent",
  },
  {
    lines: /^\w+ error\.errors is absent here$/,
    reason: "the older form of errors beside the newer one, for the same request",
  },
  {
    lines: /^artifactregistry (?:response\.)?(?:vulnerabilityScanningConfig|satisfiesPzi) is absent/,
    reason: "scanning of images is not emulated",
  },
];
