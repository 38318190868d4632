import { seriesColour, type Series } from "./series";

/** Names of the bands below a chart, and the dashed swatch of the projection where there is one. */
export function Legend({ series, projected }: { series: readonly Series[]; projected: boolean }) {
  return (
    <ul className="flex flex-wrap gap-x-4 gap-y-1 text-xs text-muted-foreground">
      {series.map((one, index) => (
        <li key={one.id} className="inline-flex items-center gap-2">
          <span className="size-3 shrink-0 rounded-xs" style={{ background: seriesColour(one, index) }} />
          {one.name}
        </li>
      ))}
      {projected ? (
        <li className="inline-flex items-center gap-2">
          <span className="size-3 shrink-0 rounded-xs border border-dashed border-muted-foreground" />
          Projected
        </li>
      ) : null}
    </ul>
  );
}
