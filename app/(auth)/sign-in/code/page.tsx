import type { Metadata } from "next";
import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { isPending } from "@/lib/auth";
import { signedInUser, visitorContext } from "../../../portal-session";
import { accountHref, accountQuery, destination } from "../../account-context";
import { SecondStepForm } from "./second-step-form";

export const metadata: Metadata = { title: "Enter your code" };

interface PageProps {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

/** The code after the password. Whoever has not done the first step, or too long ago, begins there. */
export default async function SecondStepPage({ searchParams }: PageProps) {
  const query = accountQuery(await searchParams);
  if (await signedInUser()) redirect(destination(query));
  const backHref = accountHref("/sign-in", query);
  if (!isPending(await visitorContext(), (await headers()).get("cookie"))) redirect(backHref);
  return <SecondStepForm model={{ fields: { ...query }, errors: {}, backHref }} />;
}
