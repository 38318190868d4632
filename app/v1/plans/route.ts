import { listPlansForSale } from "@/lib/catalog";
import { list, route } from "@/lib/http";
import { getPlans } from "./contract";
import { plansOnWire } from "./on-wire";

export const GET = route(getPlans, async (call) => list(plansOnWire(await listPlansForSale(call.world)), null));
