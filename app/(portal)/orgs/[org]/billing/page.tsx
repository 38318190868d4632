import type { Metadata } from "next";
import { BillingScreen } from "@/components/screens/billing/billing";
import type { BillingModel, WayBack } from "@/components/screens/billing/model";
import { PauseDialog } from "@/components/screens/billing/pause-dialog";
import { wayBackVariant, wayBackWords } from "@/components/screens/billing/words";
import { RefreshEvery } from "@/components/screens/usage/refresh-every";
import { ActionForm } from "@/components/ui/action-form";
import { SubmitButton } from "@/components/ui/submit-button";
import { requirePortal, type PortalSession } from "../../../../portal-session";
import { basePathOf } from "../shell-model";
import { keepPlanAction, pauseAction, resumeAction, retryPaymentAction } from "./actions";
import { billingModel } from "./billing-model";
import { keepPresentPlanAction } from "./change/actions";

export const metadata: Metadata = { title: "Billing" };

const REFRESH_SECONDS = 60;

interface PageProps {
  params: Promise<{ org: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function BillingPage({ params, searchParams }: PageProps) {
  const session = await requirePortal((await params).org, "billing:read");
  const { refused } = await searchParams;
  const model = await modelOrFailure(session, typeof refused === "string" ? refused : null);
  const { slug } = session.organization;
  const offers = model.kind === "ready" ? { ...model.offers, planName: model.plan.name } : null;
  return (
    <>
      <RefreshEvery seconds={REFRESH_SECONDS} />
      <BillingScreen
        model={model}
        resume={offers?.wayBack ? <Back slug={slug} way={offers.wayBack} planName={offers.planName} /> : null}
        pause={offers?.pause ? <PauseDialog planName={offers.planName} action={pauseAction.bind(null, slug)} /> : null}
      />
    </>
  );
}

const BACK: Readonly<Record<WayBack, (org: string) => Promise<void>>> = {
  keep: keepPlanAction,
  keep_present: keepPresentPlanAction,
  resume: resumeAction,
  retry: retryPaymentAction,
};

function Back({ slug, way, planName }: { slug: string; way: WayBack; planName: string }) {
  return (
    <ActionForm action={BACK[way].bind(null, slug)}>
      <SubmitButton variant={wayBackVariant(way)}>{wayBackWords(way, planName)}</SubmitButton>
    </ActionForm>
  );
}

async function modelOrFailure(session: PortalSession, refused: string | null): Promise<BillingModel> {
  const { ctx, organization } = session;
  try {
    return await billingModel(session, refused);
  } catch (error) {
    ctx.log.error({ err: error, requestId: ctx.requestId, organizationId: organization.id }, "the billing page failed");
    return { kind: "failed", requestId: ctx.requestId, retryHref: `${basePathOf(organization)}/billing` };
  }
}
