import { realSeconds } from "../world/clock";
import { signatureHeader } from "./signature";

export interface Destination {
  url: string;
  secrets: string[];
}

const TIMEOUT_MS = 10_000;

/** One signed POST. The answer's status, or what went wrong when none came. Never throws. */
export async function post(
  destination: Destination,
  body: string,
): Promise<{ status: number | null; error: string | null }> {
  try {
    const response = await fetch(destination.url, {
      method: "POST",
      body,
      headers: {
        "content-type": "application/json; charset=utf-8",
        "stripe-signature": signatureHeader(body, realSeconds(), destination.secrets),
        "user-agent": "Stripe/1.0 (simulated)",
      },
      // A redirect is a failed delivery, as with the real sender.
      redirect: "manual",
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    await response.arrayBuffer();
    return { status: response.status, error: null };
  } catch (error) {
    return { status: null, error: error instanceof Error ? error.message : String(error) };
  }
}
