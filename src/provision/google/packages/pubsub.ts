// What is used of Google's generated clients for Pub/Sub.
export { PublisherClient } from "@google-cloud/pubsub-api/build/src/v1/publisher_client.js";
export { SubscriberClient } from "@google-cloud/pubsub-api/build/src/v1/subscriber_client.js";
