import type { Metadata } from "next";
import { TimeScreen } from "@/components/screens/operator-time/time";
import { can } from "@/lib/access";
import { requireStaff } from "../../portal-session";
import { travelAction } from "./actions";
import { timeModel } from "./time-model";

export const metadata: Metadata = { title: "Time" };

export default async function TimePage() {
  const { ctx, asker } = await requireStaff("operator:read");
  return <TimeScreen model={await timeModel(ctx, can(asker, "operator:write"))} travel={travelAction} />;
}
