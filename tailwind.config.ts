import type { Config } from "tailwindcss";

/**
 * The measures of a page. Colours, type and radii are tokens in app/globals.css, which loads this file by `@config`;
 * what stands here are the few lengths that no theme changes.
 */
export default {
  theme: {
    extend: {
      maxWidth: {
        settings: "48rem",
        dashboard: "75rem",
        dialog: "32.5rem",
        form: "24rem",
      },
      width: {
        sidebar: "15rem",
      },
      spacing: {
        topbar: "3.5rem",
        row: "2.75rem",
      },
      animation: {
        "fade-in": "fade-in 160ms cubic-bezier(0.2, 0, 0, 1)",
        "rise-in": "rise-in 160ms cubic-bezier(0.2, 0, 0, 1)",
        "slide-in-left": "slide-in-left 160ms cubic-bezier(0.2, 0, 0, 1)",
      },
    },
  },
} satisfies Config;
