import { NextResponse, type NextRequest } from "next/server";

// Redirects, a request id and headers: nothing here decides who may do what. Every page, action and route does that itself.
export const config = {
  runtime: "nodejs",
  matcher: ["/((?!_next/static|_next/image|favicon.ico|mark.svg).*)"],
};

const REQUEST_ID = /^[A-Za-z0-9_.:-]{8,128}$/;
/** Pages of signed-in people. A stale cookie gets past this and is turned away by the page. */
const SIGNED_IN_PAGES = /^\/(?:orgs|admin)(?:\/|$)/;
const SESSION_COOKIES = ["weir.session_token", "__Secure-weir.session_token"];
const CHECKOUT = "https://checkout.stripe.com";
const CUSTOMER_PORTAL = "https://billing.stripe.com";
const ONE_YEAR = "max-age=31536000; includeSubDomains";

export function middleware(request: NextRequest): NextResponse {
  const requestId = requestIdFor(request);
  const { pathname, search } = request.nextUrl;
  if (SIGNED_IN_PAGES.test(pathname) && !SESSION_COOKIES.some((name) => request.cookies.has(name))) {
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
  return [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${development ? " 'unsafe-eval'" : ""}`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self' data:",
    `connect-src 'self'${development ? " ws: wss:" : ""}`,
    "object-src 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    `form-action 'self' ${formTargets().join(" ")}`,
  ].join("; ");
}

/** A form that buys something is sent to us and answered with a redirect to the page that takes the payment. */
function formTargets(): string[] {
  const simulator = process.env.STRIPE_SIMULATOR_URL;
  const origin = simulator ? (URL.parse(simulator)?.origin ?? null) : null;
  return [CHECKOUT, CUSTOMER_PORTAL, ...(origin ? [origin, origin.replace("127.0.0.1", "localhost")] : [])];
}
