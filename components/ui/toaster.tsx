"use client";

import { useTheme } from "next-themes";
import { Toaster as Sonner } from "sonner";

/** Where passing remarks appear ("Key revoked"). Errors stay where their cause is and are never only a toast. */
export function Toaster() {
  const { resolvedTheme } = useTheme();
  return (
    <Sonner
      theme={resolvedTheme === "dark" ? "dark" : "light"}
      position="bottom-right"
      toastOptions={{
        unstyled: true,
        classNames: {
          toast:
            "flex w-full items-center gap-3 rounded-md border bg-popover p-4 text-sm text-popover-foreground shadow-md",
          title: "font-medium",
          description: "text-muted-foreground",
          error: "border-danger-border",
          success: "border-success-border",
        },
      }}
    />
  );
}
