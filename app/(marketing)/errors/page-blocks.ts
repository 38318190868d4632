/** A piece of an error's page. */
export type Block =
  | { readonly kind: "title" | "heading" | "paragraph"; readonly text: string }
  | { readonly kind: "list"; readonly items: readonly string[] }
  | { readonly kind: "code"; readonly text: string };

/** A run of words or of code inside a line. */
export interface Run {
  readonly code: boolean;
  readonly text: string;
}

/**
 * Reads the little Markdown that docs/errors is written in: a title, headings, paragraphs, lists and fenced code, parted by
 * empty lines. Throws for anything else, so that a page never shows its own markup.
 */
export function blocksOf(markdown: string): Block[] {
  return piecesOf(markdown).map((piece) => {
    const fenced = /^```\w*\n([\s\S]*)\n```$/.exec(piece)?.[1];
    if (fenced !== undefined) return { kind: "code", text: fenced };
    if (piece.startsWith("- "))
      return { kind: "list", items: piece.split(/\n- /).map((item) => joined(item.replace(/^- /, ""))) };
    if (piece.startsWith("# ")) return { kind: "title", text: piece.slice(2) };
    if (piece.startsWith("## ")) return { kind: "heading", text: piece.slice(3) };
    if (/^(?:#|\||>|\*|\d+\.|```)|\]\(|\*\*/.test(piece))
      throw new Error(`An error's page uses more Markdown than its reader knows: ${piece.slice(0, 80)}`);
    return { kind: "paragraph", text: joined(piece) };
  });
}

/** Text between empty lines; a fence keeps its own. */
const piecesOf = (markdown: string): string[] =>
  markdown
    .trim()
    .match(/\n*```[\s\S]*?\n```|(?:(?!\n\n)[\s\S])+/g)
    ?.map((piece) => piece.trim())
    .filter(Boolean) ?? [];

const joined = (text: string): string => text.replace(/\s*\n\s*/g, " ").trim();

/** The words of a line, with what stands in backticks as code. */
export function runsOf(text: string): Run[] {
  return text
    .split("`")
    .map((part, index) => ({ code: index % 2 === 1, text: part }))
    .filter(({ text: part }) => part !== "");
}
