import { expect, test } from "@playwright/test";
import { expectAccessible, expectNoSidewaysScroll, galleryStates, looksOf, openState } from "./gallery";

const phone = 375;
const desk = 1280;

/** Each state once on a phone in light and once at a desk in dark; every width and theme only when asked for. */
const views =
  process.env.WEIR_VISUAL_FULL === "1"
    ? [phone, 768, desk].flatMap((width) => (["light", "dark"] as const).map((theme) => ({ width, theme })))
    : ([
        { width: phone, theme: "light" },
        { width: desk, theme: "dark" },
      ] as const);

for (const each of await galleryStates()) {
  for (const { width, theme } of views) {
    test(`${each.screen}, ${each.state}, ${width} ${theme}`, async ({ page }, testInfo) => {
      await page.setViewportSize({ width, height: 800 });
      await page.emulateMedia({ colorScheme: theme });
      await openState(page, each);

      await expectAccessible(page);
      await expectNoSidewaysScroll(page);
      const looks = await looksOf(page);
      expect(looks.filled.length, `filled buttons: ${looks.filled.join(", ")}`).toBeLessThanOrEqual(1);
      expect(looks.sizes, "type sizes").toEqual([]);
      expect(looks.weights, "type weights").toEqual([]);
      if (width === phone) expect(looks.small, "controls under 40 px").toEqual([]);

      if (process.env.WEIR_VISUAL_FULL === "1") {
        const path = testInfo.outputPath(`${each.screen}-${each.state}-${theme}-${width}.png`);
        await page.screenshot({ path, fullPage: true });
        await testInfo.attach("screenshot", { path, contentType: "image/png" });
      }
    });
  }
}
