// Checks of subscriptions and policies, on those of the stack.
import type { Check, Live } from "../row.ts";

const subscriptionPath = ({ names }: Live) =>
  `/v1/projects/${names.project}/subscriptions/${names.subscription}`;

/** Nothing is really changed: the policy of a stale etag is refused. */
export const staleEtags: Check = {
  async run(live) {
    const { names, ask } = live;
    const stale = "AAAAAAAAAAA=";
    const topic = `/v1/projects/${names.project}/topics/${names.topic}`;
    const current = await ask("pubsub", "GET", `${topic}:getIamPolicy`);
    const { bindings } = current.body;
    const onTopic = await ask("pubsub", "POST", `${topic}:setIamPolicy`, {
      body: { policy: { bindings, etag: stale } },
    });
    const bucket = `/storage/v1/b/${names.outputBucket}/iam`;
    const policy = (await ask("storage", "GET", bucket)).body;
    const onBucket = await ask("storage", "PUT", bucket, {
      body: { bindings: policy["bindings"], etag: stale },
    });
    return onTopic.status === 409 && onTopic.text.includes("ABORTED") && onBucket.status === 412;
  },
};

export const subscriptionAsSent: Check = {
  isFirst: true,
  async run(live) {
    const { body } = await live.ask("pubsub", "GET", subscriptionPath(live));
    const { expirationPolicy, retryPolicy } = body as { expirationPolicy?: object; retryPolicy?: object };
    return JSON.stringify(expirationPolicy) === "{}" && Object.keys(retryPolicy ?? {}).length === 2;
  },
};

export const pushAttributes: Check = {
  async run(live) {
    const { body, status } = await live.ask("pubsub", "GET", subscriptionPath(live));
    return (
      status === 200 && (body["pushConfig"] as { attributes?: object } | undefined)?.attributes === undefined
    );
  },
};

export const lettersComeBack: Check = {
  async run({ tool }) {
    const [first, second] = [await tool("dlq", "list", "--json"), await tool("dlq", "list", "--json")];
    return first.exitCode === 0 && first.stdout === second.stdout;
  },
};

/** Attributes with hyphens are published, and a filter takes them: as the container announces a forecast, and a consumer asks for it. */
export const eventsFiltered: Check = {
  async run({ ask, names: { project, resultsTopic } }) {
    const topic = `projects/${project}/topics/${resultsTopic}`;
    const subscription = `/v1/projects/${project}/subscriptions/live-probe`;
    const filter = 'attributes.ce-type = "cloud-runner.live.probe"';
    const made = await ask("pubsub", "PUT", subscription, { body: { topic, filter } });
    if (made.status !== 200) return false;
    try {
      const messages = ["other", "probe"].map((type) => ({
        data: Buffer.from("{}").toString("base64"),
        attributes: { "ce-type": `cloud-runner.live.${type}`, "ce-id": type },
      }));
      await ask("pubsub", "POST", `/v1/${topic}:publish`, { body: { messages } });
      const pulled = await ask("pubsub", "POST", `${subscription}:pull`, { body: { maxMessages: 10 } });
      const { receivedMessages = [] } = pulled.body as {
        receivedMessages?: { message: { attributes: Record<string, string> } }[];
      };
      const ids = receivedMessages.map(({ message }) => message.attributes["ce-id"]);
      return ids.length === 1 && ids[0] === "probe";
    } finally {
      await ask("pubsub", "DELETE", subscription);
    }
  },
};
