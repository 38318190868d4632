import type { Metadata } from "next";
import type { ReactNode } from "react";
import { BillingScreen } from "@/components/screens/billing/billing";
import type { BillingModel, PlanCard } from "@/components/screens/billing/model";
import { RefreshEvery } from "@/components/screens/usage/refresh-every";
import { ActionForm } from "@/components/ui/action-form";
import { SubmitButton } from "@/components/ui/submit-button";
import { mayBuy } from "@/lib/access";
import { requirePortal, type PortalSession } from "../../../../portal-session";
import { basePathOf } from "../shell-model";
import { keepPlanAction } from "./actions";
import { billingModel } from "./billing-model";
import { keepPresentPlanAction } from "./change/actions";

export const metadata: Metadata = { title: "Billing" };

const REFRESH_SECONDS = 60;

export default async function BillingPage({ params }: { params: Promise<{ org: string }> }) {
  const session = await requirePortal((await params).org, "billing:read");
  const model = await modelOrFailure(session);
  const resume =
    model.kind === "ready" && mayBuy(session.role, session.organization) ? wayBack(session, model.plan) : null;
  return (
    <>
      <RefreshEvery seconds={REFRESH_SECONDS} />
      <BillingScreen model={model} {...(resume ? { resume } : {})} />
    </>
  );
}

/** Takes back what is planned: an end, or another plan. */
function wayBack({ organization }: PortalSession, plan: PlanCard): ReactNode {
  if (plan.cancelsAt !== null)
    return (
      <ActionForm action={keepPlanAction.bind(null, organization.slug)}>
        <SubmitButton variant="primary">Keep {plan.name}</SubmitButton>
      </ActionForm>
    );
  if (plan.scheduled === null) return null;
  return (
    <ActionForm action={keepPresentPlanAction.bind(null, organization.slug)}>
      <SubmitButton>Keep {plan.name}</SubmitButton>
    </ActionForm>
  );
}

async function modelOrFailure(session: PortalSession): Promise<BillingModel> {
  const { ctx, organization } = session;
  try {
    return await billingModel(session);
  } catch (error) {
    ctx.log.error({ err: error, requestId: ctx.requestId, organizationId: organization.id }, "the billing page failed");
    return { kind: "failed", requestId: ctx.requestId, retryHref: `${basePathOf(organization)}/billing` };
  }
}
