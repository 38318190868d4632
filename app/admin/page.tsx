import type { Metadata } from "next";
import type { StartModel } from "@/components/screens/operator-start/model";
import { StartScreen } from "@/components/screens/operator-start/start";
import type { Ctx } from "@/lib/context";
import { requireStaff } from "../portal-session";
import { startModel } from "./start-model";

export const metadata: Metadata = { title: "Start" };

export default async function ConsoleStartPage() {
  const { ctx } = await requireStaff("operator:read");
  return <StartScreen model={await modelOf(ctx)} />;
}

async function modelOf(ctx: Ctx): Promise<StartModel> {
  try {
    return await startModel(ctx);
  } catch (error) {
    ctx.log.error({ err: error, requestId: ctx.requestId }, "the console's start could not be read");
    return { kind: "failed", requestId: ctx.requestId, retryHref: "/admin" };
  }
}
