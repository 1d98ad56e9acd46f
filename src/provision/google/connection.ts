// What the clients need to know of the target, and who answers there.
import type { BigQuery } from "@google-cloud/bigquery";
import type { Storage } from "@google-cloud/storage";
import type { iam_v1 as IamV1 } from "@googleapis/iam";
import type { ChannelCredentials, ClientOptions } from "@grpc/grpc-js";
import type { Caller } from "./caller.ts";
import type { CredentialsFile } from "./credentials-file.ts";

export type Endpoint =
  /** `secret` is the access token that the local cloud takes. */
  | {
      target: "local";
      httpUrl: string;
      grpcHost: string;
      grpcPort: number;
      secret: string;
      /** Where somebody else's emulator of BigQuery listens, as BIGQUERY_EMULATOR_HOST says. */
      bigquery?: string | undefined;
    }
  /**
   * Of a project that is yet to be made no quota can be used: then that of the credentials' own is. In one that was made a
   * moment ago, Service Usage may be off, and its owner's rights may not be known yet.
   */
  | { target: "gcp"; project?: "absent" | "fresh"; credentialsFile?: CredentialsFile | undefined };

/**
 * Options of every generated client. `authClient` has no type that fits all: resource-manager, billing and
 * service-usage carry an older auth library of their own. The object works in both; only private fields differ. (An alias, since
 * interfaces have no index signature, which the clients ask for.)
 */
export type GapicOptions = {
  projectId: string;
  authClient: never;
  servicePath?: string;
  port?: number;
  sslCreds?: ChannelCredentials;
  "grpc.enable_http_proxy"?: number;
  /** Sees each call before it goes out. */
  "grpc.callInvocationTransformer"?: NonNullable<ClientOptions["callInvocationTransformer"]>;
};

/** What every generated client has. */
export interface GapicClient {
  initialize(): Promise<unknown>;
  innerApiCalls: object;
  close(): Promise<unknown>;
}

/** The parts of the clients that differ from target to target. */
export interface Connection {
  /** What to do when the other end does not answer. */
  readonly unavailableFix: string;
  /** For how long a passing fault (UNAVAILABLE, a rate limit) is worth another try. */
  readonly faultBudgetMs: number;
  /** Of an account that was just made: between two looks, and after it was seen. */
  readonly spread: { pauseMs: number; restMs: number };
  /** The project was made a moment ago: rights on it may take minutes to be known. */
  readonly isFresh: boolean;
  /** Whether a connection that is refused or breaks off means that the other end is gone, and not a passing fault. */
  readonly isLossFinal: boolean;
  /** @param bootstraps whether the client is to switch APIs on, which a fresh project cannot be charged for */
  gapicOptions(bootstraps: boolean): Promise<GapicOptions>;
  prepare<T extends GapicClient>(client: T): Promise<T>;
  storage(): Promise<Storage>;
  /** Rejects on the local cloud, which has none, unless an emulator is named. */
  bigquery(): Promise<BigQuery>;
  iam(): Promise<IamV1.Iam>;
  /**
   * What a plain request answers, for APIs that are too little used for a client of their own; undefined on the local
   * cloud, which has none of them.
   */
  readonly look: ((url: string) => Promise<unknown>) | undefined;
  /** Cloud Build's own API, of which an operation is all that is read: too little for a client of its own. */
  buildOperation(name: string): Promise<unknown>;
  /**
   * What the local cloud does with all objects of a bucket at once. Google counts and deletes them one by one, and so is
   * done with whatever `empty` leaves.
   */
  readonly wholeBucket:
    | {
        contents(name: string): Promise<{ objects: number; bytes: number }>;
        empty(name: string): Promise<void>;
      }
    | undefined;
  /** A short-lived access token, for `docker login`. */
  accessToken(): Promise<string>;
  /** Undefined on the local cloud, which takes anyone. */
  caller(): Promise<Caller | undefined>;
  /**
   * A token to call a service with: the user's own on Google Cloud, there undefined when the credentials give none; on
   * the local cloud, where nobody is logged in, the account's.
   */
  idToken(audience: string, account: string): Promise<string | undefined>;
}
