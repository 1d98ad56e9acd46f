// What is used of gRPC beside Google's runtime.
export { credentials } from "@grpc/grpc-js";
