import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { signedInUser, visitorContext } from "../../portal-session";
import { accountContext, accountHref, accountQuery, destination } from "../account-context";
import { ClerkPage } from "../clerk-page";
import { SignInForm } from "./sign-in-form";

export const metadata: Metadata = { title: "Sign in" };

interface PageProps {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

/** Sign in; whoever is signed in already goes on to where this would lead. */
export default async function SignInPage({ searchParams }: PageProps) {
  const query = accountQuery(await searchParams);
  if (await signedInUser()) redirect(destination(query));
  const ctx = await visitorContext();
  if (ctx.identity) return <ClerkPage ctx={ctx} page="sign-in" query={query} />;
  const context = await accountContext(ctx, query);
  return (
    <SignInForm
      model={{
        ...context,
        ...(query.next ? { next: query.next } : {}),
        email: context.invitation?.email ?? "",
        errors: {},
        signUpHref: accountHref("/sign-up", query),
        provider: "local",
      }}
    />
  );
}
