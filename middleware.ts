import type { ClerkMiddlewareOptions } from "@clerk/nextjs/server";
import type { NextFetchEvent, NextMiddleware, NextRequest } from "next/server";
import { frontDoor } from "./app/front-door";

// Nothing here decides who may do what. Every page, action and route does that itself.
export const config = {
  runtime: "nodejs",
  matcher: ["/((?!_next/static|_next/image|favicon.ico|mark.svg).*)"],
};

type Answer = ReturnType<NextMiddleware>;

let clerk: Promise<NextMiddleware> | null = null;

/** With Clerk, its middleware refreshes the session of a browser on its way here; it is loaded only where it is used. */
export function middleware(request: NextRequest, event: NextFetchEvent): Answer {
  // Taken out of the whole, so that the build does not write in the value of its own environment.
  const { CLERK_SECRET_KEY, CLERK_JWT_KEY, NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY, WEIR_URL } = process.env;
  if (!CLERK_SECRET_KEY || !CLERK_JWT_KEY || !NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY) return frontDoor(request);
  clerk ??= withClerk({
    publishableKey: NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY,
    // Without it Clerk's public key would be fetched: the setting alone is not looked at.
    jwtKey: CLERK_JWT_KEY,
    authorizedParties: [new URL(WEIR_URL ?? "http://localhost:3000").origin],
    signInUrl: "/sign-in",
    signUpUrl: "/sign-up",
  });
  return clerk.then((run) => run(request, event));
}

async function withClerk(options: ClerkMiddlewareOptions): Promise<NextMiddleware> {
  const { clerkMiddleware } = await import("@clerk/nextjs/server");
  return clerkMiddleware((_auth, request) => frontDoor(request), options);
}
