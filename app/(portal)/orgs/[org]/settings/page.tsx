import type { Metadata } from "next";
import { SettingsScreen } from "@/components/screens/settings/settings";
import { requirePortal } from "../../../../portal-session";
import { saveSettingsAction } from "./actions";
import { settingsModel } from "./settings-model";

export const metadata: Metadata = { title: "Settings" };

interface PageProps {
  params: Promise<{ org: string }>;
}

export default async function SettingsPage({ params }: PageProps) {
  const session = await requirePortal((await params).org, "organization:read");
  return (
    <SettingsScreen
      model={await settingsModel(session)}
      save={saveSettingsAction.bind(null, session.organization.slug)}
    />
  );
}
