// What is used of Google's clients for Cloud Billing.
export { CloudBillingClient } from "@google-cloud/billing/build/src/v1/cloud_billing_client.js";
