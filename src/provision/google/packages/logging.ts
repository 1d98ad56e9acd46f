// What is used of Google's generated clients for Cloud Logging.
export { LoggingServiceV2Client } from "@google-cloud/logging-api/build/src/v2/logging_service_v2_client.js";
