import { route } from "@/lib/http";
import { reactivateSubscription } from "@/lib/billing";
import { answerStep } from "../../acting";
import { postReactivate } from "../../contract";

export const POST = route(postReactivate, (call) => answerStep(call, "reactivate", reactivateSubscription));
