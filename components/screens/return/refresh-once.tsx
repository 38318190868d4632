"use client";

import { useRouter } from "next/navigation";
import { useEffect } from "react";

/**
 * Asks the server for the whole page once more. The shell around the outcome is rendered while the payment is being
 * settled, so its plan and its banner may still be those from before.
 */
export function RefreshOnce() {
  const router = useRouter();
  useEffect(() => router.refresh(), [router]);
  return null;
}
