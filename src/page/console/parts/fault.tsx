// A failure with what led to it, its fix, and the commands that settle it.
import type { ComponentChildren } from "preact";
import type { Fault } from "../state/api.ts";
import { Command } from "./command.tsx";

export const FaultBox = ({
  fault: { code, message, details = [], fix, commands = [] },
  isQuiet = false,
  children,
}: {
  fault: Fault;
  /** Not read out at once: one of many, or one that stood there before. */
  isQuiet?: boolean;
  children?: ComponentChildren;
}) => (
  <section class="fault" role={isQuiet ? undefined : "alert"}>
    <p class="fault-message">
      <strong>{message}</strong> <code class="faint">{code}</code>
    </p>
    {details.length > 0 && (
      <pre class="details" tabIndex={0}>
        {details.join("\n")}
      </pre>
    )}
    {fix !== undefined && (
      <p>
        <b>Fix:</b> <WithCode text={fix} />
      </p>
    )}
    {commands.map((command) => (
      <Command key={command}>{command}</Command>
    ))}
    {children}
  </section>
);

/** Text with `code` between backticks. */
export const WithCode = ({ text }: { text: string }) => (
  <>
    {text
      .split("`")
      .map((part, index) =>
        index % 2 === 1 ? <code key={index}>{part}</code> : <span key={index}>{part}</span>,
      )}
  </>
);
