import { lookup } from "node:dns/promises";
import { type ClientRequest, type IncomingMessage, request as plainRequest } from "node:http";
import { request as secureRequest } from "node:https";
import { isIP } from "node:net";
import { answerBytes, attemptSeconds, type FailureWord } from "./contract";
import { isPublicAddress } from "./rules-address";

/** What became of one attempt. `failure` is a word of ours: what the peer said is not kept. */
export type Attempt =
  | { readonly ok: true; readonly status: number }
  | { readonly ok: false; readonly status: number | null; readonly failure: FailureWord };

const failed = (failure: FailureWord, status: number | null = null): Attempt => ({ ok: false, status, failure });

type Address = { readonly address: string; readonly family: number };
/** How a name becomes addresses: all of them. */
export type Resolver = (hostname: string) => Promise<readonly Address[]>;
const systemResolver: Resolver = (hostname) => lookup(hostname, { all: true, verbatim: true });

/**
 * Resolves a host once. Every address it has must be public: one private one among them is how a name is rebound.
 *
 * @returns the address to connect to, or why not.
 */
async function resolve(hostname: string, allowPrivate: boolean, find: Resolver): Promise<Address | FailureWord> {
  const bare = hostname.replace(/^\[|\]$/g, "");
  const literal = isIP(bare);
  let found: readonly Address[];
  try {
    found = literal ? [{ address: bare, family: literal }] : await find(bare);
  } catch {
    return "dns";
  }
  const [first] = found;
  if (!first) return "dns";
  if (!allowPrivate && !found.every(({ address }) => isPublicAddress(address))) return "private_address";
  return first;
}

function wordOf(error: NodeJS.ErrnoException): FailureWord {
  const code = error.code ?? "";
  if (code === "ECONNREFUSED") return "refused";
  if (code === "ETIMEDOUT" || error.name === "AbortError" || error.name === "TimeoutError") return "timeout";
  if (/CERT|TLS|SSL|SELF_SIGNED|UNABLE_TO_VERIFY|ALTNAME/.test(code)) return "tls";
  return "connection";
}

/** Reads at most `answerBytes` of an answer that nobody looks at, so that the peer is not cut off mid-sentence. */
function drain(answer: IncomingMessage, sent: ClientRequest, done: () => void): void {
  let bytes = 0;
  answer.on("data", (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > answerBytes) {
      done();
      sent.destroy();
    }
  });
  answer.on("end", done);
  answer.on("error", done);
}

/**
 * Posts a message. Connects to the address that was checked, never to what the name says a moment later; follows no
 * redirect; ends after ten seconds whatever the peer does.
 *
 * @param allowPrivate for installations whose platform is on the same network.
 * @param find asked once: what it says a moment later does not count.
 */
export async function post(
  url: string,
  headers: Readonly<Record<string, string>>,
  body: string,
  allowPrivate: boolean,
  find: Resolver = systemResolver,
): Promise<Attempt> {
  const target = new URL(url);
  const signal = AbortSignal.timeout(attemptSeconds * 1_000);
  const resolved = await Promise.race([
    resolve(target.hostname, allowPrivate, find),
    new Promise<FailureWord>((give) => signal.addEventListener("abort", () => give("timeout"), { once: true })),
  ]);
  if (typeof resolved === "string") return failed(resolved);
  const send = target.protocol === "https:" ? secureRequest : plainRequest;
  return new Promise((give) => {
    const sent = send(
      target,
      {
        method: "POST",
        agent: false,
        signal,
        headers: { ...headers, "content-type": "application/json", "content-length": Buffer.byteLength(body) },
        lookup: (_host, options, callback) =>
          options.all
            ? callback(null, [{ address: resolved.address, family: resolved.family }])
            : callback(null, resolved.address, resolved.family),
      },
      (answer) => {
        const status = answer.statusCode ?? 0;
        const attempt: Attempt =
          status >= 200 && status < 300
            ? { ok: true, status }
            : failed(status >= 300 && status < 400 ? "redirect" : "http", status);
        drain(answer, sent, () => give(attempt));
      },
    );
    sent.on("error", (error) => give(failed(wordOf(error))));
    sent.end(body);
  });
}
