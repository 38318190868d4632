/** One line of a chart's tooltip. */
export interface TooltipLine {
  name: string;
  value: string;
  colour?: string;
}

/** What a chart says under the pointer. The same figures stand in its table, so nobody depends on it. */
export function ChartTooltip({ title, lines }: { title: string; lines: readonly TooltipLine[] }) {
  return (
    <div className="rounded-md border bg-popover px-3 py-2 text-xs text-popover-foreground shadow-md">
      <p className="font-medium">{title}</p>
      <ul className="mt-1 grid gap-1">
        {lines.map((line) => (
          <li key={line.name} className="flex items-center gap-2">
            <Swatch colour={line.colour} />
            <span className="text-muted-foreground">{line.name}</span>
            <span className="ml-auto pl-4 num">{line.value}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}

function Swatch({ colour }: { colour: string | undefined }) {
  return <span className="size-2 shrink-0 rounded-xs" style={{ background: colour ?? "transparent" }} />;
}
