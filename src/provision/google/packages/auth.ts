// What is used of Google's library for credentials.
export {
  ExternalAccountAuthorizedUserClient,
  GoogleAuth,
  OAuth2Client,
  UserRefreshClient,
} from "google-auth-library";
