import { type AppError, conflict, forbidden, invalid, unavailable } from "@/lib/kernel/errors";
import { iso, type Instant } from "@/lib/kernel/time";

export const clockNotMovable = (why: string): AppError => forbidden(why);

export const onlyForward = (now: Instant): AppError =>
  invalid([
    {
      pointer: "/to",
      code: "not_ahead",
      message: `Business time only goes forward; it is ${iso(now)}.`,
      fix: "Name a later moment.",
    },
  ]);

export const tooFar = (days: number): AppError =>
  invalid([
    {
      pointer: "/to",
      code: "too_far",
      message: `One move goes at most ${days} days ahead.`,
      fix: "Move in several steps.",
    },
  ]);

export const alreadyMetered = (): AppError =>
  conflict(
    "Business time cannot be set back: usage has been metered, and its windows never reopen. Begin with an empty database.",
  );

export const simulatorAway = (cause: unknown): AppError =>
  unavailable(
    "The Stripe simulator does not answer, so the two clocks cannot be moved together. See that it runs, then move again.",
    2,
    cause,
  );
