import { useEffect, useMemo, useRef, type ReactNode } from "react";
import { useText } from "../i18n";
import { safeLink } from "../rich";
import type { Block } from "../types";
import { Element } from "./Element";
import { Fallback } from "./Fallback";
import { blockId } from "./form";
import { InputBlock } from "./InputBlock";
import { Drawn, Text } from "./Rich";

// Blocks draws Block Kit: what people act on by the page's own elements, the rest by slack-blocks-to-jsx.
export function Blocks({ blocks }: { blocks: Block[] }) {
  return (
    <div className="blocks">
      {blocks.map((block, index) => (
        <div key={blockId(block, index)} className={`block block-${block.type}`} data-block-id={block.block_id}>
          <Fallback blocks={[block]}>
            <OneBlock block={block} id={blockId(block, index)} />
          </Fallback>
        </div>
      ))}
    </div>
  );
}

function OneBlock({ block, id }: { block: Block; id: string }): ReactNode {
  switch (block.type) {
    case "section":
      return <Section block={block} id={id} />;
    case "header":
      return <h3 className="block-title"><Text text={block.text} /></h3>;
    case "context":
      return <Context block={block} />;
    case "actions":
    case "context_actions":
      return <Elements elements={block.elements ?? []} id={id} />;
    case "input":
      return <InputBlock block={block} id={id} />;
    case "image":
      return <Image block={block} />;
    case "divider":
      return <hr />;
    default:
      return <Other block={block} />;
  }
}

function Elements({ elements, id }: { elements: Block[]; id: string }) {
  return (
    <div className="elements">
      {elements.map((element, i) => <Element key={element.action_id ?? i} element={element} block={id} />)}
    </div>
  );
}

function Section({ block, id }: { block: Block; id: string }) {
  const { accessory } = block;
  return (
    <div className={accessory ? "section with-accessory" : "section"}>
      <div className="section-text">
        {block.text && <Text text={block.text} />}
        {block.fields && (
          <div className="fields">
            {block.fields.map((field: any, i: number) => <Text key={i} text={field} />)}
          </div>
        )}
      </div>
      {accessory && (
        <div className="accessory">
          {accessory.type === "image" ? <Picture image={accessory} /> : <Element element={accessory} block={id} />}
        </div>
      )}
    </div>
  );
}

function Context({ block }: { block: Block }) {
  return (
    <div className="context">
      {(block.elements ?? []).map((element: Block, i: number) =>
        element.type === "image" ? <Picture key={i} image={element} /> : <Text key={i} text={element as any} />,
      )}
    </div>
  );
}

function Other({ block }: { block: Block }) {
  const drawn = useMemo(() => [block], [block]);
  return <Drawn blocks={drawn} />;
}

// Image names the renderer's folding button, which it leaves without a name.
function Image({ block }: { block: Block }) {
  const { t } = useText();
  const ref = useRef<HTMLDivElement>(null);
  const drawn = useMemo(() => [withFile(block)], [block]);
  useEffect(() => ref.current?.querySelector("button")?.setAttribute("aria-label", t("fold")), [t]);
  return <div ref={ref}><Drawn blocks={drawn} /></div>;
}

function Picture({ image }: { image: Block }) {
  const url: string = withFile(image).image_url ?? "";
  if (!safeLink(url) && !url.startsWith("/") && !url.startsWith("data:image/")) return null;
  return <img src={url} alt={image.alt_text ?? ""} title={image.alt_text} loading="lazy" />;
}

// withFile gives an image block that names one of the workspace's files the address to see it at.
function withFile(block: Block): Block {
  const id = block.slack_file?.id ?? block.slack_file?.url?.match(/\/files\/([A-Za-z0-9]+)/)?.[1];
  if (block.image_url || !id) return block;
  const { slack_file: _, ...rest } = block;
  return { ...rest, type: block.type, image_url: `/demo/api/files/${encodeURIComponent(id)}` };
}
