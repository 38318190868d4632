import { route } from "@/lib/http";
import { resumeSubscription } from "@/lib/billing";
import { answerStep } from "../../acting";
import { postResume } from "../../contract";

export const POST = route(postResume, (call) => answerStep(call, "resume", resumeSubscription));
