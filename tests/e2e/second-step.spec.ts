import { createHmac } from "node:crypto";
import type { Page } from "@playwright/test";
import { expect, test } from "../support/browser";
import { organizationPath, signUp } from "./people";

const STEP_SECONDS = 30;
const BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

const stepNow = (): number => Math.floor(Date.now() / 1000 / STEP_SECONDS);

/** What an authenticator app would show for a secret (RFC 6238), worked out here by itself. */
function codeOf(secret: string, step: number): string {
  const bits = [...secret].map((letter) => BASE32.indexOf(letter).toString(2).padStart(5, "0")).join("");
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const digest = createHmac("sha1", key).update(counter).digest();
  const offset = digest.readUInt8(digest.length - 1) & 0xf;
  return String((digest.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}

async function signOut(page: Page, base: string, name: string): Promise<void> {
  await page.goto(base);
  await page.getByRole("button", { name: `Account of ${name}` }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await page.waitForURL(/\/sign-in/);
}

/** The password, after which the page asks for a code. */
async function firstStep(page: Page, { email, password }: { email: string; password: string }): Promise<void> {
  await page.goto("/sign-in");
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.waitForURL(/\/sign-in\/code/);
}

async function enter(page: Page, code: string): Promise<void> {
  await page.getByLabel("Code").fill(code);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
}

test("a second step is switched on, asks for a new code each time, and a recovery code stands in for the phone", async ({
  page,
}) => {
  const person = await signUp(page);
  const base = organizationPath(page);

  await page.goto("/settings/profile");
  await page.getByRole("button", { name: "Set up" }).click();
  const card = page.getByRole("region", { name: "Two-step sign-in" });
  await expect(card.getByLabel("Code", { exact: true })).toBeFocused();
  const secret = (await card.getByLabel("Key for your authenticator app").innerText()).replaceAll(/\s/g, "");
  const first = stepNow();
  await card.getByLabel("Code", { exact: true }).fill(codeOf(secret, first));
  await card.getByRole("button", { name: "Switch on" }).click();
  const recovery = (await card.getByLabel("Recovery codes").innerText()).trim().split(/\s+/);
  expect(recovery).toHaveLength(10);
  await card.getByRole("button", { name: "I have kept them" }).click();
  await expect(card.getByText("10 recovery codes are left.")).toBeVisible();

  await signOut(page, base, person.name);
  await firstStep(page, person);
  // Codes are taken in order, and one step ahead of the clock is near enough: nobody waits for half a minute here.
  const second = Math.max(stepNow(), first + 1);
  await enter(page, codeOf(secret, second));
  await page.waitForURL(/\/orgs\//);

  await signOut(page, base, person.name);
  await firstStep(page, person);
  await enter(page, codeOf(secret, second));
  await expect(page.getByText(/does not match, or was used before/)).toBeVisible();
  await enter(page, recovery[0] ?? "");
  await page.waitForURL(/\/orgs\//);

  await page.goto("/settings/profile");
  await expect(card.getByText("9 recovery codes are left.")).toBeVisible();
  // The first press only asks for password and code: nothing is sent, and no try is used up.
  let sent = 0;
  page.on("request", (request) => (sent += request.method() === "POST" ? 1 : 0));
  await card.getByRole("button", { name: "Switch off" }).click();
  await expect(card.getByLabel("Your password")).toBeFocused();
  await card.getByLabel("Your password").fill(person.password);
  await card.getByLabel("Code", { exact: true }).fill(recovery[1] ?? "");
  await card.getByRole("button", { name: "Switch off" }).click();
  await expect(card.getByText("Off", { exact: true })).toBeVisible();
  expect(sent).toBe(1);
});
