// What is used of Google's clients for projects.
export { ProjectsClient } from "@google-cloud/resource-manager/build/src/v3/projects_client.js";
