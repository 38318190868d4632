import Link from "next/link";
import { cn } from "@/components/ui/cn";
import { Mark, Wordmark } from "@/components/weir/mark";

/** The mark and the word, leading home. */
export function Brand({ href = "/", compact, className }: { href?: string; compact?: boolean; className?: string }) {
  return (
    <Link href={href} aria-label="Weir, home" className={cn("inline-flex min-h-10 items-center rounded-md", className)}>
      {compact ? <Mark /> : <Wordmark />}
    </Link>
  );
}
