import Link from "next/link";
import type { ReactNode } from "react";
import { Button } from "./button";
import { CardFoot } from "./card";

interface PageTurnerProps {
  /** Address of the first page; null on it. */
  firstHref: string | null;
  /** Address of the next page; null on the last one. */
  nextHref: string | null;
  /** What can be done with what is listed, at the left. */
  children?: ReactNode;
}

/** The foot of a list that goes on; nothing where there is nowhere to turn and nothing to do. */
export function PageTurner({ firstHref, nextHref, children }: PageTurnerProps) {
  if (!firstHref && !nextHref && !children) return null;
  return (
    <CardFoot flush className="justify-between">
      <span className="flex flex-wrap items-center gap-3">
        {children}
        {firstHref ? (
          <Button asChild size="sm">
            <Link href={firstHref}>First page</Link>
          </Button>
        ) : null}
      </span>
      {nextHref ? (
        <Button asChild size="sm">
          <Link href={nextHref}>Next page</Link>
        </Button>
      ) : null}
    </CardFoot>
  );
}
