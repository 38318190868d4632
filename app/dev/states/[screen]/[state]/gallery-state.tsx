"use client";

import { registry } from "@/components/screens/registry";

/** Draws the state in the browser, because screens take callbacks, which a server page could not hand over. */
export function GalleryState({ screen, state }: { screen: string; state: string }) {
  return registry.screens[screen]?.render(state);
}
