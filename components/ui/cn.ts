import { clsx, type ClassValue } from "clsx";
import { twMerge } from "tailwind-merge";

/** Joins class names; of two utilities for one property the later wins, so that a caller can refine a part. */
export function cn(...classes: ClassValue[]): string {
  return twMerge(clsx(classes));
}
