"use client";

import { useRouter } from "next/navigation";
import { useEffect, useState, type ReactNode } from "react";

const everyMs = 2000;
const tries = 5;

/**
 * Asks the server again while a payment is being confirmed, for ten seconds. After that `late` is shown: a spinner that
 * goes on turning would promise an answer that nobody can date.
 */
export function SettleWatch({ waiting, late }: { waiting: ReactNode; late: ReactNode }) {
  const router = useRouter();
  const [asked, setAsked] = useState(0);

  useEffect(() => {
    if (asked >= tries) return;
    const timer = setTimeout(() => {
      router.refresh();
      setAsked((before) => before + 1);
    }, everyMs);
    return () => clearTimeout(timer);
  }, [asked, router]);

  return asked >= tries ? late : waiting;
}
