import { Agent, request } from "node:http";

export type Answer = { readonly status: number; readonly body: string };

/** A client that keeps its connections: what is measured is the server, not the handshake. */
export function httpClient(base: string, connections: number) {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const send = (
    method: string,
    path: string,
    headers: Record<string, string>,
    body?: string | Buffer,
  ): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const call = request(
        new URL(path, base),
        {
          method,
          agent,
          headers: body === undefined ? headers : { ...headers, "content-length": String(Buffer.byteLength(body)) },
        },
        (response) => {
          const chunks: Buffer[] = [];
          response.on("data", (chunk: Buffer) => chunks.push(chunk));
          response.on("end", () =>
            resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString("utf8") }),
          );
        },
      );
      call.on("error", reject);
      call.end(body);
    });
  return { send, close: () => agent.destroy() };
}

export type HttpClient = ReturnType<typeof httpClient>;

/** Throws unless the answer is a success: a benchmark of refusals would be fast and worthless. */
export function ok(answer: Answer): Answer {
  if (answer.status >= 300) throw new Error(`the server answered ${answer.status}: ${answer.body.slice(0, 300)}`);
  return answer;
}
