import { listPlansForSale } from "@/lib/catalog";
import { ok, route } from "@/lib/http";
import { notFound } from "@/lib/kernel/errors";
import { getPlanById } from "../contract";
import { plansOnWire } from "../on-wire";

export const GET = route(getPlanById, async (call) => {
  const { id } = call.params;
  const found = plansOnWire(await listPlansForSale(call.world)).find(
    (plan) => plan.id === id || plan.code === id.toUpperCase(),
  );
  if (!found) throw notFound("plan");
  return ok(found);
});
