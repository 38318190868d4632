import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { EventScreen } from "@/components/screens/operator-webhooks/event";
import { can } from "@/lib/access";
import { requireStaff } from "../../../portal-session";
import { replayEventAction } from "../actions";
import { eventModel } from "../event-model";

export const metadata: Metadata = { title: "Event" };

interface PageProps {
  params: Promise<{ event: string }>;
}

export default async function EventPage({ params }: PageProps) {
  const { ctx, asker } = await requireStaff("operator:read");
  const { event } = await params;
  const model = (await eventModel(ctx, event, can(asker, "operator:write"))) ?? notFound();
  return <EventScreen model={model} replay={replayEventAction.bind(null, event)} />;
}
