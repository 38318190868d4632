import { route } from "@/lib/http";
import { extendTrial } from "@/lib/billing";
import { answerStep } from "../../acting";
import { postExtendTrial } from "../../contract";

export const POST = route(postExtendTrial, (call) =>
  answerStep(call, "extend_trial", (ctx) => extendTrial(ctx, call.body)),
);
