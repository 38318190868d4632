import { initials } from "@/components/format";
import { cn } from "./cn";

/** Initials in a disc (a person) or a rounded square (an organization). Decoration: the name stands beside it. */
export function Avatar({ name, square, className }: { name: string; square?: boolean; className?: string }) {
  return (
    <span
      aria-hidden
      className={cn(
        "grid size-7 shrink-0 place-items-center bg-accent text-xs font-semibold text-accent-foreground",
        square ? "rounded-md" : "rounded-full",
        className,
      )}
    >
      {square ? initials(name).slice(0, 1) : initials(name)}
    </span>
  );
}
