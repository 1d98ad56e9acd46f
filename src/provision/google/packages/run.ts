// What is used of Google's clients for Cloud Run.
export { BuildsClient } from "@google-cloud/run/build/src/v2/builds_client.js";
export { ExecutionsClient } from "@google-cloud/run/build/src/v2/executions_client.js";
export { JobsClient } from "@google-cloud/run/build/src/v2/jobs_client.js";
export { RevisionsClient } from "@google-cloud/run/build/src/v2/revisions_client.js";
export { ServicesClient } from "@google-cloud/run/build/src/v2/services_client.js";
