import { notFound } from "next/navigation";
import type { World } from "@/lib/context";
import { readyWorld } from "@/lib/http";

/** The world, where mail lands in the mailbox: in development and demonstrations without a mail server. Else a 404. */
export async function requireMailbox(): Promise<World> {
  const world = await readyWorld();
  if (world.mail.mode !== "mailbox") notFound();
  return world;
}
