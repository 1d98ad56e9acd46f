// Google's own clients, pinned to local services.
import { PubSub, v1 } from "@google-cloud/pubsub";
import { credentials } from "@grpc/grpc-js";
import { OAuth2Client } from "google-auth-library";
import { seedProject } from "../../src/local/seed-project.ts";
import { ownersCalls } from "./as-owner.ts";

/** @param secret for policies; what else Pub/Sub does needs none */
export function pubsubClients({ grpcPort, secret = "none" }: { grpcPort: number; secret?: string }): {
  pubsub: PubSub;
  publisher: v1.PublisherClient;
  subscriber: v1.SubscriberClient;
  close(): Promise<void>;
} {
  const authClient = new OAuth2Client();
  authClient.setCredentials({ access_token: "local", expiry_date: Number.MAX_SAFE_INTEGER });
  const options = {
    projectId: seedProject.id,
    servicePath: "127.0.0.1",
    port: grpcPort,
    sslCreds: credentials.createInsecure(),
    authClient,
    ...ownersCalls({ secret }),
  };
  const pubsub = new PubSub(options as ConstructorParameters<typeof PubSub>[0]);
  const publisher = new v1.PublisherClient(options as never);
  const subscriber = new v1.SubscriberClient(options as never);
  return {
    pubsub,
    publisher,
    subscriber,
    async close() {
      await Promise.all([pubsub.close(), publisher.close(), subscriber.close()]);
    },
  };
}
