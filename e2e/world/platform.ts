import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { Webhook } from "standardwebhooks";

/** A message that reached the platform with a good signature. */
export type Arrived = {
  readonly id: string;
  readonly type: string;
  readonly orderId: string;
  readonly noticeUrl?: string;
  readonly measure?: {
    readonly key: string;
    readonly subject: { readonly type: string; readonly externalId: string };
  };
};

const bodyOf = async (request: IncomingMessage) => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
};

/**
 * The platform's side: takes webhooks on loopback, checks each signature with the reference library, carries orders
 * out at once and answers with a receipt over the API.
 *
 * @param api address of the installation.
 * @param key with `orders:write`.
 */
export async function startPlatform(api: string, key: string) {
  const arrived: Arrived[] = [];
  const refused: string[] = [];
  const answers: Promise<number>[] = [];
  let webhook: Webhook | null = null;

  const answer = async ({ orderId }: Arrived) => {
    const response = await fetch(`${api}/api/v1/orders/${orderId}/receipt`, {
      method: "POST",
      headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
      body: JSON.stringify({ result: "executed", at: new Date().toISOString() }),
    });
    return response.status;
  };
  const server = createServer(async (request, response) => {
    const body = await bodyOf(request);
    const { "webhook-id": id, "webhook-timestamp": at, "webhook-signature": signature } = request.headers;
    const headers = { "webhook-id": `${id}`, "webhook-timestamp": `${at}`, "webhook-signature": `${signature}` };
    try {
      if (!webhook) throw new Error("no secret yet");
      webhook.verify(body, headers);
    } catch {
      refused.push(`${id}`);
      response.writeHead(401).end();
      return;
    }
    const message = { ...(JSON.parse(body) as Omit<Arrived, "id">), id: `${id}` };
    // At least once: the same message again changes nothing here either.
    if (!arrived.some((each) => each.id === message.id)) {
      arrived.push(message);
      if (message.type === "measure.ordered") answers.push(answer(message));
    }
    response.writeHead(204).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/docket`,
    /** As `docket endpoint create` printed it. */
    trust: (secret: string) => {
      webhook = new Webhook(secret);
    },
    arrived,
    refused,
    /** What the API said of each receipt. */
    receipts: () => Promise.all(answers),
    stop: () => new Promise((resolve) => server.close(resolve)),
  };
}
export type Platform = Awaited<ReturnType<typeof startPlatform>>;
