import { memo, useMemo, type ReactNode } from "react";
import { Message } from "slack-blocks-to-jsx";
import { slackDate, useText } from "../i18n";
import { formatRoute } from "../route";
import { readMrkdwn, readPlain, safeLink, type RichElement } from "../rich";
import type { Block, Group, TextObject, User } from "../types";
import { useDirectory } from "../workspace";
import { Fallback } from "./Fallback";

// Drawn shows blocks with slack-blocks-to-jsx, mentions and links replaced by the page's own.
export const Drawn = memo(function Drawn({ blocks }: { blocks: Block[] }) {
  const { users, channels, groups, me } = useDirectory();
  const hooks = useMemo(() => drawHooks(users, groups, me), [users, groups, me]);
  const data = useMemo(
    () => ({
      users: users.map((u) => ({ id: u.id, name: u.real_name || u.name })),
      channels: channels.map((c) => ({ id: c.id, name: c.name })),
      user_groups: [],
    }),
    [users, channels],
  );
  return (
    <Fallback blocks={blocks}>
      <Message blocks={blocks as any} hooks={hooks} data={data} name="" logo="" withoutWrapper />
    </Fallback>
  );
});

function drawHooks(users: User[], groups: Group[], me: string): any {
  return {
    user: ({ id }: { id: string }) => {
      const user = users.find((u) => u.id === id);
      return <span className={id === me ? "mention mention-me" : "mention"}>@{user?.real_name || user?.name || id}</span>;
    },
    channel: ({ id, name }: { id: string; name: string }) => (
      <a className="mention" href={formatRoute({ place: id, as: me })}>#{name || id}</a>
    ),
    usergroup: ({ id }: { id: string }) => <span className="mention">@{groupName(id, groups)}</span>,
    atHere: () => <span className="mention mention-all">@here</span>,
    atChannel: () => <span className="mention mention-all">@channel</span>,
    atEveryone: () => <span className="mention mention-all">@everyone</span>,
    emoji: (data: { name: string }, parse: (d: any) => string) => {
      const drawn = parse(data);
      return drawn === data.name ? `:${data.name}:` : drawn;
    },
    link: ({ href, children }: { href: string; children: ReactNode }) =>
      safeLink(href) ? (
        <a href={href} target="_blank" rel="noopener noreferrer nofollow">{children}</a>
      ) : (
        <span>{children}</span>
      ),
  };
}

// groupName finds what a group is called: the text gave it beside the id, or the workspace knows it.
function groupName(id: string, groups: Group[]): string {
  const [known, label] = id.split("|");
  return (label ?? groups.find((g) => g.id === known)?.handle ?? known ?? id).replace(/^@/, "");
}

// Text shows a text object (or bare mrkdwn) of a block.
export function Text({ text, className }: { text: TextObject | string | undefined; className?: string }) {
  const { lang, t } = useText();
  const source = typeof text === "string" ? text : text?.text ?? "";
  const plainOnly = typeof text === "object" && text?.type === "plain_text";
  const blocks = useMemo(() => {
    const date = (seconds: number, format: string) => slackDate(seconds, format, lang, t);
    const elements: RichElement[] = plainOnly ? readPlain(source) : readMrkdwn(source, { date });
    return [{ type: "rich_text", elements }];
  }, [source, plainOnly, lang, t]);
  return <div className={className ? `rich ${className}` : "rich"}><Drawn blocks={blocks} /></div>;
}
