// The client of service accounts, for which Google generates none that speaks gRPC.
export { iam } from "@googleapis/iam";
