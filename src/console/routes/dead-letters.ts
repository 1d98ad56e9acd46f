// Messages that were given up: why, and what can be done with them.
import { readFile } from "node:fs/promises";
import * as z from "zod";
import { plural } from "../../core/duration.ts";
import { listMessages, type MessageWithReason } from "../../library/dlq/list.ts";
import { stateSentence } from "../../library/dlq/listed-message.ts";
import { purgeMessages } from "../../library/dlq/purge.ts";
import { replayMessages, type ReplayOptions } from "../../library/dlq/replay.ts";
import { showMessages } from "../../library/dlq/show.ts";
import type { App, Tools } from "../tools.ts";
import type { DeadLetterRow, Replayed } from "../contract/operations.ts";
import { entryView } from "../entry-view.ts";
import { fileId } from "../file-id.ts";
import { answer } from "../http/answers.ts";
import { bodyOf, confirm } from "../http/bodies.ts";

const ids = z.array(z.string().max(1100)).min(1).max(1000);

export function addDeadLetters(app: App, { session, uploads, confirms, errorOf }: Tools): void {
  app.get("/api/dead-letters", async (c) => {
    const { messages, mayBeMore } = await listMessages(session);
    return answer<"GET /api/dead-letters">(c, { messages: messages.map(rowOf), mayBeMore });
  });

  app.get("/api/dead-letters/:id", async (c) => {
    const { messages } = await showMessages(session, [c.req.param("id")]);
    const { attributes, metadata, check, log, otherTroubles, ...message } = messages[0]!;
    return answer<"GET /api/dead-letters/:id">(c, {
      ...rowOf(message),
      attributes,
      metadata,
      check:
        check === undefined
          ? undefined
          : { isFine: check.isFine, error: check.isFine ? undefined : errorOf(check.error) },
      file: message.input && fileId(message.input.name),
      log: log.map(entryView),
      otherTroubles: otherTroubles.map(entryView),
    });
  });

  app.post("/api/dead-letters/replay", async (c) => {
    const options = await bodyOf(
      c,
      z.object({ ids, dryRun: z.boolean().default(false), force: z.boolean().default(false) }),
    );
    return answer<"POST /api/dead-letters/replay">(c, await replay(options));
  });

  app.post("/api/dead-letters/:id/replay-fixed", async (c) => {
    const { upload, force } = await bodyOf(
      c,
      z.object({ upload: z.string().max(100), force: z.boolean().default(false) }),
    );
    const { name, path } = uploads.get(upload);
    const fixed = { name, content: () => readFile(path) };
    return answer<"POST /api/dead-letters/:id/replay-fixed">(
      c,
      await replay({ ids: [c.req.param("id")], fixed, force }),
    );
  });

  app.post("/api/dead-letters/purge", async (c) => {
    const { ids: chosen, confirm: given } = await bodyOf(c, confirm.extend({ ids }));
    const { messages } = await purgeMessages(session, {
      ids: chosen,
      approve: async (found) => {
        const waiting = found.filter(({ state }) => state === "waiting").length;
        const loss =
          waiting === 0
            ? "No forecast could come of them any more."
            : `${plural(waiting, "input")} will then get no forecast, unless uploaded again.`;
        const question = `This removes ${plural(found.length, "dead-letter message")} for good; inputs stay. ${loss} Go on?`;
        confirms(
          {
            question,
            items: found.map(({ id, input, state }) => `${id}: ${input?.name ?? "no input"}, ${state}`),
          },
          given,
        );
      },
    });
    return answer<"POST /api/dead-letters/purge">(c, { ids: messages.map(({ id }) => id) });
  });

  /** Nobody waits: what comes of it the page sees as it sees any forecast. */
  async function replay(options: ReplayOptions): Promise<Replayed> {
    const { messages } = await replayMessages(session, { ...options, timeoutMs: 0 });
    return {
      messages: messages.map(({ message, outcome, error }) => ({
        id: message.id,
        ...(message.input !== undefined && { input: message.input.name }),
        outcome,
        ...(error !== undefined && { error: errorOf(error) }),
        ...(message.input !== undefined && outcome === "replayed" && { file: fileId(message.input.name) }),
      })),
    };
  }
}

function rowOf(message: MessageWithReason): DeadLetterRow {
  const { id, input, state, deliveries, replays, reason, deadLetteredAt } = message;
  const { uploadedAt, publishedAt, keptUntil } = message;
  return {
    id,
    ...(input !== undefined && { input: { name: input.name, generation: input.generation, uri: input.uri } }),
    state,
    stateText: stateSentence(message),
    deliveries,
    replays,
    ...(uploadedAt !== undefined && { uploadedAt }),
    ...(publishedAt !== undefined && { publishedAt }),
    deadLetteredAt,
    ...(keptUntil !== undefined && { keptUntil }),
    ...(reason !== undefined && {
      reason: JSON.parse(JSON.stringify(reason)) as DeadLetterRow["reason"] & object,
    }),
  };
}
