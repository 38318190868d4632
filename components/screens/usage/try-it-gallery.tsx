"use client";

import { useRef } from "react";
import { TryIt, type TryItAnswer, type TryItMeter } from "./try-it";

/**
 * "Try it" for the state gallery: a gate of its own in the browser, so that the panel can be tried without a server.
 * It counts exactly as the real one does and is never shown to a customer.
 */
export function TryItGallery({ meter }: { meter: TryItMeter }) {
  const used = useRef(meter.used);

  function send({ units }: { meter: string; units: number }): Promise<TryItAnswer> {
    const { limit } = meter;
    const fits = limit === null || meter.policy === "METERED" || used.current + units <= limit;
    if (fits) used.current += units;
    const remaining = limit === null ? null : Math.max(0, limit - used.current);
    if (fits) return Promise.resolve({ admitted: true, status: 201, ms: 6, used: used.current, limit, remaining });
    const problem = {
      code: "LIMIT_EXCEEDED",
      detail: `The limit of ${meter.name} is reached.`,
      meter: meter.meter,
      limit: limit ?? 0,
      current: used.current,
      remaining: remaining ?? 0,
    };
    return Promise.resolve({ admitted: false, status: 402, ms: 6, problem });
  }

  return <TryIt meters={[meter]} send={send} />;
}
