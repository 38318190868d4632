import { ok, route } from "@/lib/http";
import { getPaymentById } from "../contract";
import { meantPayment } from "../meant";
import { paymentOnWire } from "../on-wire";

export const GET = route(getPaymentById, async (call) => ok(paymentOnWire((await meantPayment(call)).account)));
