import { Body, Button, Container, Head, Hr, Html, Link, Preview, Section, Text } from "@react-email/components";
import type { CSSProperties } from "react";

/** A mail of ours: one thing to know, the figures behind it, one thing to do. Its plain twin is made from the same words. */
export interface Letter {
  readonly subject: string;
  /** What an inbox shows beside the subject. */
  readonly preview: string;
  readonly heading: string;
  readonly paragraphs: readonly string[];
  readonly facts: readonly (readonly [label: string, value: string])[];
  readonly action: { readonly label: string; readonly href: string };
  /** Why this came, and where to change that. */
  readonly foot: { readonly text: string; readonly label: string; readonly href: string };
}

const font = '-apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif';
const ink = "#18181b";
const muted = "#52525b";
const line = "#e4e4e7";

const page: CSSProperties = { backgroundColor: "#fafafa", fontFamily: font, margin: 0, padding: "24px 12px" };
const sheet: CSSProperties = {
  backgroundColor: "#ffffff",
  border: `1px solid ${line}`,
  borderRadius: 8,
  maxWidth: 520,
  padding: "28px 32px",
};
const heading: CSSProperties = { color: ink, fontSize: 20, fontWeight: 600, lineHeight: "28px", margin: "16px 0 8px" };
const paragraph: CSSProperties = { color: ink, fontSize: 14, lineHeight: "22px", margin: "0 0 12px" };
const label: CSSProperties = {
  color: muted,
  fontSize: 14,
  lineHeight: "22px",
  padding: "2px 16px 2px 0",
  textAlign: "left",
};
const value: CSSProperties = { color: ink, fontSize: 14, lineHeight: "22px", padding: "2px 0", textAlign: "right" };
const button: CSSProperties = {
  backgroundColor: "#0b5a82",
  borderRadius: 6,
  color: "#ffffff",
  display: "inline-block",
  fontSize: 14,
  fontWeight: 500,
  padding: "10px 16px",
};
const small: CSSProperties = { color: muted, fontSize: 12, lineHeight: "18px", margin: 0 };

/** The letter on paper: no image, no web font, nothing that a mail program would have to fetch. */
export function LetterMail({ letter }: { letter: Letter }) {
  return (
    <Html lang="en">
      <Head>
        <title>{letter.subject}</title>
      </Head>
      <Preview>{letter.preview}</Preview>
      <Body style={page}>
        <Container style={sheet}>
          <Text style={{ ...small, fontWeight: 600 }}>Weir</Text>
          <h1 style={heading}>{letter.heading}</h1>
          {letter.paragraphs.map((text) => (
            <Text key={text} style={paragraph}>
              {text}
            </Text>
          ))}
          {letter.facts.length > 0 ? <Facts facts={letter.facts} /> : null}
          <Section style={{ margin: "20px 0" }}>
            <Button href={letter.action.href} style={button}>
              {letter.action.label}
            </Button>
          </Section>
          <Hr style={{ borderColor: line, margin: "0 0 16px" }} />
          <Text style={small}>
            {letter.foot.text}{" "}
            <Link href={letter.foot.href} style={{ color: muted, textDecoration: "underline" }}>
              {letter.foot.label}
            </Link>
          </Text>
        </Container>
      </Body>
    </Html>
  );
}

function Facts({ facts }: { facts: Letter["facts"] }) {
  return (
    <table width="100%" style={{ borderCollapse: "collapse", borderTop: `1px solid ${line}`, marginTop: 8 }}>
      <tbody>
        {facts.map(([name, text]) => (
          <tr key={name}>
            <th scope="row" style={{ ...label, fontWeight: 400 }}>
              {name}
            </th>
            <td style={value}>{text}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** The same letter for those who read plain text. */
export function plainLetter(letter: Letter): string {
  const width = Math.max(0, ...letter.facts.map(([name]) => name.length));
  const facts = letter.facts.map(([name, text]) => `${`${name}:`.padEnd(width + 2)}${text}`);
  return [
    letter.heading,
    ...letter.paragraphs,
    ...(facts.length > 0 ? [facts.join("\n")] : []),
    `${letter.action.label}:\n${letter.action.href}`,
    `--\n${letter.foot.text}\n${letter.foot.label}: ${letter.foot.href}`,
  ].join("\n\n");
}
