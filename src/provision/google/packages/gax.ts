// The runtime of Google's generated clients, whole.
export { default as gax } from "google-gax";
