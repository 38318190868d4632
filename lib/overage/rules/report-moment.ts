import { DAY, MINUTE, SECOND, type Instant, type Period } from "@/lib/kernel/time";

/** The provider finalizes an invoice an hour after it drafts it; what is told in the last minutes may miss it. */
const DRAFT_STAYS = 55 * MINUTE;
/** The provider takes nothing older than 35 days. */
const OLDEST = 34 * DAY;
const LAG = 5 * SECOND;

export interface MomentQuestion {
  readonly now: Instant;
  /** The usage window. */
  readonly window: Period;
  /** The provider's running period; null when the subscription has ended there. */
  readonly running: Period | null;
  /** Where the period before the running one begins, while its invoice is a draft; null once it is final, or void. */
  readonly draftedFrom: Instant | null;
  /** Since when the subscription counts by the window's price; null while it does not. */
  readonly since: Instant | null;
  /** Whether the price belongs to the plan that the subscription has now, so that it could count by it. */
  readonly attachable: boolean;
}

export type MomentAnswer =
  /** It counts in its own period. */
  | { readonly kind: "in_period"; readonly moment: Instant }
  /** Its period's invoice is final: it goes into the running one. */
  | { readonly kind: "late"; readonly moment: Instant }
  /** The subscription has to count by the price first. */
  | { readonly kind: "attach" }
  /** Nothing there bills it any more. */
  | { readonly kind: "stranded"; readonly moment: Instant };

/**
 * When usage of a window counts at the provider. Never in a minute that two periods share, so that sums by the minute
 * belong to one of them.
 */
export function reportMoment({ now, window, running, draftedFrom, since, attachable }: MomentQuestion): MomentAnswer {
  const natural = Math.min(Math.max(aMomentAgo(now), firstMoment(window.start)), lastMoment(window));
  if (!running) return { kind: "stranded", moment: natural };
  const unattached: MomentAnswer = attachable ? { kind: "attach" } : { kind: "stranded", moment: natural };
  const own = natural >= running.start;
  const inDraft = draftedFrom !== null && natural >= draftedFrom;
  const drafted = !own && inDraft && now < running.start + DRAFT_STAYS && natural > now - OLDEST;
  // A price that counted until the period's end may be gone by now; the draft has its line.
  if (drafted && (since === null || since <= natural)) return { kind: "in_period", moment: natural };
  if (since === null) return unattached;
  const first = Math.max(firstMoment(running.start), firstMoment(since));
  const moment = Math.min(
    Math.max(own ? natural : aMomentAgo(now), first, wholeSecond(now - OLDEST)),
    lastMoment(running),
  );
  return { kind: own ? "in_period" : "late", moment };
}

/** Whether a message for this moment still reaches an invoice. */
export function stillCounts(moment: Instant, now: Instant, running: Period | null): boolean {
  if (!running || moment <= now - OLDEST) return false;
  return moment >= running.start || now < running.start + DRAFT_STAYS;
}

/** What the provider works out in this very second has to hold it, and its clock may be a little behind. */
const aMomentAgo = (now: Instant): Instant => wholeSecond(now - LAG);
const wholeSecond = (t: Instant): Instant => Math.floor(t / SECOND) * SECOND;
const firstMoment = (start: Instant): Instant => Math.ceil(start / MINUTE) * MINUTE;
const lastMoment = ({ end }: Period): Instant => Math.floor(end / MINUTE) * MINUTE - SECOND;
