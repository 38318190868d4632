import { DAY, HOUR, MINUTE, type Instant } from "@/lib/kernel/time";
import { ACCESS_LIFETIME, type SigningKey } from "../model";

/** A key signs for this long before the next one is made. */
export const SIGNING_PERIOD = 30 * DAY;
/** A new key is shown this long before it signs, so that whoever keeps the public keys has it in time. */
export const SHOWN_AHEAD = HOUR;
/** How long the public keys may be kept by whoever fetched them. */
export const KEPT_BY_OTHERS = 5 * MINUTE;
/** What clocks may differ. */
export const CLOCK_SKEW = 5_000;

type Times = Pick<SigningKey, "signsFrom" | "endsAt">;

/** Whether what a key has signed is accepted. */
export const isAccepted = ({ endsAt }: Pick<SigningKey, "endsAt">, now: Instant): boolean =>
  endsAt === null || now < endsAt;

/** The key that signs: of those that have begun and not ended, the last one. */
export function signerAmong<K extends Times>(keys: readonly K[], now: Instant): K | null {
  return keys
    .filter((key) => key.signsFrom <= now && isAccepted(key, now))
    .reduce<K | null>((last, key) => (last && last.signsFrom >= key.signsFrom ? last : key), null);
}

/** Whether the next key should be made. While one waits to begin, none is. */
export const isRotationDue = (keys: readonly Times[], now: Instant): boolean =>
  !keys.some((key) => isAccepted(key, now) && key.signsFrom + SIGNING_PERIOD > now);

/**
 * When the next key begins and its predecessors end. `atOnce`: a key is in wrong hands, so that what it signed ends now;
 * else the tokens of the old one end by themselves.
 */
export const handover = (now: Instant, atOnce: boolean): { signsFrom: Instant; predecessorsEndAt: Instant } =>
  atOnce
    ? { signsFrom: now, predecessorsEndAt: now }
    : { signsFrom: now + SHOWN_AHEAD, predecessorsEndAt: now + SHOWN_AHEAD + ACCESS_LIFETIME + 2 * CLOCK_SKEW };
