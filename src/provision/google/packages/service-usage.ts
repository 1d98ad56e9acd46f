// What is used of Google's clients for the APIs of a project.
export { ServiceUsageClient } from "@google-cloud/service-usage/build/src/v1/service_usage_client.js";
/** Only to force a service agent into being; there is no stable version of that method. */
export { ServiceUsageClient as ServiceUsageBetaClient } from "@google-cloud/service-usage/build/src/v1beta1/service_usage_client.js";
