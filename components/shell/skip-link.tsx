/** The first stop of the keyboard on every page. The page's `main` carries the id "main". */
export function SkipLink() {
  return (
    <a
      href="#main"
      className="fixed top-3 left-4 z-50 -translate-y-20 rounded-md border bg-popover px-4 py-3 font-medium shadow-md focus:translate-y-0"
    >
      Skip to content
    </a>
  );
}
