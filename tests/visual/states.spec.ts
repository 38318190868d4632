import type { Page } from "@playwright/test";
import { expect, test } from "../support/browser";
import {
  expectAccessible,
  expectNoSidewaysScroll,
  galleryStates,
  looksOf,
  openState,
  showAs,
  type GalleryState,
  type View,
} from "./gallery";

const phone = 375;
const full = process.env.WEIR_VISUAL_FULL === "1";

const EVERY_VIEW: readonly View[] = [1280, 768, phone].flatMap((width) =>
  (["dark", "light"] as const).map((theme) => ({ width, theme })),
);
const DESK: View = { width: 1280, theme: "dark" };
const PHONE: View = { width: phone, theme: "light" };

/** A plain run takes the first states of each screen, in which its usual and its empty form stand, and looks at two by axe. */
const FIRST_STATES = 4;
const FIRST_BY_AXE = 2;

/** The states of a screen by turns at a desk in dark and on a phone in light; each in every width and theme when asked for. */
const viewsOf = (turn: number): readonly View[] => (full ? EVERY_VIEW : [turn % 2 === 0 ? DESK : PHONE]);

// The states of a screen share a page, and the views of a state its loading. A finding names both.
test.use({ trace: "off" });
test.setTimeout(180_000);
test.describe.configure({ mode: "parallel" });

const states = await galleryStates();
for (const screen of new Set(states.map((each) => each.screen))) {
  test(full ? `every state of ${screen}` : `the first states of ${screen}`, async ({ page }, testInfo) => {
    const ofScreen = states.filter((one) => one.screen === screen).slice(0, full ? undefined : FIRST_STATES);
    for (const [turn, each] of ofScreen.entries()) {
      const views = viewsOf(turn);
      await test.step(each.state, async () => {
        await openState(page, each, views[0]);
        for (const view of views) {
          await showAs(page, view);
          await expectSound(page, each, view, full || turn < FIRST_BY_AXE);
          if (!full) continue;
          const path = testInfo.outputPath(`${screen}-${each.state}-${view.theme}-${view.width}.png`);
          await page.screenshot({ path, fullPage: true });
          await testInfo.attach(each.state, { path, contentType: "image/png" });
        }
      });
    }
  });
}

async function expectSound(page: Page, { state }: GalleryState, { width, theme }: View, byAxe: boolean): Promise<void> {
  const where = `${state}, ${width} ${theme}`;
  if (byAxe) await expectAccessible(page, where);
  await expectNoSidewaysScroll(page, where);
  const looks = await looksOf(page);
  expect.soft(looks.filled.length, `${where}, filled buttons: ${looks.filled.join(", ")}`).toBeLessThanOrEqual(1);
  expect.soft(looks.sizes, `${where}, type sizes`).toEqual([]);
  expect.soft(looks.weights, `${where}, type weights`).toEqual([]);
  if (width === phone) expect.soft(looks.small, `${where}, controls under 40 px`).toEqual([]);
}
