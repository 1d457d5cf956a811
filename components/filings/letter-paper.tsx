import type { RouterOutputs } from "@/components/trpc/provider";
import { classNames } from "@/components/ui/class-names";
import type { FigureKey } from "@/server/filings/contract";

type Block = RouterOutputs["filings"]["get"]["blocks"][number];

type PaperProps = {
  blocks: readonly Block[];
  /** The figure that is selected in the rail. */
  figure: FigureKey | null;
  onFigure: (figure: FigureKey) => void;
  /** What a screen reader hears for a figure in the text. */
  nameOf: (figure: FigureKey) => string;
};

/** A filing as its paper: A4 to scale, serif, margins of GB/T 9704; it stays paper in the dark. Always in Chinese. */
export function LetterPaper({ blocks, figure, onFigure, nameOf }: PaperProps) {
  return (
    <article
      lang="zh-CN"
      className="mx-auto bg-[light-dark(oklch(0.995_0.002_92),oklch(0.93_0.004_88))] text-ink [--ink:oklch(0.235_0.01_70)] [--pen-line:oklch(0.6_0.09_266)] [--pen:oklch(0.4_0.125_266)] [--rule-2:oklch(0.7_0.008_82)] w-[min(620px,100%)] border border-rule-2 px-[83px] pt-[109px] pb-[103px] font-serif max-tablet:px-6 max-tablet:py-8"
    >
      {blocks.map((block, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the blocks of a letter never move.
        <PaperBlock key={at} block={block} figure={figure} onFigure={onFigure} nameOf={nameOf} />
      ))}
    </article>
  );
}

/** Codes and dates of a cell stay in one piece. */
function Whole({ children }: { children: string }) {
  return children.split(/([A-Z]-\d{4}-\d{4}|\d{4}-\d{2}-\d{2}|\d{2}:\d{2})/).map((part, at) =>
    at % 2 === 1 ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a text never move.
      <span key={at} className="whitespace-nowrap">
        {part}
      </span>
    ) : (
      part
    ),
  );
}

const line = "text-[15.5px] leading-[28.6px]";

function PaperBlock({ block, figure, onFigure, nameOf }: { block: Block } & Omit<PaperProps, "blocks">) {
  switch (block.kind) {
    case "title":
      return (
        <h2 className="text-center font-bold text-[21px] leading-[33px]">
          {block.lines.map((text) => (
            <span key={text} className="block">
              {text}
            </span>
          ))}
        </h2>
      );
    case "number":
      return <p className={classNames(line, "mb-[28px] text-center")}>{block.text}</p>;
    case "addressee":
      return <p className={line}>{block.text}</p>;
    case "heading":
      return <h3 className={classNames(line, "indent-[2em] font-bold")}>{block.text}</h3>;
    case "paragraph":
      return (
        <p className={classNames(line, "indent-[2em] text-justify")}>
          {block.runs.map((run, at) =>
            run.figure ? (
              <button
                // biome-ignore lint/suspicious/noArrayIndexKey: the runs of a sentence never move.
                key={at}
                type="button"
                aria-label={`${nameOf(run.figure)}：${run.text}`}
                aria-pressed={figure === run.figure}
                onClick={() => run.figure && onFigure(run.figure)}
                className="mx-px inline indent-0 underline decoration-pen-line underline-offset-4 aria-pressed:outline-2 aria-pressed:outline-pen"
              >
                {run.text}
              </button>
            ) : (
              run.text
            ),
          )}
        </p>
      );
    case "table":
      return (
        <table className="my-2 w-full text-[12px] leading-[18px]">
          <thead>
            <tr className="border-ink border-y">
              {block.head.map((cell) => (
                <th key={cell} scope="col" className="whitespace-nowrap py-1 pr-2 text-start font-bold last:pr-0">
                  {cell}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {block.rows.map((cells) => (
              <tr key={cells[0]} className="border-rule-2 border-b">
                {cells.map((cell, at) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: columns never move.
                  <td key={at} className="py-1 pr-2 align-top last:pr-0">
                    <Whole>{cell}</Whole>
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      );
    case "attachments":
      return (
        <ol className={classNames(line, "my-[28px]")}>
          {block.items.map((item, at) => (
            <li key={item} className="indent-[2em]">
              {at === 0 ? "附件：" : "　　　"}
              {at + 1}. {item}
            </li>
          ))}
        </ol>
      );
    case "signature":
      return (
        <div className={classNames(line, "mt-[28px] pr-[4em] text-end")}>
          <p>{block.provider}</p>
          <p>{block.date}</p>
        </div>
      );
    case "attachment":
      return (
        <div className="mt-10 border-rule-2 border-t border-dashed pt-8">
          <p className={classNames(line, "font-bold")}>{block.title}</p>
          <h3 className="text-center font-bold text-[21px] leading-[33px]">{block.name}</h3>
        </div>
      );
    case "fact":
      return (
        <p className={classNames(line, "break-all indent-[2em]")}>
          {block.label}：{block.value}
        </p>
      );
  }
}
