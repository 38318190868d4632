import { GeistMono } from "geist/font/mono";
import { GeistSans } from "geist/font/sans";
import type { Metadata, Viewport } from "next";
import { headers } from "next/headers";
import type { ReactNode } from "react";
import { Toaster } from "@/components/ui/toaster";
import { ThemeProvider } from "@/components/shell/theme-provider";
import { world } from "@/lib/http";
import "./globals.css";

export const metadata: Metadata = {
  title: { default: "Weir", template: "%s · Weir" },
  description: "Metered subscriptions that stop exactly at the quota.",
  icons: { icon: "/mark.svg" },
};

export const viewport: Viewport = {
  themeColor: [
    { media: "(prefers-color-scheme: light)", color: "#f5f7f8" },
    { media: "(prefers-color-scheme: dark)", color: "#0c1217" },
  ],
};

/** The document. The theme's script carries the request's nonce, which the content policy asks of every script. */
export default async function RootLayout({ children }: { children: ReactNode }) {
  const nonce = (await headers()).get("x-nonce");
  const document = (
    <html lang="en" className={`${GeistSans.variable} ${GeistMono.variable}`} suppressHydrationWarning>
      <body>
        <ThemeProvider nonce={nonce ?? undefined}>
          {children}
          <Toaster />
        </ThemeProvider>
      </body>
    </html>
  );
  const { identity, env } = world();
  if (!identity || !env.NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY) return document;
  const { ClerkFrame } = await import("./clerk-frame");
  return (
    <ClerkFrame publishableKey={env.NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY} nonce={nonce}>
      {document}
    </ClerkFrame>
  );
}
