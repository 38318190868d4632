import { Layers, MailOpen, MailX } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { Brand } from "@/components/shell/brand";
import { SkipLink } from "@/components/shell/skip-link";
import { ThemeToggle } from "@/components/shell/theme-toggle";
import { formatMoney } from "@/components/format";
import { Note } from "@/components/ui/banner";
import { SectionViewLarge } from "@/components/weir/section-view";
import type { AccountContext, ChosenPlan, InvitationPeek } from "./model";

interface AccountFrameProps {
  title: string;
  /** One line under the title, with the link to the other way in. */
  lead: ReactNode;
  context: AccountContext;
  children: ReactNode;
}

/** Sign-in and sign-up: the form at the left, the weir at the right, and what brought somebody here always in view. */
export function AccountFrame({ title, lead, context, children }: AccountFrameProps) {
  return (
    <div className="grid min-h-screen lg:grid-cols-2">
      <SkipLink />
      <div className="flex min-w-0 flex-col bg-background p-4 lg:bg-card lg:p-8">
        <header className="flex items-center justify-between">
          <Brand />
          <ThemeToggle />
        </header>
        <main id="main" tabIndex={-1} className="mx-auto my-auto grid w-full max-w-form gap-4 py-8 outline-none">
          <div>
            <h1 className="text-2xl font-semibold">{title}</h1>
            <p className="mt-1 text-muted-foreground">{lead}</p>
          </div>
          {context.invitation ? <InvitationNote invitation={context.invitation} /> : null}
          {context.chosenPlan ? <ChosenPlanNote plan={context.chosenPlan} /> : null}
          {children}
        </main>
        <footer className="text-xs text-muted-foreground">
          {context.demo
            ? "Demo data, simulated Stripe. Nothing here charges a real card."
            : "Your e-mail is used to sign you in and to send you what you ask for."}
        </footer>
      </div>
      <div aria-hidden className="relative bg-[#0a2a3d] max-lg:hidden dark:bg-[#0a1a25]">
        <div className="sticky top-0 h-screen">
          <SectionViewLarge />
          <p className="absolute top-12 left-12 text-xl font-medium text-[#e4f1f9]">
            Counts every call.
            <br />
            Stops at the line you drew.
          </p>
        </div>
      </div>
    </div>
  );
}

function ChosenPlanNote({ plan }: { plan: ChosenPlan }) {
  return (
    <Note icon={Layers}>
      <p className="min-w-0 flex-1 basis-48">
        You chose <span className="font-medium">{plan.name}</span>: <span className="num">{planWords(plan)}</span>
      </p>
      <Link href={plan.changeHref} className="link">
        Change<span className="sr-only"> the plan</span>
      </Link>
    </Note>
  );
}

function planWords(plan: ChosenPlan): string {
  const price = `${formatMoney(plan.price)} a ${plan.interval}`;
  if (plan.trialDays > 0) return `${plan.trialDays} days free, then ${price}.`;
  return BigInt(plan.price.amount) === 0n ? "free, no card asked." : `${price}, paid after you have seen the sum.`;
}

function InvitationNote({ invitation }: { invitation: InvitationPeek }) {
  if (invitation.state === "expired") {
    return (
      <Note icon={MailX}>
        <p>
          The invitation to <span className="font-medium">{invitation.organization}</span> has expired. Ask{" "}
          {invitation.invitedBy} to send it again; you can still sign in.
        </p>
      </Note>
    );
  }
  return (
    <Note icon={MailOpen}>
      <p>
        {invitation.invitedBy} invites you to <span className="font-medium">{invitation.organization}</span> as{" "}
        {invitation.role.toLowerCase()}. It is meant for {invitation.email}.
      </p>
    </Note>
  );
}
