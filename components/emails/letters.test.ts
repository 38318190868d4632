import { describe, expect, it } from "vitest";
import { letterOf as lettered, renderMail } from "./render-mail";
import { samples } from "./samples";

const letterOf = (name: string) => {
  const sample = samples.find((each) => each.name === name);
  if (!sample) throw new Error(`there is no sample ${name}`);
  return lettered(sample.kind, sample.model);
};
const factsOf = (name: string) => Object.fromEntries(letterOf(name).facts);

describe("the mail about usage", () => {
  it("says how far, when it runs out, when it resets, and what happens then", () => {
    const letter = letterOf("Usage 50%, stops at the allowance");
    expect(letter.subject).toBe("Acme has used 50% of its API calls");
    expect(letter.paragraphs).toEqual([
      "50% of this billing period's allowance is used. At 100% further calls are refused.",
    ]);
    expect(factsOf("Usage 50%, stops at the allowance")).toEqual({
      Used: "5,120 of 10,000 calls",
      "Runs out at this pace": "Nov 21, 2026, 22:17 Europe/Berlin",
      Resets: "Dec 3, 2026, 01:00 Europe/Berlin",
    });
  });

  it("of a metered allowance names the price, and the spend limit where there is one", () => {
    expect(letterOf("Usage 90%, billed beyond").paragraphs[0]).toContain(
      "At 100% calls go on. Further calls are billed at $3.00 for each started 1,000 calls. No spend limit is set.",
    );
    expect(letterOf("Usage 90%, billed up to a spend limit").paragraphs[0]).toContain(
      "up to the spend limit of $200.00.",
    );
    expect(letterOf("Usage 100%, billed").paragraphs[0]).toContain("Calls go on. Further calls are billed");
  });

  it("of a used up allowance says until when calls are refused, and forecasts nothing", () => {
    expect(letterOf("Usage 100%, stopped").paragraphs[0]).toBe(
      "All of this billing period's allowance is used. Further calls are refused until it resets on Dec 3, 2026, 01:00 Europe/Berlin.",
    );
    expect(Object.keys(factsOf("Usage 100%, stopped"))).toEqual(["Used", "Resets"]);
    expect(letterOf("Usage 100%, never resets").paragraphs[0]).toContain("until the limit is raised");
  });

  it("of a gauge says where it stands in the unit that people read, and forecasts nothing", () => {
    const letter = letterOf("A level at 90%");
    expect(letter.subject).toBe("Acme has reached 90% of its limit of storage");
    expect(letter.paragraphs).toEqual([
      "Storage stands at 90% of its limit or above. At 100% a higher value is refused.",
    ]);
    expect(letter.facts).toEqual([["Reported", "45.25 of 50 GB"]]);
    expect(letterOf("A level at 100%").paragraphs[0]).toContain("until it falls or the limit is raised");
  });

  it.each(samples.map((each) => [each.name, each] as const))(
    "%s: page and plain twin say the same",
    async (_, sample) => {
      const { html, text, subject } = await renderMail(sample.kind, sample.model);
      const letter = lettered(sample.kind, sample.model);
      const bare = html
        .replaceAll(/<!--.*?-->/gs, "")
        .replaceAll("&#x27;", "'")
        .replaceAll("&amp;", "&");
      for (const said of [
        letter.heading,
        ...letter.paragraphs,
        ...letter.facts.flat(),
        letter.action.href,
        letter.foot.href,
      ]) {
        expect(bare).toContain(said);
        expect(text).toContain(said);
      }
      expect(subject.startsWith("Test: ")).toBe("test" in sample.model && sample.model.test);
      expect(html).not.toMatch(/<img|<script|url\(/);
    },
  );

  it("of an unknown kind is refused", async () => {
    await expect(renderMail("constructor", {})).rejects.toThrow(/no mail of the kind/);
  });
});

describe("the mail about a trial", () => {
  it("says what is charged and when, and how to stay out of it", () => {
    const letter = letterOf("Trial ends, then charged");
    expect(letter.subject).toBe("The trial of Starter ends on Nov 24, 2026");
    expect(letter.paragraphs[0]).toContain("Then it costs $49.00 a month, charged to the card on file.");
    expect(letter.paragraphs[0]).toContain("cancel before that and nothing is charged");
    expect(letter.action.label).toBe("See billing");
  });

  it("without a card says what happens then, as it is configured", () => {
    expect(letterOf("Trial ends without a card").paragraphs[0]).toContain("the free plan takes its place");
    expect(letterOf("Trial ends without a card, then paused").paragraphs[0]).toContain("Starter is paused");
    expect(letterOf("Trial ends without a card").action.label).toBe("Add a card");
  });
});

describe("the mail about staff that acts for a member", () => {
  it("leads to the audit log only whom it is open to", () => {
    expect(letterOf("Staff acts for a member").action.href).toMatch(/\/audit$/);
    const closed = letterOf("Staff acts for a member without the audit log");
    expect([closed.action.href, closed.foot.href].join(" ")).not.toContain("/audit");
    expect(closed.foot.text).toContain("owners and admins");
  });
});

describe("the mail about a refund", () => {
  it("says how much of what has gone back, and that nothing is to be done", () => {
    const letter = letterOf("A part refunded");
    expect(letter.subject).toBe("$299.00 has been refunded to Acme");
    expect(letter.paragraphs[0]).toContain("a part of the payment of $399.00");
    expect(letterOf("Refunded whole").paragraphs[0]).toContain("given back whole");
  });
});
