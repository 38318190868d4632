const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/**
 * When a delivery that failed is tried again, each from the try before: for up to three days with growing pauses
 * (https://docs.stripe.com/webhooks#retries; the pauses themselves are not documented).
 */
const PAUSES = [5 * MINUTE, 30 * MINUTE, 2 * HOUR, 5 * HOUR, 10 * HOUR, 12 * HOUR, 12 * HOUR, 12 * HOUR, 12 * HOUR];

/** Three days in a quarter of an hour: the first retry after a second. */
export const USUAL_RETRY_SCALE = 1 / 300;

/** The pauses in real milliseconds; a scale of 1 is real time, 0 tries again at once. */
export function retryDelays(scale: number = USUAL_RETRY_SCALE): number[] {
  return PAUSES.map((pause) => Math.round(pause * scale));
}
