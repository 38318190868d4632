import { AccountFrame } from "@/components/screens/sign-in/account-frame";
import type { Ctx } from "@/lib/context";
import { accountContext, accountHref, destination, type AccountQuery } from "./account-context";
import { ClerkAccount } from "./clerk-account";

const WORDS = {
  "sign-in": { title: "Sign in", lead: "Welcome back." },
  "sign-up": { title: "Create an account", lead: "One account for every organization that you belong to." },
} as const;

/** The sign-in or sign-up page where Clerk knows the people: the same frame, with the chosen plan in view. */
export async function ClerkPage({ ctx, page, query }: { ctx: Ctx; page: keyof typeof WORDS; query: AccountQuery }) {
  const { chosenPlan } = await accountContext(ctx, query);
  return (
    <AccountFrame {...WORDS[page]} context={chosenPlan ? { chosenPlan } : {}}>
      <ClerkAccount
        page={page}
        destination={destination(query)}
        otherHref={accountHref(page === "sign-in" ? "/sign-up" : "/sign-in", query)}
      />
    </AccountFrame>
  );
}
