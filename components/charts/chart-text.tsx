/** Text inside a chart: 12 px, with a halo of the card's colour where it crosses lines. */
export function ChartText({
  x,
  y,
  anchor = "middle",
  tone = "quiet",
  halo = false,
  children,
}: {
  x: number;
  y: number;
  anchor?: "start" | "middle" | "end";
  tone?: "quiet" | "strong" | "limit";
  halo?: boolean;
  children: string;
}) {
  const fill = { quiet: "var(--muted-foreground)", strong: "var(--foreground)", limit: "var(--chart-limit)" }[tone];
  return (
    <text
      x={x}
      y={y}
      textAnchor={anchor}
      fill={fill}
      fontSize={12}
      fontWeight={tone === "quiet" ? 400 : 500}
      className="num"
      {...(halo ? { paintOrder: "stroke", stroke: "var(--card)", strokeWidth: 4, strokeLinejoin: "round" } : {})}
    >
      {children}
    </text>
  );
}
