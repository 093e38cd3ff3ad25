import { get } from "node-emoji";

// Slack's names that the emoji table knows otherwise; needed where only characters fit, such as in <option>.
const slackNames: Record<string, string> = {
  large_green_circle: "🟢", large_yellow_circle: "🟡", large_orange_circle: "🟠", large_purple_circle: "🟣",
  large_brown_circle: "🟤", large_red_square: "🟥", large_orange_square: "🟧", large_yellow_square: "🟨",
  large_green_square: "🟩", large_blue_square: "🟦", thumbsup: "👍", thumbsdown: "👎", envelope: "✉️",
  robot_face: "🤖", spiral_calendar_pad: "🗓️", "flag-fr": "🇫🇷", "flag-gb": "🇬🇧", simple_smile: "🙂", lower_left_ballpoint_pen: "🖊️",
};

export function emojiOf(name: string): string {
  return slackNames[name] ?? get(name) ?? `:${name}:`;
}

// withEmoji writes a plain_text for places that take characters only.
export function withEmoji(text: string): string {
  return text.replace(/:(\+1|-1|[a-z][a-z0-9_+-]*):/g, (_, name) => emojiOf(name));
}
