import { qrModules } from "./qr";

const MARGIN = 4;

/** A text as a QR code, dark on white in either theme: a camera needs it so. Nothing where the text is too long. */
export function QrPicture({ text, label, className }: { text: string; label: string; className?: string }) {
  const modules = qrModules(text);
  if (!modules) return null;
  const size = modules.length + 2 * MARGIN;
  const path = modules
    .flatMap((row, y) => row.map((dark, x) => (dark ? `M${x + MARGIN} ${y + MARGIN}h1v1h-1z` : "")))
    .join("");
  return (
    <svg
      role="img"
      aria-label={label}
      viewBox={`0 0 ${size} ${size}`}
      shapeRendering="crispEdges"
      className={className}
    >
      <rect width={size} height={size} fill="#fff" />
      <path d={path} fill="#000" />
    </svg>
  );
}
