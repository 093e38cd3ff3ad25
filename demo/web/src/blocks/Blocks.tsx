import type { ReactNode } from "react";
import { safeLink } from "../rich";
import type { Block } from "../types";
import { Element } from "./Element";
import { blockId } from "./form";
import { InputBlock } from "./InputBlock";
import { Drawn, Text } from "./Rich";

// Blocks draws Block Kit: what people act on by the page's own elements, the rest by slack-blocks-to-jsx.
export function Blocks({ blocks }: { blocks: Block[] }) {
  return (
    <div className="blocks">
      {blocks.map((block, index) => (
        <div key={blockId(block, index)} className={`block block-${block.type}`} data-block-id={block.block_id}>
          <OneBlock block={block} id={blockId(block, index)} />
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
    case "divider":
      return <hr />;
    default:
      return <Drawn blocks={[block]} />;
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

function Picture({ image }: { image: Block }) {
  const url: string = image.image_url ?? "";
  if (!safeLink(url) && !url.startsWith("/") && !url.startsWith("data:image/")) return null;
  return <img src={url} alt={image.alt_text ?? ""} title={image.alt_text} loading="lazy" />;
}
