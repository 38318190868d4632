"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";
import { formatDay, percentUsed, usageLevel } from "@/components/format";
import { cn } from "@/components/ui/cn";
import { countedAmount } from "@/components/weir/level-text";
import { MeterSmall } from "@/components/weir/meter-small";
import { Brand } from "./brand";
import type { NavItem, ShellModel, WidgetMeter, WidgetModel } from "./model";
import { NavIconMark } from "./nav-icon";
import { currentNavItem, groupedNavigation } from "./navigation";
import { OrganizationSwitcher } from "./organization-switcher";

interface SidebarProps {
  model: ShellModel;
  /** Called when a row is chosen, so that the sheet of a narrow window can close. */
  onNavigate?(): void;
}

/** Organization, pages, and the meters in brief. The same in the column of a wide window and in the sheet of a narrow one. */
export function Sidebar({ model, onNavigate }: SidebarProps) {
  return (
    <div className="flex h-full flex-col gap-4 p-3">
      <Brand href={model.basePath} className="px-2" />
      <OrganizationSwitcher
        current={model.current}
        organizations={model.organizations}
        newOrganizationHref={model.newOrganizationHref}
      />
      <Navigation nav={model.nav} onNavigate={onNavigate} />
      {model.widget ? <UsageWidget widget={model.widget} timeZone={model.timeZone} /> : null}
    </div>
  );
}

function Navigation({ nav, onNavigate }: { nav: readonly NavItem[]; onNavigate: (() => void) | undefined }) {
  const current = currentNavItem(nav, usePathname());
  return (
    <nav aria-label="Portal" className="grid gap-0.5">
      {groupedNavigation(nav).map((group) => (
        <div key={group.name ?? ""} className="grid gap-0.5">
          {group.name ? <p className="truncate px-2 pt-4 pb-1 text-xs text-muted-foreground">{group.name}</p> : null}
          {group.items.map((item) => (
            <Link
              key={item.href}
              href={item.href}
              aria-current={item === current ? "page" : undefined}
              onClick={onNavigate}
              className={cn(
                "flex h-10 items-center gap-3 rounded-md px-2 font-medium transition-colors lg:h-9",
                item === current
                  ? "bg-accent text-accent-foreground"
                  : "text-muted-foreground hover:bg-muted hover:text-foreground",
              )}
            >
              <NavIconMark icon={item.icon} />
              {item.label}
            </Link>
          ))}
        </div>
      ))}
    </nav>
  );
}

const widgetMeters = 3;

function UsageWidget({ widget, timeZone }: { widget: WidgetModel; timeZone: string }) {
  const meters = widget.meters.slice(0, widgetMeters);
  return (
    <section aria-label="Usage in brief" className="mt-auto border-t pt-3">
      <Link href={widget.href} className="grid gap-2 rounded-md px-2 pb-1 hover:bg-muted">
        {meters.map((meter) => (
          <WidgetRow key={meter.slug} meter={meter} />
        ))}
        <span className="text-xs text-muted-foreground">
          {widget.resetsAt
            ? `${meters.length > 1 ? "Next reset" : "Resets"} ${formatDay(widget.resetsAt, timeZone)}`
            : "Does not reset"}
        </span>
      </Link>
    </section>
  );
}

function WidgetRow({ meter }: { meter: WidgetMeter }) {
  return (
    <span className="grid gap-0.5 pt-1">
      <span className="flex justify-between gap-2 text-xs">
        <span className="truncate font-medium">{meter.name}</span>
        <WidgetFigure meter={meter} />
      </span>
      <MeterSmall label={meter.name} used={meter.used} limit={meter.limit} unit={meter.unit} policy={meter.policy} />
    </span>
  );
}

function WidgetFigure({ meter }: { meter: WidgetMeter }) {
  if (meter.limit === null)
    return <span className="text-muted-foreground num">{countedAmount(meter.used, meter.unit)}</span>;
  const percent = percentUsed(meter.used, meter.limit);
  const critical = usageLevel(percent) === "critical";
  return (
    <span className={cn("num", critical ? "font-medium text-danger-text" : "text-muted-foreground")}>{percent}%</span>
  );
}
