import { expect, type Page } from "@playwright/test";
import { findingsOn } from "../support/accessible";

export interface GalleryState {
  screen: string;
  state: string;
}

export interface View {
  width: number;
  theme: "light" | "dark";
}

function baseUrl(): string {
  const url = process.env.BASE_URL;
  if (!url) throw new Error("BASE_URL names no running Weir; the gallery cannot be read");
  return url;
}

/** Every state that the gallery's own index lists, so that a new screen is tested without being named here. */
export async function galleryStates(): Promise<GalleryState[]> {
  const answer = await fetch(new URL("/dev/states", baseUrl()));
  if (!answer.ok) throw new Error(`The gallery answered ${answer.status}; in production it needs WEIR_GALLERY=1`);
  const html = await answer.text();
  const addresses = [...html.matchAll(/href="\/dev\/states\/([\w-]+)\/([\w-]+)"/gu)];
  const states = addresses.flatMap(([, screen, state]) => (screen && state ? [{ screen, state }] : []));
  if (states.length === 0) throw new Error("The gallery lists no state");
  return states;
}

/** Opens a state with motion switched off and waits until the page has come alive. */
export async function openState(page: Page, { screen, state }: GalleryState, view?: View): Promise<void> {
  if (view) await showAs(page, view);
  await page.goto(`/dev/states/${screen}/${state}`, { waitUntil: "load" });
  await page.evaluate(() => document.fonts.ready);
  await page.waitForFunction(() =>
    Object.keys(document.querySelector("main, [role=dialog]") ?? {}).some((key) => key.startsWith("__reactFiber")),
  );
}

/** Turns the window to a width and a theme, and waits until what is drawn at its size has been drawn again. */
export async function showAs(page: Page, { width, theme }: View): Promise<void> {
  await page.setViewportSize({ width, height: 800 });
  await page.emulateMedia({ colorScheme: theme });
  await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
}

const ruleTags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** No finding of axe that hinders somebody. */
export async function expectAccessible(page: Page, state = "page"): Promise<void> {
  const grave = (await findingsOn(page, { runOnly: ruleTags }))
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, where }) => `${id}: ${where}`);
  expect.soft(grave, `${state}, axe`).toEqual([]);
}

/** The page fits its window: nothing asks to be scrolled sideways. */
export async function expectNoSidewaysScroll(page: Page, state = "page"): Promise<void> {
  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect.soft(overflow, `${state}, sideways scroll`).toBeLessThanOrEqual(0);
}

interface Looks {
  filled: string[];
  sizes: string[];
  weights: string[];
  small: string[];
}

/** What the eye would count: filled buttons, type sizes and weights outside the scale, controls too small for a thumb. */
export async function looksOf(page: Page): Promise<Looks> {
  return page.evaluate(() => {
    const sizes = new Set(["12px", "14px", "16px", "20px", "24px", "30px"]);
    const weights = new Set(["400", "500", "600"]);
    const name = (element: Element) =>
      (element.getAttribute("aria-label") ?? element.textContent ?? "").trim().slice(0, 40);
    const reachable = (element: Element) =>
      element.checkVisibility({ visibilityProperty: true, opacityProperty: true }) &&
      !element.closest('[aria-hidden="true"], [inert], nextjs-portal');

    const probe = document.createElement("i");
    document.body.append(probe);
    const fills = ["--primary", "--destructive"].map((token) => {
      probe.style.backgroundColor = `var(${token})`;
      return getComputedStyle(probe).backgroundColor;
    });
    probe.remove();

    const controls = [...document.querySelectorAll("a, button")].filter(reachable);
    const filled = controls.filter(
      (element) =>
        !/checkbox|switch|radio/u.test(element.getAttribute("role") ?? "") &&
        fills.includes(getComputedStyle(element).backgroundColor),
    );

    const small = [...document.querySelectorAll('button, input, select, textarea, [role="combobox"]')]
      .filter(reachable)
      .filter(
        (element) => !/checkbox|switch|radio/u.test(element.getAttribute("role") ?? element.getAttribute("type") ?? ""),
      )
      .filter((element) => element.getBoundingClientRect().height < 39.5 && element.getBoundingClientRect().height > 1);

    const strayed = { sizes: new Set<string>(), weights: new Set<string>() };
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const parent = node.parentElement;
      if (!parent || !node.textContent?.trim() || /^(SCRIPT|STYLE|NOSCRIPT|TEMPLATE)$/u.test(parent.tagName)) continue;
      if (parent.closest("nextjs-portal, next-route-announcer") || !parent.checkVisibility()) continue;
      const style = getComputedStyle(parent);
      if (!sizes.has(style.fontSize)) strayed.sizes.add(`${style.fontSize} "${node.textContent.trim().slice(0, 30)}"`);
      if (!weights.has(style.fontWeight))
        strayed.weights.add(`${style.fontWeight} "${node.textContent.trim().slice(0, 30)}"`);
    }
    return {
      filled: filled.map(name),
      sizes: [...strayed.sizes],
      weights: [...strayed.weights],
      small: small.map(
        (element) => `${name(element)} (${element.tagName.toLowerCase()}, ${element.getBoundingClientRect().height}px)`,
      ),
    };
  });
}
