import type { ChangeStep, RefusedChange } from "@/components/screens/change-plan/model";
import type { AppError } from "@/lib/kernel/errors";
import type { PortalSession } from "../../../../../portal-session";
import { basePathOf } from "../../shell-model";

interface Way {
  readonly lead: string;
  /** The first step, by the words of its button; the billing page is where all of them are taken. */
  readonly step: string;
}

const WAYS: Readonly<Record<string, Way>> = {
  cancellation_scheduled: { lead: "The subscription is about to end", step: "Take the cancellation back" },
  past_due: { lead: "A payment is overdue", step: "Pay the open invoice" },
  unpaid: { lead: "A payment is overdue", step: "Pay the open invoice" },
  paused: { lead: "The subscription is paused", step: "Resume it" },
  incomplete: { lead: "The first payment is not finished", step: "Finish the payment" },
};

/** Why the plan cannot be changed now. The words are the refusal's own; what can be done about it stands on the billing page. */
export function refusedModel({ organization }: PortalSession, refusal: AppError): RefusedChange {
  const billing = `${basePathOf(organization)}/billing`;
  const plans: ChangeStep = { words: "See all plans", href: `/pricing?org=${organization.slug}` };
  const { state } = refusal.details;
  const way = typeof state === "string" ? WAYS[state] : undefined;
  return {
    kind: "refused",
    organizationName: organization.name,
    lead: way?.lead ?? "This change cannot be made here",
    words: refusal.message,
    steps: way ? [{ words: way.step, href: billing }, plans] : [plans, { words: "Back to billing", href: billing }],
  };
}
