import { expect, test as base } from "@playwright/test";

/**
 * Playwright's test, which besides fails when a page did something that its content policy forbids: an inline script or
 * a foreign address that crept in is seen where it is, and not when somebody's page stays empty.
 */
export const test = base.extend<{ policyIsKept: void }>({
  policyIsKept: [
    async ({ context }, use) => {
      const broken: string[] = [];
      context.on("console", (message) => {
        if (/Content Security Policy|Permissions policy/i.test(message.text())) broken.push(message.text());
      });
      await use();
      expect(broken, "what the content policy forbade").toEqual([]);
    },
    { auto: true },
  ],
});

export { expect };
