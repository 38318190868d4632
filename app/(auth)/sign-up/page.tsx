import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { PASSWORD_MIN } from "@/lib/auth";
import { signedInUser, visitorContext } from "../../portal-session";
import { accountContext, accountHref, accountQuery, destination } from "../account-context";
import { ClerkPage } from "../clerk-page";
import { SignUpForm } from "./sign-up-form";

export const metadata: Metadata = { title: "Create an account" };

interface PageProps {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

/** Sign up; whoever is signed in already goes on to where this would lead. */
export default async function SignUpPage({ searchParams }: PageProps) {
  const query = accountQuery(await searchParams);
  if (await signedInUser()) redirect(destination(query));
  const ctx = await visitorContext();
  if (ctx.identity) return <ClerkPage ctx={ctx} page="sign-up" query={query} />;
  const { chosenPlan, invitation } = await accountContext(ctx, query);
  return (
    <SignUpForm
      model={{
        ...(chosenPlan ? { chosenPlan } : {}),
        ...(invitation ? { invitation } : {}),
        ...(query.next ? { next: query.next } : {}),
        name: "",
        email: invitation?.email ?? "",
        errors: {},
        signInHref: accountHref("/sign-in", query),
        passwordLength: PASSWORD_MIN,
      }}
    />
  );
}
