import { expect, it } from "vitest";
import { sendOnce } from "../../../../src/provision/google/send-once.ts";

function fakeClient() {
  const sent: [string, object][] = [];
  const calls = (name: string) => ({
    [name]: (_request: unknown, options: object) => sent.push([name, options]),
  });
  const part = (name: string) => ({
    innerApiCalls: calls(name) as Record<string, (request: object, options?: object) => unknown>,
    initialize: async () => {},
    close: async () => {},
  });
  const client = { ...part("own"), iamClient: part("iam"), operationsClient: part("operations") };
  return { client, sent };
}

it.each([true, false])(
  "sends each call once and waits a minute for it; of operations only if asked: %s",
  async (operations) => {
    const { client, sent } = fakeClient();
    await sendOnce(client, { operations });
    client.innerApiCalls["own"]!({});
    client.innerApiCalls["own"]!({}, { timeout: 8000 });
    client.iamClient.innerApiCalls["iam"]!({});
    client.operationsClient.innerApiCalls["operations"]!({});
    const once = { timeout: 60_000, retry: null };
    expect(sent).toEqual([
      ["own", once],
      ["own", { timeout: 8000, retry: null }],
      ["iam", once],
      ["operations", operations ? once : undefined],
    ]);
  },
);
