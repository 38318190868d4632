import { Download } from "lucide-react";
import { dayName } from "../../charts/axes";
import { CopyCurl } from "../../charts/copy-curl";
import { DailyBars } from "../../charts/daily-bars";
import { Legend } from "../../charts/legend";
import { TableView } from "../../charts/table-view";
import { Button } from "../../ui/button";
import { Card, CardFoot, CardHead } from "../../ui/card";
import { SegmentedLinks } from "../../ui/segmented";
import { Cell, ColumnHead, RowHead, Table, TableBody, TableHead, TableRow } from "../../ui/table";
import { counted, countedAmount, countedNumber } from "../../weir/level-text";
import { GAUGE_DAYS } from "./gauge-words";
import type { DailyChart } from "./model";

/** Bars per day of one meter, with the choice of meter and group, a table, the request and the file of it. */
export function DailyCard({ chart, periodName }: { chart: DailyChart; periodName: string }) {
  const sum = chart.gauge ? capitalised(GAUGE_DAYS[chart.gauge]) : counted(totalOf(chart), chart.unit);
  const capped = chart.days.filter((day) => day.capped);
  const caps = capped.length > 0 ? " · a bar with a cap hit the wall that day" : "";
  return (
    <Card aria-label={`${chart.meterName} per day`} className="flex flex-col">
      <CardHead
        title={`${chart.meterName} per day`}
        description={`${sum}, ${periodName}${caps}`}
        aside={<Choices chart={chart} />}
      />
      <div className="mt-4">
        <DailyBars
          label={chartLabel(chart, sum, periodName)}
          unit={chart.unit}
          series={chart.series}
          days={chart.days}
          projected={chart.projected}
          limit={chart.limit}
        />
      </div>
      <div className="mt-3 mb-4 sm:mb-6">
        <Legend series={chart.series} projected={isProjected(chart)} />
      </div>
      <CardFoot className="mt-auto sm:mt-auto">
        <TableView>
          <DayTable chart={chart} />
        </TableView>
        <span className="flex-1 max-sm:hidden" />
        <CopyCurl curl={chart.curl} />
        <CsvLink href={chart.csvHref} />
      </CardFoot>
    </Card>
  );
}

const totalOf = (chart: DailyChart): number => chart.days.reduce((sum, day) => sum + day.total, 0);

const capitalised = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1);

function Choices({ chart }: { chart: DailyChart }) {
  return (
    <div className="flex flex-wrap gap-2 max-sm:w-full">
      {chart.meterOptions.length > 1 ? <SegmentedLinks label="Meter" options={chart.meterOptions} /> : null}
      {chart.groupOptions.length > 1 ? (
        <SegmentedLinks
          label="Group by"
          options={chart.groupOptions}
          className="max-sm:[&>a]:flex-auto max-sm:[&>a]:px-1"
        />
      ) : null}
    </div>
  );
}

function isProjected(chart: DailyChart): boolean {
  return chart.projected.some((day) => day.units !== null);
}

function chartLabel(chart: DailyChart, sum: string, periodName: string): string {
  const met = chart.days.filter((day) => day.capped).map((day) => dayName(day.day));
  const limit = chart.limit
    ? ` Limit ${countedNumber(chart.limit.amount, chart.unit)} a day, met on ${met.join(", ") || "no day"}.`
    : "";
  const ahead = isProjected(chart) ? ` The rest of the period is projected.` : "";
  return `${chart.meterName} per day: ${sum}, ${periodName}.${limit}${ahead} The table below has every day.`;
}

function DayTable({ chart }: { chart: DailyChart }) {
  const split = chart.series.length > 1;
  return (
    <Table>
      <caption className="sr-only">{chart.meterName} per day</caption>
      <TableHead>
        <tr>
          <ColumnHead className="first:pl-0 sm:first:pl-0">Day</ColumnHead>
          {split
            ? chart.series.map((one) => (
                <ColumnHead key={one.id} numeric className="max-sm:hidden">
                  {one.name}
                </ColumnHead>
              ))
            : null}
          <ColumnHead numeric className="last:pr-0 sm:last:pr-0">
            {chart.meterName}
          </ColumnHead>
        </tr>
      </TableHead>
      <TableBody>
        {[...chart.days].reverse().map((day) => (
          <TableRow key={day.day}>
            <RowHead className="first:pl-0 num sm:first:pl-0">
              {dayName(day.day)}
              {day.capped ? <span className="text-muted-foreground"> · limit reached</span> : null}
            </RowHead>
            {split
              ? chart.series.map((one) => (
                  <Cell key={one.id} numeric className="max-sm:hidden">
                    {countedNumber(day.bySeries[one.id] ?? 0, chart.unit)}
                  </Cell>
                ))
              : null}
            <Cell numeric className="last:pr-0 sm:last:pr-0">
              {countedAmount(day.total, chart.unit)}
            </Cell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
}

/** The same rows as a file, with the filters of the page. */
export function CsvLink({ href }: { href: string }) {
  return (
    <Button asChild variant="ghost" size="sm" className="max-sm:flex-1 max-sm:border-border">
      <a href={href} download>
        <Download aria-hidden />
        CSV
      </a>
    </Button>
  );
}
