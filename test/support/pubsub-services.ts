// IAM and Pub/Sub on sockets, with Google's clients for them.
import { createIam, type Iam } from "../../src/local/services/iam/iam.ts";
import { createPubSub, type PubSubService } from "../../src/local/services/pubsub/pubsub.ts";
import type { ServiceContext } from "../../src/local/service.ts";
import { asOwner } from "./as-owner.ts";
import { pubsubClients } from "./local-clients.ts";
import { startServices, type StartedServices } from "./local-services.ts";

export interface StartedPubSub extends ReturnType<typeof pubsubClients> {
  services: StartedServices;
  context: ServiceContext;
  iam: Iam;
  service: PubSubService;
}

export async function startPubSub(options: Parameters<typeof startServices>[1] = {}): Promise<StartedPubSub> {
  let made: { context: ServiceContext; iam: Iam; service: PubSubService } | undefined;
  const services = await startServices((context) => {
    const iam = createIam(context);
    const service = createPubSub(context, iam);
    made = { context, iam, service };
    return [iam, service];
  }, options);
  const clients = pubsubClients(services);
  return {
    ...clients,
    ...made!,
    services,
    async close() {
      await clients.close();
      await services.close();
    },
  };
}

export async function createAccount(services: StartedServices, accountId: string): Promise<string> {
  const response = await fetch(
    `${services.httpUrl}/v1/projects/cloud-runner-local/serviceAccounts`,
    asOwner(services, { method: "POST", body: JSON.stringify({ accountId }) }),
  );
  const { email } = (await response.json()) as { email: string };
  return email;
}

export const topicName = (id: string): string => `projects/cloud-runner-local/topics/${id}`;
export const subscriptionName = (id: string): string => `projects/cloud-runner-local/subscriptions/${id}`;
