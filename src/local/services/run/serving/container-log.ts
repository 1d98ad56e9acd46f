// What containers write, and what the platform says about them, as entries of Cloud Logging.
import { projectIdOf } from "../../../state/projects.ts";
import type { LogEntryInput } from "../../logging/logging.ts";
import { contentOfLine, type LineContent } from "./log-line.ts";

export type ContainerLog = ReturnType<typeof createContainerLog>;

/** @param resource any name in the project */
export const logNameOf = (resource: string, id: string): string =>
  `projects/${projectIdOf(resource)}/logs/${encodeURIComponent(`run.googleapis.com/${id}`)}`;

export function createContainerLog(writeLog: (entry: LogEntryInput) => void) {
  let linesWritten = 0;
  /** Entries of one moment stand in the order of these: lines of one traceback must not change places. */
  const nextInsertId = () => (linesWritten++).toString(36).padStart(12, "0");

  return {
    /** Writes for one resource, with labels that each entry carries. */
    of(name: string, resource: LogEntryInput["resource"], labels: Readonly<Record<string, string>> = {}) {
      const log = (logId: string, instanceId: string, content: LineContent) =>
        writeLog({
          logName: logNameOf(name, logId),
          resource,
          ...content,
          labels: { instanceId, ...labels, ...content.labels },
        });
      return {
        line: (id: string, stream: "stdout" | "stderr", line: string): void => {
          if (line !== "") log(stream, id, { insertId: nextInsertId(), ...contentOfLine(line) });
        },
        system: (id: string, severity: "INFO" | "WARNING" | "ERROR", textPayload: string): void =>
          log("varlog/system", id, { severity, textPayload }),
      };
    },
  };
}
