import { CircleCheck, Hand, TrendingUp, TriangleAlert } from "lucide-react";
import { CopyCurl } from "../../charts/copy-curl";
import { CumulativeLine } from "../../charts/cumulative-line";
import { TableView } from "../../charts/table-view";
import { formatDate, formatDay } from "../../format";
import { Badge } from "../../ui/badge";
import { Card, CardFoot, CardHead } from "../../ui/card";
import { Cell, ColumnHead, RowHead, Table, TableBody, TableHead, TableRow } from "../../ui/table";
import { counted, countedNumber } from "../../weir/level-text";
import { windowPhrase } from "./forecast";
import type { CumulativeChart } from "./model";

interface CumulativeCardProps {
  chart: CumulativeChart;
  asOf: string;
  timeZone: string;
}

/** How one allowance fills over its window, and the day it meets the wall. */
export function CumulativeCard({ chart, asOf, timeZone }: CumulativeCardProps) {
  const phrase = windowPhrase(chart.window);
  const wall = wallText(chart, asOf, timeZone);
  return (
    <Card aria-label={`${chart.meterName} ${phrase}, cumulative`} className="flex flex-col">
      <CardHead
        title={`${chart.meterName} ${phrase}`}
        description={chart.projectedAtEnd === null ? "Cumulative" : "Cumulative, dashed where projected"}
        aside={<WallBadge chart={chart} asOf={asOf} wall={wall} />}
      />
      <div className="mt-4 mb-4">
        <CumulativeLine
          label={chartLabel(chart, timeZone)}
          unit={chart.unit}
          from={Date.parse(chart.from)}
          course={{
            points: chart.points.map((point) => ({ at: Date.parse(point.at), units: point.units })),
            until: Date.parse(chart.until),
            projectedAtEnd: chart.projectedAtEnd,
            limit: chart.limit,
            stops: chart.policy === "HARD_STOP",
            meetsLimitAt: chart.meetsLimitAt === null ? null : Date.parse(chart.meetsLimitAt),
          }}
          limitLabel={limitText(chart)}
          {...(wall === null ? {} : { wallLabel: wall })}
        />
      </div>
      <CardFoot className="mt-auto sm:mt-auto">
        <TableView>
          <TotalsTable chart={chart} timeZone={timeZone} />
        </TableView>
        <span className="flex-1 max-sm:hidden" />
        <CopyCurl curl={chart.curl} />
      </CardFoot>
    </Card>
  );
}

function limitText(chart: CumulativeChart): string {
  if (chart.limit === null) return "";
  return `${chart.policy === "HARD_STOP" ? "Stops at" : "Billed beyond"} ${countedNumber(chart.limit, chart.unit)}`;
}

/** What stands at the wall; null where the line never meets it. */
function wallText(chart: CumulativeChart, asOf: string, timeZone: string): string | null {
  if (chart.meetsLimitAt === null) return null;
  const day = formatDay(chart.meetsLimitAt, timeZone);
  const past = chart.meetsLimitAt <= asOf;
  if (chart.policy === "METERED") return past ? `Billed since ${day}` : `Billed from ${day}`;
  return past ? `Ran out ${day}` : `Runs out ${day}`;
}

function WallBadge({ chart, asOf, wall }: { chart: CumulativeChart; asOf: string; wall: string | null }) {
  if (wall === null) {
    if (chart.limit === null || chart.projectedAtEnd === null) return null;
    return (
      <Badge tone="success" icon={CircleCheck}>
        Lasts until the reset
      </Badge>
    );
  }
  const past = (chart.meetsLimitAt ?? "") <= asOf;
  const icon = chart.policy === "METERED" ? TrendingUp : past ? Hand : TriangleAlert;
  return (
    <Badge tone={past ? "danger" : "warning"} icon={icon}>
      {wall}
    </Badge>
  );
}

function chartLabel(chart: CumulativeChart, timeZone: string): string {
  const last = chart.points.at(-1);
  const soFar = last ? `${counted(last.units, chart.unit)} by ${formatDate(last.at, timeZone)}` : "nothing yet";
  const limit = chart.limit === null ? "no limit" : limitText(chart).toLowerCase();
  const met = chart.meetsLimitAt === null ? "" : `; the limit is met on ${formatDate(chart.meetsLimitAt, timeZone)}`;
  return `${chart.meterName} ${windowPhrase(chart.window)}, cumulative: ${soFar}; ${limit}${met}. The table below has every day.`;
}

/** A total at midnight belongs to the day that ended there. */
function lastInstantBefore(iso: string): string {
  return new Date(Date.parse(iso) - 1).toISOString();
}

function TotalsTable({ chart, timeZone }: { chart: CumulativeChart; timeZone: string }) {
  return (
    <Table>
      <caption className="sr-only">{chart.meterName}, cumulative</caption>
      <TableHead>
        <tr>
          <ColumnHead className="first:pl-0 sm:first:pl-0">Through</ColumnHead>
          <ColumnHead numeric className="last:pr-0 sm:last:pr-0">
            So far
          </ColumnHead>
        </tr>
      </TableHead>
      <TableBody>
        {chart.points
          .slice(1)
          .reverse()
          .map((point) => (
            <TableRow key={point.at}>
              <RowHead className="first:pl-0 num sm:first:pl-0">
                {formatDate(lastInstantBefore(point.at), timeZone)}
              </RowHead>
              <Cell numeric className="last:pr-0 sm:last:pr-0">
                {counted(point.units, chart.unit)}
              </Cell>
            </TableRow>
          ))}
      </TableBody>
    </Table>
  );
}
