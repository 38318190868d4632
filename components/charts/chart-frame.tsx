"use client";

import { useEffect, useRef, useState, type ReactNode } from "react";
import { PHONE_CHART_WIDTH } from "./axes";

/** The size a chart is drawn at: that of its place, so that text is never scaled. */
export interface ChartSize {
  width: number;
  height: number;
  narrow: boolean;
}

interface ChartFrameProps {
  /** What the chart shows, in one sentence with its figures; the table below it holds the rest. */
  label: string;
  /** The height's class, reserved before the chart is drawn, so that nothing moves. */
  className: string;
  children: (size: ChartSize) => ReactNode;
}

/** Reserves a chart's place, measures it, and draws the chart at exactly that size. */
export function ChartFrame({ label, className, children }: ChartFrameProps) {
  const place = useRef<HTMLDivElement>(null);
  const [size, setSize] = useState<ChartSize | null>(null);

  useEffect(() => {
    const element = place.current;
    if (!element) return;
    const observer = new ResizeObserver(([entry]) => {
      const width = Math.floor(entry?.contentRect.width ?? 0);
      const height = Math.floor(entry?.contentRect.height ?? 0);
      if (width > 0 && height > 0) setSize({ width, height, narrow: width < PHONE_CHART_WIDTH });
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  return (
    <div ref={place} role="img" aria-label={label} className={`min-w-0 overflow-hidden ${className}`}>
      {size ? children(size) : null}
    </div>
  );
}
