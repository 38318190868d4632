import type { Metadata } from "next";
import { RefreshEvery } from "@/components/screens/usage/refresh-every";
import type { UsageModel } from "@/components/screens/usage/model";
import { UsageScreen } from "@/components/screens/usage/usage";
import { can } from "@/lib/access";
import { requirePortal, type PortalSession } from "../../../../portal-session";
import { basePathOf } from "../shell-model";
import { sendCallAction } from "./actions";
import { PaywallHost } from "./paywall-host";
import { TryItPanel } from "./try-it-panel";
import { tryItModel } from "./try-it-model";
import { usageModel } from "./usage-model";
import { readQuery, type UsageQuery } from "./usage-query";

export const metadata: Metadata = { title: "Usage" };

const REFRESH_SECONDS = 30;

interface PageProps {
  params: Promise<{ org: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function UsagePage({ params, searchParams }: PageProps) {
  const session = await requirePortal((await params).org, "usage:read");
  const model = await modelOrFailure(session, readQuery(await searchParams));
  const demo =
    session.ctx.env.WEIR_DEMO &&
    can(session.asker, "usage:write") &&
    (model.kind === "ready" || model.kind === "empty");
  const panel = demo ? await tryItModel(session) : null;
  const refresh = <RefreshEvery seconds={REFRESH_SECONDS} />;
  if (!panel) {
    return (
      <>
        {refresh}
        <UsageScreen model={model} />
      </>
    );
  }
  return (
    <PaywallHost paywall={panel.paywall} cures={panel.cures}>
      {refresh}
      <UsageScreen
        model={model}
        tryIt={<TryItPanel meters={panel.meters} send={sendCallAction.bind(null, session.organization.slug)} />}
      />
    </PaywallHost>
  );
}

async function modelOrFailure(session: PortalSession, query: UsageQuery): Promise<UsageModel> {
  const { ctx, organization } = session;
  try {
    return await usageModel(session, query);
  } catch (error) {
    ctx.log.error({ err: error, requestId: ctx.requestId, organizationId: organization.id }, "the usage page failed");
    return { kind: "failed", requestId: ctx.requestId, retryHref: `${basePathOf(organization)}/usage` };
  }
}
