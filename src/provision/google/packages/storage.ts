// What is used of Google's client for Cloud Storage.
export { Storage } from "@google-cloud/storage";
