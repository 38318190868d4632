import { route } from "@/lib/http";
import { pauseSubscription } from "@/lib/billing";
import { answerStep } from "../../acting";
import { postPause } from "../../contract";

export const POST = route(postPause, (call) => answerStep(call, "pause", (ctx) => pauseSubscription(ctx, call.body)));
