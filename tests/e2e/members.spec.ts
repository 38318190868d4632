import { expect, test } from "@playwright/test";
import { organizationPath, signUp } from "./people";

test("somebody is invited, joins with a new account, is given another role, and is removed", async ({
  page,
  browser,
}) => {
  const owner = await signUp(page);
  const base = organizationPath(page);
  const guest = `guest.${owner.email}`;
  await page.goto(`${base}/members`);
  await page.getByLabel("E-mail addresses").fill(`${guest}, nobody`);
  await page.getByRole("button", { name: "Send 2 invitations" }).click();
  await expect(page.getByText('"nobody" is not an e-mail address.')).toBeVisible();
  await page.getByLabel("E-mail addresses").fill(`${guest.toUpperCase()}\n${owner.email}`);
  await page.getByRole("button", { name: "Send 2 invitations" }).click();
  const results = page.getByRole("region", { name: "What became of them" });
  await expect(results.getByText("Belongs to the organization already")).toBeVisible();
  await expect(page.getByRole("region", { name: "Seats" })).toContainText("1 member and 1 open invitation");

  await page.goto("/dev/mailbox");
  await page.getByRole("link", { name: `${owner.name} invites you to ${owner.name}` }).click();
  await page.getByRole("link", { name: "Text", exact: true }).click();
  const letter = await page
    .getByText(/\/invite\//)
    .first()
    .innerText();
  const link = new URL(/https?:\/\/\S+\/invite\/\w+/.exec(letter)?.[0] ?? "").pathname;

  // Who is signed in with another address is told so, and joins nothing.
  await page.goto(link);
  await expect(page.getByRole("heading", { name: "This invitation is for another account" })).toBeVisible();

  const theirs = await browser.newContext();
  const tab = await theirs.newPage();
  await tab.goto(new URL(link, page.url()).href);
  await expect(tab.getByRole("heading", { name: `Join ${owner.name}` })).toBeVisible();
  await tab.getByRole("link", { name: "Create an account" }).click();
  await expect(tab.getByLabel("E-mail")).toHaveValue(guest);
  await tab.getByLabel("Name").fill("Guest of Ada");
  await tab.getByLabel("Password").fill(owner.password);
  await tab.getByRole("button", { name: `Join ${owner.name}` }).click();
  await tab.waitForURL((url) => url.pathname === base);

  await tab.goto(new URL(link, page.url()).href);
  await expect(tab.getByRole("heading", { name: "This invitation has been used" })).toBeVisible();

  await page.goto(`${base}/members`);
  await page.getByRole("combobox", { name: "Role of Guest of Ada" }).click();
  await page.getByRole("option", { name: "Viewer" }).click();
  await expect(page.getByRole("region", { name: "Seats" })).toContainText("1 member takes a seat.");
  await tab.goto(new URL(`${base}/members`, page.url()).href);
  await expect(tab.getByText("An owner or admin can invite, change and remove.", { exact: false })).toBeVisible();

  await page.getByRole("button", { name: "Actions for Guest of Ada" }).click();
  await page.getByRole("menuitem", { name: "Remove" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Remove" }).click();
  // Behind an open dialog there is no region to be seen, and so nobody in it.
  await expect(page.getByRole("dialog")).toBeHidden();
  await expect(page.getByRole("region", { name: "Members" })).toBeVisible();
  await expect(page.getByRole("region", { name: "Members" }).getByText("Guest of Ada")).toBeHidden();
  await tab.reload();
  await expect(tab.getByRole("heading", { name: "Nothing at this address" })).toBeVisible();
  await theirs.close();
});
