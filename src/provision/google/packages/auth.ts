// What is used of Google's library for credentials.
export { GoogleAuth, OAuth2Client } from "google-auth-library";
