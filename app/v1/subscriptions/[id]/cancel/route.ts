import { route } from "@/lib/http";
import { cancelSubscription } from "@/lib/billing";
import { answerStep } from "../../acting";
import { postCancel } from "../../contract";

export const POST = route(postCancel, (call) =>
  answerStep(call, call.body.when === "now" ? "cancel_now" : "cancel_at_period_end", (ctx) =>
    cancelSubscription(ctx, call.body),
  ),
);
