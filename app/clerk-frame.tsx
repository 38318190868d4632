import { ClerkProvider } from "@clerk/nextjs";
import type { ReactNode } from "react";

/**
 * Clerk's script around every page, where people sign in there: it keeps the session of the browser fresh. Its tag carries
 * the request's nonce, like every script.
 */
export function ClerkFrame({
  publishableKey,
  nonce,
  children,
}: {
  publishableKey: string;
  nonce: string | null;
  children: ReactNode;
}) {
  return (
    <ClerkProvider
      publishableKey={publishableKey}
      signInUrl="/sign-in"
      signUpUrl="/sign-up"
      telemetry={false}
      {...(nonce ? { nonce, dynamic: true } : {})}
    >
      {children}
    </ClerkProvider>
  );
}
