// What the delivery engine knows of somebody who pulls.
import type { StatusError } from "../../../wire/status.ts";
import type { Subscription } from "../subscription.ts";
import type { Delivery } from "./message-table.ts";

/** Who takes messages by pull: one Pull request, or one stream. */
export interface Puller {
  /** How long each message is leased to it; the subscription's ack deadline if undefined. */
  leaseSeconds(): number | undefined;
  room(): { messages: number; bytes: number };
  take(deliveries: Delivery[], subscription: Subscription): void;
  /** The delivery was acknowledged, refused or has run out, here or elsewhere. */
  settled(messageId: number): void;
  /** All of its deliveries are over. */
  cleared(): void;
  end(error: StatusError): void;
}
