import { Blocks } from "./blocks/Blocks";
import { Text } from "./blocks/Rich";
import { useText } from "./i18n";
import { safeLink } from "./rich";
import type { Attachment, Message } from "./types";

const colours: Record<string, string> = { good: "#2eb67d", warning: "#ecb22e", danger: "#e01e5a" };

// Attachments draws the older form of rich content, still the only way to a coloured bar.
export function Attachments({ attachments, bare }: { attachments?: Attachment[]; bare: boolean }) {
  return (attachments ?? []).map((attachment, i) => (
    <div key={i} className="attachment" style={{ borderLeftColor: colourOf(attachment.color) }}>
      {attachment.pretext && <Text text={attachment.pretext} />}
      {attachment.title && <Title attachment={attachment} />}
      {attachment.blocks?.length ? <Blocks blocks={attachment.blocks} /> : <Words attachment={attachment} bare={bare} />}
      {attachment.footer && <small className="attachment-foot">{attachment.footer}</small>}
    </div>
  ));
}

function colourOf(color: string | undefined): string | undefined {
  if (!color) return undefined;
  return colours[color] ?? (/^#?[0-9a-f]{6}$/i.test(color) ? `#${color.replace("#", "")}` : undefined);
}

function Title({ attachment }: { attachment: Attachment }) {
  const { title, title_link: url } = attachment;
  return (
    <strong className="attachment-title">
      {url && safeLink(url) ? <a href={url} target="_blank" rel="noopener noreferrer nofollow">{title}</a> : title}
    </strong>
  );
}

function Words({ attachment, bare }: { attachment: Attachment; bare: boolean }) {
  const text = attachment.text || (bare && !attachment.title ? attachment.fallback : "");
  return (
    <>
      {text && <Text text={text} />}
      {attachment.fields && (
        <div className="fields">
          {attachment.fields.map((field, i) => (
            <div key={i} className={field.short === false ? "whole" : undefined}><strong>{field.title}</strong><Text text={field.value ?? ""} /></div>
          ))}
        </div>
      )}
    </>
  );
}

const pictures = /\.(png|jpe?g|gif|webp|svg)$/i;

// Files shows pictures in place and anything else as a link to fetch it.
export function Files({ files }: { files: Message["files"] }) {
  const { t } = useText();
  return (files ?? []).map((file) => {
    const name = file.title || t("file");
    if (!file.url.startsWith("/")) return null;
    return (
      <figure key={file.id} className="file">
        <figcaption><a href={file.url} target="_blank" rel="noopener noreferrer" download={pictures.test(name) ? undefined : name}>📎 {name}</a></figcaption>
        <FilePicture url={file.url} alt={file.alt || name} />
      </figure>
    );
  });
}

// FilePicture tries the file as a picture and leaves nothing if it is not one.
function FilePicture({ url, alt }: { url: string; alt: string }) {
  return <img src={url} alt={alt} loading="lazy" onError={(e) => e.currentTarget.remove()} />;
}
