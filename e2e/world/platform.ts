import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import { Webhook } from "standardwebhooks";

/** A message that reached the platform with a good signature. */
export type Arrived = {
  readonly id: string;
  readonly type: string;
  readonly orderId: string;
  readonly noticeUrl?: string;
  readonly measure?: {
    readonly id: string;
    readonly key: string;
    readonly subject: { readonly type: string; readonly externalId: string };
  };
};

const bodyOf = async (request: IncomingMessage) => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
};

type Signed = {
  readonly "webhook-id": string;
  readonly "webhook-timestamp": string;
  readonly "webhook-signature": string;
};

/** A good signature of these minutes. The reference library knows no other clock than the machine's: so it signs again. */
function check(webhook: Webhook, body: string, headers: Signed, clock: (() => Date) | undefined): void {
  if (!clock) {
    webhook.verify(body, headers);
    return;
  }
  const at = new Date(Number(headers["webhook-timestamp"]) * 1_000);
  const isOfNow = Math.abs(at.getTime() - clock().getTime()) < 300_000;
  const expected = webhook.sign(headers["webhook-id"], at, body);
  if (!isOfNow || !headers["webhook-signature"].split(" ").includes(expected)) throw new Error("not signed by Docket");
}

const pauseMs = 250;
const patienceMs = 240_000;

/**
 * The platform's side: takes webhooks on loopback, checks each signature with the reference library, carries orders
 * out at once and answers with a receipt over the API, again and again until it is heard.
 *
 * @param api address of the installation.
 * @param key with `orders:write`.
 * @param clock of an installation that lives at another time; the machine's when left out.
 * @param takesMs how long it looks at each message before it answers: so long a message is on its way.
 */
export async function startPlatform(api: string, key: string, clock?: () => Date, takesMs = 0) {
  const arrived: Arrived[] = [];
  const refused: string[] = [];
  const heard = new Map<string, number>();
  const answers: Promise<number>[] = [];
  let webhook: Webhook | null = null;
  let isStopped = false;

  const answer = async ({ orderId }: Arrived) => {
    const body = JSON.stringify({ result: "executed", at: (clock?.() ?? new Date()).toISOString() });
    for (const until = Date.now() + patienceMs; ; await wait(pauseMs)) {
      const response = await fetch(`${api}/api/v1/orders/${orderId}/receipt`, {
        method: "POST",
        headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
        body,
        signal: AbortSignal.timeout(10_000),
      }).catch(() => null);
      const status = response?.status ?? 0;
      if ((status > 0 && status < 500) || isStopped || Date.now() > until) return status;
    }
  };
  const server = createServer(async (request, response) => {
    const body = await bodyOf(request);
    const { "webhook-id": id, "webhook-timestamp": at, "webhook-signature": signature } = request.headers;
    const headers = { "webhook-id": `${id}`, "webhook-timestamp": `${at}`, "webhook-signature": `${signature}` };
    try {
      if (!webhook) throw new Error("no secret yet");
      check(webhook, body, headers, clock);
    } catch {
      refused.push(`${id}`);
      response.writeHead(401).end();
      return;
    }
    const message = { ...(JSON.parse(body) as Omit<Arrived, "id">), id: `${id}` };
    heard.set(message.id, (heard.get(message.id) ?? 0) + 1);
    // At least once: the same message again changes nothing here either.
    if (!arrived.some((each) => each.id === message.id)) {
      arrived.push(message);
      if (message.type === "measure.ordered") answers.push(answer(message));
    }
    if (takesMs > 0) await wait(takesMs);
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
    /** Each message once, in the order in which they came first. */
    arrived,
    refused,
    /** How often each message came, by its id. */
    heard,
    /** What the API said of each receipt. */
    receipts: () => Promise.all(answers),
    stop: () => {
      isStopped = true;
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}
export type Platform = Awaited<ReturnType<typeof startPlatform>>;
