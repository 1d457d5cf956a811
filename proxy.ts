import { type NextRequest, NextResponse } from "next/server";
import { acceptedLanguage, isLanguage, languageCookie } from "./messages/languages";
import { refuse } from "./server/http/contract";
import { peerAddress } from "./server/http/peer";
import { rateHeaders, spendOfPage } from "./server/http/rate";
import { sessionCookies } from "./server/staff/contract";
import { networkOf } from "./server/staff/network";

/** Pages that need no session. Everything else goes to the sign-in page without one. */
const open = /^\/(sign-in|report|notice|appeal|rectify|rules|g)(\/|$)/;

/**
 * No eval and no foreign origins; scripts need the nonce of this response. Style elements need it too, while style
 * attributes are allowed: positions of popovers and widths of bars are numbers that no class can hold, and an
 * attribute cannot load anything from elsewhere under `img-src` and `font-src`.
 */
function policyOf(nonce: string, development: boolean): string {
  return [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${development ? " 'unsafe-eval'" : ""}`,
    `style-src 'self' 'nonce-${nonce}'`,
    // The development overlay writes style elements of its own.
    ...(development ? ["style-src-elem 'self' 'unsafe-inline'"] : []),
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' blob: data:",
    "font-src 'self'",
    "connect-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join("; ");
}

/** A page of one sentence for whoever looks at pages without sign-in more often than a person would; null: let her in. */
function slowedDown(request: NextRequest): NextResponse | null {
  const rate = spendOfPage(networkOf(request.headers, peerAddress()));
  if (rate.allowed) return null;
  const chosen = request.cookies.get(languageCookie)?.value;
  const language = isLanguage(chosen) ? chosen : acceptedLanguage(request.headers.get("accept-language"));
  const sentence = refuse("page_rate").sentence[language === "en" ? "en" : "zh"];
  const body = `<!doctype html><html lang="${language}"><title>429</title><p>${sentence}</p></html>`;
  return new NextResponse(body, {
    status: 429,
    headers: { "content-type": "text/html; charset=utf-8", "cache-control": "no-store", ...rateHeaders(rate, "page") },
  });
}

/**
 * Stands before every page: gives it its policy and turns away whoever carries no session at all. That a session is
 * still good is asked of the database, by every page, procedure and endpoint.
 */
export function proxy(request: NextRequest): NextResponse {
  const { pathname, search } = request.nextUrl;
  const signedIn = Object.values(sessionCookies).some((name) => request.cookies.has(name));
  if (!signedIn && !open.test(pathname)) {
    const door = new URL("/sign-in", request.url);
    const reads = request.method === "GET" || request.method === "HEAD";
    if (reads && pathname !== "/") door.searchParams.set("next", `${pathname}${search}`);
    return guarded(NextResponse.redirect(door, reads ? 307 : 303), "default-src 'none'");
  }
  const slowed = open.test(pathname) ? slowedDown(request) : null;
  if (slowed) return guarded(slowed, "default-src 'none'");
  const nonce = btoa(crypto.randomUUID());
  const policy = policyOf(nonce, process.env.NODE_ENV === "development");
  const headers = new Headers(request.headers);
  headers.set("Content-Security-Policy", policy);
  // Pages do not know their own address; the gate asks for it, to come back after a sign-in.
  headers.set("x-docket-path", `${pathname}${search}`);
  return guarded(NextResponse.next({ request: { headers } }), policy);
}

function guarded(response: NextResponse, policy: string): NextResponse {
  response.headers.set("Content-Security-Policy", policy);
  response.headers.set("X-Content-Type-Options", "nosniff");
  response.headers.set("Referrer-Policy", "same-origin");
  response.headers.set("X-Frame-Options", "DENY");
  response.headers.set("Cross-Origin-Opener-Policy", "same-origin");
  return response;
}

// The API, health, the verifier and built files get their headers from next.config.js: the proxy would buffer their bodies.
export const config = {
  matcher: "/((?!api/|_next/|healthz$|readyz$|metrics$|icon\\.svg$|favicon\\.ico$|verifier\\.html(?:\\.sha256)?$).*)",
};
