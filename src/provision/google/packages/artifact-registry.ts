// What is used of Google's client for Artifact Registry.
export { ArtifactRegistryClient } from "@google-cloud/artifact-registry/build/src/v1/artifact_registry_client.js";
