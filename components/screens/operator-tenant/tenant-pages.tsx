import { SegmentedLinks } from "@/components/ui/segmented";

const PAGES = [
  { label: "Overview", path: "" },
  { label: "Quota", path: "/quota" },
  { label: "Payments", path: "/payments" },
] as const;

/** The console's pages about one organization. */
export function TenantPages({ id, current }: { id: string; current: (typeof PAGES)[number]["label"] }) {
  return (
    <SegmentedLinks
      label="Pages about this organization"
      options={PAGES.map(({ label, path }) => ({
        label,
        href: `/admin/organizations/${id}${path}`,
        current: label === current,
      }))}
    />
  );
}
