import { expect, test } from "@playwright/test";
import { expectAccessible, expectNoSidewaysScroll, galleryStates, looksOf, openState } from "./gallery";

const phone = 375;
const desk = 1280;
const full = process.env.WEIR_VISUAL_FULL === "1";

/** Each state once on a phone in light and once at a desk in dark; every width and theme only when asked for. */
const views = full
  ? [phone, 768, desk].flatMap((width) => (["light", "dark"] as const).map((theme) => ({ width, theme })))
  : ([
      { width: phone, theme: "light" },
      { width: desk, theme: "dark" },
    ] as const);

// The states of a screen share a page: opening one costs more than looking at it. A finding names its state.
test.use({ trace: "off" });
test.setTimeout(180_000);

const states = await galleryStates();
for (const screen of new Set(states.map((each) => each.screen))) {
  for (const { width, theme } of views) {
    test(`${screen}, ${width} ${theme}`, async ({ page }, testInfo) => {
      await page.setViewportSize({ width, height: 800 });
      await page.emulateMedia({ colorScheme: theme, reducedMotion: "reduce" });
      for (const each of states.filter((one) => one.screen === screen)) {
        await test.step(each.state, async () => {
          await openState(page, each);
          await expectAccessible(page, each.state);
          await expectNoSidewaysScroll(page, each.state);
          const looks = await looksOf(page);
          expect.soft(looks.filled.length, `${each.state}, filled buttons: ${looks.filled.join(", ")}`).toBeLessThanOrEqual(1);
          expect.soft(looks.sizes, `${each.state}, type sizes`).toEqual([]);
          expect.soft(looks.weights, `${each.state}, type weights`).toEqual([]);
          if (width === phone) expect.soft(looks.small, `${each.state}, controls under 40 px`).toEqual([]);
          if (full) {
            const path = testInfo.outputPath(`${screen}-${each.state}-${theme}-${width}.png`);
            await page.screenshot({ path, fullPage: true });
            await testInfo.attach(each.state, { path, contentType: "image/png" });
          }
        });
      }
    });
  }
}
