import { NextResponse, type NextRequest } from "next/server";
import { clerkHost } from "@/lib/auth/clerk-host";
import { earlyRefusal } from "./early-refusal";

const REQUEST_ID = /^[A-Za-z0-9_.:-]{8,128}$/;
/** Pages of signed-in people. A stale cookie gets past this and is turned away by the page. */
const SIGNED_IN_PAGES = /^\/(?:orgs|admin|settings)(?:\/|$)/;
/** Ours, and Clerk's. */
const SESSION_COOKIE = /^(?:(?:__Secure-)?weir\.session_token|__session(?:_[\w-]+)?)$/;
const CHECKOUT = "https://checkout.stripe.com";
const CUSTOMER_PORTAL = "https://billing.stripe.com";
const ONE_YEAR = "max-age=31536000; includeSubDomains";

/**
 * What happens to every request before it reaches its page: a request id, security headers, and the way to the sign-in for
 * whoever carries no session at all. It guards nothing.
 */
export function frontDoor(request: NextRequest): NextResponse {
  const requestId = requestIdFor(request);
  const { pathname, search } = request.nextUrl;
  const refused = earlyRefusal(request.method, pathname, requestId);
  if (refused) return withHeaders(new NextResponse(refused.body, refused), requestId, null);
  if (SIGNED_IN_PAGES.test(pathname) && !request.cookies.getAll().some(({ name }) => SESSION_COOKIE.test(name))) {
    const to = new URL("/sign-in", request.nextUrl);
    to.searchParams.set("next", `${pathname}${search}`);
    return withHeaders(NextResponse.redirect(to), requestId, null);
  }
  const nonce = btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(16))));
  const policy = contentPolicy(nonce);
  const headers = new Headers(request.headers);
  headers.set("x-request-id", requestId);
  headers.set("x-weir-path", `${pathname}${search}`);
  // Next reads the nonce out of the policy of the request and puts it on its own scripts; our layout reads x-nonce.
  headers.set("x-nonce", nonce);
  headers.set("content-security-policy", policy);
  return withHeaders(NextResponse.next({ request: { headers } }), requestId, policy);
}

function requestIdFor(request: NextRequest): string {
  const given = request.headers.get("x-request-id");
  return given !== null && REQUEST_ID.test(given) ? given : `req_${crypto.randomUUID().replaceAll("-", "")}`;
}

function withHeaders(response: NextResponse, requestId: string, policy: string | null): NextResponse {
  const { headers } = response;
  headers.set("x-request-id", requestId);
  headers.set("x-content-type-options", "nosniff");
  headers.set("x-frame-options", "DENY");
  headers.set("referrer-policy", "same-origin");
  headers.set("cross-origin-opener-policy", "same-origin");
  headers.set("permissions-policy", "camera=(), microphone=(), geolocation=(), payment=()");
  if (policy !== null) headers.set("content-security-policy", policy);
  if (isHttps()) headers.set("strict-transport-security", ONE_YEAR);
  return response;
}

const isHttps = (): boolean => (process.env.WEIR_URL ?? "").startsWith("https:");

/** Styles may stand inline (charts and overlays set them on elements); scripts only with this request's nonce. */
function contentPolicy(nonce: string): string {
  const development = process.env.NODE_ENV !== "production";
  const clerk = clerkOrigin();
  return [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${development ? " 'unsafe-eval'" : ""}`,
    "style-src 'self' 'unsafe-inline'",
    `img-src 'self' data: blob:${clerk ? " https://img.clerk.com" : ""}`,
    "font-src 'self' data:",
    `connect-src 'self'${development ? " ws: wss:" : ""}${clerk ? ` ${clerk}` : ""}`,
    // Clerk's script works in the background and asks whether somebody is a person.
    ...(clerk ? ["worker-src 'self' blob:", "frame-src 'self' https://challenges.cloudflare.com"] : []),
    "object-src 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    `form-action 'self' ${formTargets().join(" ")}`,
  ].join("; ");
}

/** Where Clerk's script comes from and whom it speaks to; null while people sign in here. */
function clerkOrigin(): string | null {
  // Taken out of the whole, so that the build does not write in the value of its own environment.
  const { NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY: key } = process.env;
  const host = key ? clerkHost(key) : null;
  return host && `https://${host}`;
}

/** A form that buys something is sent to us and answered with a redirect to the page that takes the payment. */
function formTargets(): string[] {
  const simulator = process.env.STRIPE_SIMULATOR_URL;
  const origin = simulator ? (URL.parse(simulator)?.origin ?? null) : null;
  return [CHECKOUT, CUSTOMER_PORTAL, ...(origin ? [origin, origin.replace("127.0.0.1", "localhost")] : [])];
}
