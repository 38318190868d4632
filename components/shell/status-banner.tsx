import { CalendarX2, Clock, Hand, Lock, OctagonAlert, TriangleAlert } from "lucide-react";
import Link from "next/link";
import { formatDate, formatDateTime, formatMoney, zoneName } from "@/components/format";
import { Banner } from "@/components/ui/banner";
import { Button } from "@/components/ui/button";
import { inSentence } from "@/lib/kernel/units";
import type { BannerModel } from "./model";

function Act({ href, label }: { href: string | undefined; label: string }) {
  if (!href) return null;
  return (
    <Button asChild>
      <Link href={href}>{label}</Link>
    </Button>
  );
}

/** The page's one status, in words that carry the date and the way out. */
export function StatusBanner({ banner, timeZone }: { banner: BannerModel; timeZone: string }) {
  switch (banner.kind) {
    case "suspended":
      return (
        <Banner
          tone="danger"
          icon={Lock}
          lead="Suspended."
          actions={banner.supportHref ? <Act href={banner.supportHref} label="Contact support" /> : null}
        >
          Calls are refused. The billing pages stay open, and nothing is deleted.
          {banner.supportHref ? null : " Ask the people who run this service to open it again."}
        </Banner>
      );
    case "past_due":
      return (
        <Banner
          tone="danger"
          icon={OctagonAlert}
          lead="Past due."
          actions={<Act href={banner.href} label="Settle the payment" />}
        >
          {`Attempt ${banner.attempt} of ${banner.attempts} for ${formatMoney(banner.due)} failed`}
          {banner.nextTryAt
            ? `; the next is on ${formatDate(banner.nextTryAt, timeZone)}.`
            : "; no further attempt is planned."}
        </Banner>
      );
    case "limit_reached":
      return (
        <Banner
          tone="danger"
          icon={Hand}
          lead="Limit reached."
          actions={<Act href={banner.href} label="Compare plans" />}
        >
          {banner.resetsAt
            ? `The allowance of ${inSentence(banner.meter)} is used up. Calls are refused until ${formatDateTime(banner.resetsAt, timeZone)} ${zoneName(timeZone)}.`
            : `The allowance of ${inSentence(banner.meter)} is used up and does not reset. Calls are refused.`}
        </Banner>
      );
    case "trial_ending":
      return (
        <Banner
          tone="warning"
          icon={Clock}
          lead={banner.daysLeft === 1 ? "Trial ends in 1 day." : `Trial ends in ${banner.daysLeft} days.`}
          actions={<Act href={banner.href} label={banner.hasCard ? "Review plan" : "Add card"} />}
        >
          {banner.hasCard
            ? `${banner.plan} begins on ${formatDate(banner.endsAt, timeZone)} at ${formatMoney(banner.price)}.`
            : `Without a card, ${banner.plan} ends on ${formatDate(banner.endsAt, timeZone)} and Free takes over.`}
        </Banner>
      );
    case "cancellation_scheduled":
      return (
        <Banner
          tone="info"
          icon={CalendarX2}
          lead={`Cancels on ${formatDate(banner.endsAt, timeZone)}.`}
          actions={<Act href={banner.href} label={`Keep ${banner.plan}`} />}
        >
          Until then everything works; afterwards Free takes over, and nothing is deleted.
        </Banner>
      );
    case "nearly_there":
      return (
        <Banner
          tone="warning"
          icon={TriangleAlert}
          lead="Nearly there."
          actions={<Act href={banner.href} label="See usage" />}
        >
          {banner.runsOutAt
            ? `${banner.meter}: ${banner.percent}% used, runs out on ${formatDate(banner.runsOutAt, timeZone)} at this pace.`
            : `${banner.meter}: ${banner.percent}% used.`}
        </Banner>
      );
  }
}
