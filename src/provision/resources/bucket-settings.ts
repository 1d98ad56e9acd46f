// Settings of a bucket that cost money, keep objects from being written, or lose them: what they are when nobody set them,
// and how they get back there. https://cloud.google.com/storage/docs/json_api/v1/buckets#resource
import type { Fields } from "../engine/resource.ts";

interface Found {
  autoclass?: { enabled?: boolean };
  billing?: { requesterPays?: boolean };
  defaultEventBasedHold?: boolean;
  retentionPolicy?: { retentionPeriod?: string | number; isLocked?: boolean } | null;
  rpo?: string;
  storageClass?: string;
  versioning?: { enabled?: boolean };
}

interface Setting {
  /** Google's name of the field. */
  field: keyof Found;
  of: (found: Found) => unknown;
  wanted: unknown;
  /** As a request sets it. */
  reset: object;
}

const off = { enabled: false };

export const bucketSettings: readonly Setting[] = [
  // Old versions are charged like any object, and nobody sees them.
  {
    field: "versioning",
    of: ({ versioning }) => versioning?.enabled ?? false,
    wanted: false,
    reset: { versioning: off },
  },
  {
    field: "storageClass",
    of: ({ storageClass }) => storageClass ?? "STANDARD",
    wanted: "STANDARD",
    reset: { storageClass: "STANDARD" },
  },
  {
    field: "autoclass",
    of: ({ autoclass }) => autoclass?.enabled ?? false,
    wanted: false,
    reset: { autoclass: off },
  },
  // A replication that is paid for.
  {
    field: "rpo",
    of: ({ rpo }) => rpo === "ASYNC_TURBO",
    wanted: false,
    reset: { rpo: "DEFAULT" },
  },
  // Whoever names no project to pay may not read any more.
  {
    field: "billing",
    of: ({ billing }) => billing?.requesterPays ?? false,
    wanted: false,
    reset: { billing: { requesterPays: false } },
  },
  // Under a hold or a retention no object can be written again, as a repeated delivery does.
  {
    field: "defaultEventBasedHold",
    of: ({ defaultEventBasedHold }) => defaultEventBasedHold ?? false,
    wanted: false,
    reset: { defaultEventBasedHold: false },
  },
  {
    field: "retentionPolicy",
    of: ({ retentionPolicy }) => Number(retentionPolicy?.retentionPeriod ?? 0),
    wanted: 0,
    reset: { retentionPolicy: null },
  },
];

export const bucketFields: Fields = {
  compared: [
    "encryption",
    "iamConfiguration",
    "labels",
    "lifecycle",
    "location",
    "softDeletePolicy",
    ...bucketSettings.map(({ field }) => field),
  ],
  ignored: {
    name: "identifies it",
    acl: "says nothing under uniform access",
    defaultObjectAcl: "says nothing under uniform access",
    cors: "lets web pages read what their user may read anyway",
    customPlacementConfig: "is chosen when it is made, with the location",
    hierarchicalNamespace: "is chosen when it is made",
    ipFilter: "only closes the bucket further, which is for its owner to undo",
    logging: "is written to another bucket, at the price of that one",
    objectRetention: "is chosen when it is made, and holds for objects that ask for it",
    website: "is for public buckets, which ours is never",
  },
};
