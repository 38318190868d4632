import { CircleDashed, CircleX, RefreshCw, RotateCw, TrendingUp } from "lucide-react";
import { CopyCurl } from "../../charts/copy-curl";
import { formatDateTime, formatMoney } from "../../format";
import { Button } from "../../ui/button";
import { Card, CardFoot, CardHead } from "../../ui/card";
import { cn } from "../../ui/cn";
import { ErrorState } from "../../ui/error-state";
import { RefreshEvery } from "../usage/refresh-every";
import type { ChargeLine, LoadFailure, NextCharge, PaymentAttempt } from "./model";
import { chargeDate, dueWords } from "./words";

/** A draft moves with every call, so the page reads it again. */
const REFRESH_SECONDS = 60;

interface NextChargeCardProps {
  charge: NextCharge | null | LoadFailure;
  /** Said when nothing will be charged. */
  nothingBecause: string;
  asOf: string;
  timeZone: string;
  /** Loads this page again; it does nothing else. */
  retryHref: string;
}

/** What will be charged next: every line, the sum, the day. */
export function NextChargeCard({ charge, nothingBecause, asOf, timeZone, retryHref }: NextChargeCardProps) {
  if (charge === null) {
    return (
      <Card aria-label="Next charge" className="grid content-start gap-2">
        <CardHead title="Next charge" aside={<span className="text-xl font-semibold">None</span>} />
        <p className="text-muted-foreground">{nothingBecause}</p>
      </Card>
    );
  }
  if ("requestId" in charge) return <ChargeFailed failure={charge} retryHref={retryHref} />;
  return (
    <Card aria-label="Next charge" className="flex flex-col">
      <CardHead
        title="Next charge"
        description={
          charge.kind === "owed"
            ? `Open invoice ${charge.invoiceNumber ?? ""}`.trim()
            : `Draft, as of ${formatDateTime(asOf, timeZone)}`
        }
        aside={
          <div className="sm:text-right">
            <span className="text-3xl font-semibold num">{formatMoney(charge.total)}</span>
            <p className="text-muted-foreground num">{chargeDate(charge, timeZone)}</p>
          </div>
        }
      />
      <ChargeLines charge={charge} timeZone={timeZone} />
      {charge.atThisPace ? <PaceNote pace={charge.atThisPace} /> : null}
      {charge.attempts.length > 0 ? <Attempts attempts={charge.attempts} timeZone={timeZone} /> : null}
      <CardFoot className="mt-auto sm:mt-auto">
        <RefreshCw aria-hidden className="size-3" />
        <span>Refreshed every {REFRESH_SECONDS} s</span>
        <RefreshEvery seconds={REFRESH_SECONDS} />
        <span className="flex-1 max-sm:hidden" />
        <CopyCurl curl={charge.curl} />
      </CardFoot>
    </Card>
  );
}

function ChargeLines({ charge, timeZone }: { charge: NextCharge; timeZone: string }) {
  return (
    <table className="mt-4 w-full border-collapse">
      <caption className="sr-only">Lines of the next charge</caption>
      <thead className="sr-only">
        <tr>
          <th scope="col" className="font-medium">
            Line
          </th>
          <th scope="col" className="font-medium">
            Amount
          </th>
        </tr>
      </thead>
      <tbody>
        {charge.lines.map((line, index) => (
          <Line key={`${index} ${line.title}`} line={line} />
        ))}
        <tr className="border-t text-base font-semibold">
          <th scope="row" className="py-2 pr-3 text-left font-semibold">
            {dueWords(charge, timeZone)}
          </th>
          <td className="py-2 text-right num">{formatMoney(charge.total)}</td>
        </tr>
      </tbody>
    </table>
  );
}

function Line({ line }: { line: ChargeLine }) {
  return (
    <tr className={cn("align-top", line.rule && "border-t")}>
      <th scope="row" className="py-2 pr-3 text-left font-normal">
        {line.title}
        {line.detail ? <span className="block text-xs text-muted-foreground num">{line.detail}</span> : null}
      </th>
      <td className="py-2 text-right whitespace-nowrap num">{formatMoney(line.amount)}</td>
    </tr>
  );
}

function PaceNote({ pace }: { pace: NonNullable<NextCharge["atThisPace"]> }) {
  return (
    <p className="mt-3 mb-4 flex items-start gap-2 rounded-md bg-muted px-4 py-3 sm:mb-6">
      <TrendingUp aria-hidden className="mt-0.5 size-4 shrink-0 text-warning-text" />
      <span className="min-w-0 num">
        At this pace the period ends at {pace.units} and the charge at{" "}
        <strong className="font-semibold">{formatMoney(pace.total)}</strong>.{" "}
        {pace.spendLimitHref ? (
          <a className="link" href={pace.spendLimitHref}>
            Set a spend limit
          </a>
        ) : null}
      </span>
    </p>
  );
}

function Attempts({ attempts, timeZone }: { attempts: readonly PaymentAttempt[]; timeZone: string }) {
  return (
    <div className="mt-4 mb-4 sm:mb-6">
      <h3 className="font-semibold">Attempts</h3>
      <ol className="mt-2 grid">
        {attempts.map((attempt) => (
          <AttemptRow key={attempt.at} attempt={attempt} timeZone={timeZone} />
        ))}
      </ol>
    </div>
  );
}

function AttemptRow({ attempt, timeZone }: { attempt: PaymentAttempt; timeZone: string }) {
  const failed = attempt.outcome === "failed";
  const Icon = failed ? CircleX : CircleDashed;
  return (
    <li className="relative grid grid-cols-[24px_minmax(0,1fr)] gap-3 pb-4 before:absolute before:top-6 before:bottom-0 before:left-[11px] before:w-0.5 before:bg-border last:pb-0 last:before:hidden">
      <span
        className={cn(
          "z-10 grid size-6 place-items-center rounded-full",
          failed ? "bg-danger-surface text-danger-text" : "bg-muted text-muted-foreground",
        )}
      >
        <Icon aria-hidden className="size-4" />
      </span>
      <span className="num">
        {formatDateTime(attempt.at, timeZone)}
        <span className="block text-xs text-muted-foreground">{attempt.words}</span>
      </span>
    </li>
  );
}

function ChargeFailed({ failure, retryHref }: { failure: LoadFailure; retryHref: string }) {
  return (
    <Card aria-label="Next charge">
      <CardHead title="Next charge" />
      <ErrorState
        className="mt-4"
        title="The next charge could not be worked out"
        requestId={failure.requestId}
        action={
          <Button asChild>
            <a href={retryHref}>
              <RotateCw aria-hidden />
              Try again
            </a>
          </Button>
        }
      >
        The payment provider did not answer in time. Nothing was charged or changed.
      </ErrorState>
    </Card>
  );
}
