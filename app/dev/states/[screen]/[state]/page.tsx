import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { registry } from "@/components/screens/registry";
import { galleryOpen } from "../../gallery-open";
import { GalleryState } from "./gallery-state";

export const dynamic = "force-dynamic";

interface StatePageProps {
  params: Promise<{ screen: string; state: string }>;
}

export async function generateMetadata({ params }: StatePageProps): Promise<Metadata> {
  const { screen, state } = await params;
  return { title: `${screen}, ${state.replaceAll("_", " ")}`, robots: { index: false } };
}

/** One state of one screen. */
export default async function StatePage({ params }: StatePageProps) {
  const { screen, state } = await params;
  const entry = Object.hasOwn(registry.screens, screen) ? registry.screens[screen] : undefined;
  if (!galleryOpen() || !entry?.states.includes(state)) notFound();
  return <GalleryState screen={screen} state={state} />;
}
