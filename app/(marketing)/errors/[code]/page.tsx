import type { Metadata } from "next";
import { notFound } from "next/navigation";
import type { ReactNode } from "react";
import { CodeBlock } from "@/components/ui/code";
import { PageHead } from "@/components/ui/page";
import { ERROR_PAGES } from "../error-pages.generated";
import { blocksOf, runsOf, type Block } from "../page-blocks";

interface PageProps {
  params: Promise<{ code: string }>;
}

export async function generateMetadata({ params }: PageProps): Promise<Metadata> {
  return { title: (await params).code.toUpperCase() };
}

/** What an error code means and what to do about it; the address that every problem carries as its `type`. */
export default async function ErrorCodePage({ params }: PageProps) {
  const name = (await params).code.toLowerCase();
  const text = Object.hasOwn(ERROR_PAGES, name) ? ERROR_PAGES[name] : undefined;
  if (text === undefined) notFound();
  return (
    <article className="grid max-w-3xl content-start gap-4 [&>*]:min-w-0">
      {blocksOf(text).map((block, index) => (
        <Piece key={index} block={block} />
      ))}
    </article>
  );
}

function Piece({ block }: { block: Block }): ReactNode {
  switch (block.kind) {
    case "title":
      return <PageHead title={<span className="font-mono break-words">{block.text}</span>} />;
    case "heading":
      return <h2 className="mt-2 text-base font-semibold">{block.text}</h2>;
    case "paragraph":
      return (
        <p>
          <Words text={block.text} />
        </p>
      );
    case "list":
      return (
        <ul className="grid list-disc gap-2 pl-5">
          {block.items.map((item) => (
            <li key={item}>
              <Words text={item} />
            </li>
          ))}
        </ul>
      );
    case "code":
      return (
        <CodeBlock copy={block.text} label="Example of an answer">
          {block.text}
        </CodeBlock>
      );
  }
}

function Words({ text }: { text: string }): ReactNode {
  return runsOf(text).map((run, index) =>
    run.code ? (
      <code key={index} className="rounded-sm bg-code px-1 text-code-foreground [overflow-wrap:anywhere]">
        {run.text}
      </code>
    ) : (
      run.text
    ),
  );
}
