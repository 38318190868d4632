"use client";

import { useTheme } from "next-themes";
import { useSyncExternalStore } from "react";
import { Card, CardHead } from "@/components/ui/card";
import { Segmented } from "@/components/ui/segmented";

const THEMES = [
  { value: "system", label: "System" },
  { value: "light", label: "Light" },
  { value: "dark", label: "Dark" },
] as const;
type Theme = (typeof THEMES)[number]["value"];

const never = () => () => undefined;

/** Light, dark, or what the system says. It is kept in this browser, which knows it before the first paint. */
export function ThemeCard() {
  const { theme, setTheme } = useTheme();
  // What the browser keeps is not known to the server: until it is read, no choice is shown as made.
  const known = useSyncExternalStore(
    never,
    () => true,
    () => false,
  );
  const chosen = THEMES.find(({ value }) => value === theme)?.value ?? "system";
  return (
    <Card aria-labelledby="theme-title">
      <CardHead
        id="theme-title"
        title="Theme"
        description="Kept in this browser."
        aside={
          <Segmented<Theme | "">
            label="Theme"
            options={THEMES}
            value={known ? chosen : ""}
            onChange={(value) => setTheme(value)}
          />
        }
      />
    </Card>
  );
}
