// Refusals as the XML API words them. https://cloud.google.com/storage/docs/xml-api/reference-status
import type { StorageError } from "../storage-error.ts";
import { plainElement, xmlResponse } from "./element.ts";

const codes: Readonly<Record<number, [code: string, message: string]>> = {
  400: ["InvalidArgument", "Invalid argument."],
  403: ["AccessDenied", "Access denied."],
  404: ["NoSuchKey", "The specified key does not exist."],
  412: ["PreconditionFailed", "At least one of the pre-conditions you specified did not hold."],
  413: ["EntityTooLarge", "Your proposed upload exceeds the maximum allowed object size."],
  416: ["InvalidRange", "The requested range cannot be satisfied."],
  501: ["NotImplemented", "A header or query you provided requested a function that is not implemented."],
};

/** Reasons that have a code of their own. */
const reasons: Readonly<Record<string, [code: string, message: string]>> = {
  EntityTooSmall: ["EntityTooSmall", "Your proposed upload is smaller than the minimum allowed object size."],
  InvalidPart: ["InvalidPart", "One or more of the specified parts could not be found."],
  InvalidPartOrder: ["InvalidPartOrder", "The list of parts was not in ascending order."],
  MalformedXML: ["MalformedXML", "The XML you provided was not well-formed or did not validate."],
  NoSuchUpload: ["NoSuchUpload", "The requested upload was not found."],
  ExpiredToken: ["ExpiredToken", "Invalid argument."],
  SignatureDoesNotMatch: ["SignatureDoesNotMatch", "Access denied."],
};

export function xmlError(error: StorageError): Response {
  const isBucket = error.code === 404 && error.message === "The specified bucket does not exist.";
  const [code, message] = isBucket
    ? ["NoSuchBucket", error.message]
    : (reasons[error.reason] ?? codes[error.code] ?? ["InternalError", "We encountered an internal error."]);
  const answer = xmlResponse(
    plainElement("Error", [
      ["Code", code],
      ["Message", message],
      ["Details", error.message],
    ]),
    error.code,
  );
  for (const [name, value] of Object.entries(error.headers)) answer.headers.set(name, value);
  return answer;
}
