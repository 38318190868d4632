import type { Metadata } from "next";
import Link from "next/link";
import { notFound } from "next/navigation";
import { registry } from "@/components/screens/registry";
import { PublicShell } from "@/components/shell/public-shell";
import { Card, CardTitle } from "@/components/ui/card";
import { PageHead } from "@/components/ui/page";
import { galleryOpen } from "./gallery-open";
import { wayHome } from "../../way-home";

export const metadata: Metadata = { title: "States", robots: { index: false } };
export const dynamic = "force-dynamic";

/** Every screen and every state it can be in. */
export default async function StatesIndex() {
  if (!galleryOpen()) notFound();
  return (
    <PublicShell model={{ ...(await wayHome()), signInHref: "/sign-in", demo: false }}>
      <PageHead title="States" description="Each screen in each state it can be in, on invented organizations." />
      <div className="grid gap-4 sm:grid-cols-2 lg:grid-cols-3">
        {Object.entries(registry.screens).map(([screen, entry]) => (
          <Card key={screen} aria-label={entry.title} className="grid content-start gap-2">
            <CardTitle>{entry.title}</CardTitle>
            <ul className="grid">
              {entry.states.map((state) => (
                <li key={state}>
                  <Link
                    href={`/dev/states/${screen}/${state}`}
                    prefetch={false}
                    className="link inline-flex min-h-10 items-center sm:min-h-7"
                  >
                    {state.replaceAll("_", " ")}
                  </Link>
                </li>
              ))}
            </ul>
          </Card>
        ))}
      </div>
    </PublicShell>
  );
}
