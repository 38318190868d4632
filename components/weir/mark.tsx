/** Weir's mark: the upper layer of water passes over the crest, the lower layers stop at the wall. Never below 16 px. */
export function Mark({ size = 24, className }: { size?: number; className?: string }) {
  return (
    <svg width={size} height={size} viewBox="0 0 24 24" fill="none" aria-hidden="true" className={className}>
      <path
        d="M2 6.25h9.5c5.25 0 3.25 11.5 8.5 11.5h2M4 12h3.5M6 17.75h1.5"
        stroke="var(--primary)"
        strokeWidth="2.25"
        strokeLinecap="round"
      />
      <rect x="10.5" y="9.75" width="3" height="11.25" rx="1" fill="var(--wall)" />
    </svg>
  );
}

/** The mark beside the name, as it heads the sidebar and the public pages. */
export function Wordmark({ className }: { className?: string }) {
  return (
    <span className={`inline-flex items-center gap-2 text-base font-semibold tracking-[-0.02em] ${className ?? ""}`}>
      <Mark />
      Weir
    </span>
  );
}
