import { CircleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "./cn";

interface ErrorStateProps {
  /** What failed, as a heading. */
  title: string;
  /** Why, and what did not happen ("Nothing was charged."). */
  children: ReactNode;
  /** Finds the request in the logs. */
  requestId?: string;
  /** A retry that does only what failed. */
  action?: ReactNode;
  /** The rank of its heading: a second one where it stands for all of the page. */
  rank?: "h2" | "h3";
  className?: string;
}

/** A failure, in the card it belongs to: what, what did not happen, retry, request id. */
export function ErrorState({ title, children, requestId, action, rank: Heading = "h3", className }: ErrorStateProps) {
  return (
    <div role="alert" className={cn("flex flex-wrap items-start gap-3 sm:flex-nowrap", className)}>
      <CircleAlert aria-hidden strokeWidth={1.75} className="mt-0.5 size-5 shrink-0 text-danger-text" />
      <div className="min-w-0 flex-1 basis-[calc(100%-2.5rem)] sm:basis-auto">
        <Heading className="font-semibold">{title}</Heading>
        <div className="text-muted-foreground">{children}</div>
        {requestId ? (
          <p className="mt-2 text-xs text-muted-foreground">
            Request <code className="break-all">{requestId}</code>
          </p>
        ) : null}
      </div>
      {action ? <div className="max-sm:w-full max-sm:[&>*]:w-full">{action}</div> : null}
    </div>
  );
}
