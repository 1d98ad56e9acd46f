// What the methods of Pub/Sub work with.
import type { ServiceContext } from "../../service.ts";
import type { Iam } from "../iam/iam.ts";
import type { DeliveryEngine } from "./delivery.ts";
import type { KeptMessages } from "./messages/kept-messages.ts";
import type { Registry } from "./registry.ts";

export interface PubSubParts {
  context: ServiceContext;
  engine: DeliveryEngine;
  registry: Registry;
  keptMessages: KeptMessages;
  accountExists: Iam["accountExists"];
}
