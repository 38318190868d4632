import type { Metadata } from "next";
import { HomeScreen } from "@/components/screens/home/home";
import type { HomeModel } from "@/components/screens/home/model";
import { requirePortal, type PortalSession } from "../../../portal-session";
import { homeModel } from "./home-model";
import { basePathOf } from "./shell-model";

export const metadata: Metadata = { title: "Home" };

export default async function HomePage({ params }: { params: Promise<{ org: string }> }) {
  const session = await requirePortal((await params).org, "organization:read");
  return <HomeScreen model={await modelOrFailure(session)} />;
}

async function modelOrFailure(session: PortalSession): Promise<HomeModel> {
  const { ctx, organization } = session;
  try {
    return await homeModel(session);
  } catch (error) {
    ctx.log.error({ err: error, requestId: ctx.requestId, organizationId: organization.id }, "the home page failed");
    return { kind: "failed", requestId: ctx.requestId, retryHref: basePathOf(organization) };
  }
}
