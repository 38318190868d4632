"use client";

import { SignIn, SignUp } from "@clerk/nextjs";

interface ClerkAccountProps {
  page: "sign-in" | "sign-up";
  /** Where the account leads afterwards, on this site. */
  destination: string;
  /** The other of the two pages, with the same query. */
  otherHref: string;
}

/** Clerk's own form in the place of ours, leading to the same place. */
export function ClerkAccount({ page, destination, otherHref }: ClerkAccountProps) {
  const to = { routing: "hash", forceRedirectUrl: destination } as const;
  return (
    <div className="flex justify-center">
      {page === "sign-in" ? <SignIn {...to} signUpUrl={otherHref} /> : <SignUp {...to} signInUrl={otherHref} />}
    </div>
  );
}
