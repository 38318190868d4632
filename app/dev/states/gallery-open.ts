/**
 * Whether the state gallery may be seen: always in development, in production only on a demo or when asked for.
 * It shows invented organizations, which a customer of a real deployment has no business seeing.
 */
export function galleryOpen(): boolean {
  if (process.env.NODE_ENV !== "production") return true;
  return process.env.WEIR_GALLERY === "1" || process.env.WEIR_DEMO === "1";
}
