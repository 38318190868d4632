"use client";

import { useRouter } from "next/navigation";
import { useEffect } from "react";

/** Reads the page's figures again every so many seconds while somebody looks at it; a hidden tab asks for nothing. */
export function RefreshEvery({ seconds }: { seconds: number }) {
  const router = useRouter();

  useEffect(() => {
    const timer = setInterval(() => {
      if (document.visibilityState === "visible") router.refresh();
    }, seconds * 1000);
    return () => clearInterval(timer);
  }, [router, seconds]);

  return null;
}
