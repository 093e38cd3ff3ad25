import type { User } from "./types";

// Avatar shows a person's picture, or initials on a colour of their own.
export function Avatar({ user, name, size = 36 }: { user?: User; name: string; size?: number }) {
  const style = { width: size, height: size, fontSize: size * 0.4 };
  const url = user?.avatar;
  if (url && (url.startsWith("data:image/") || url.startsWith("/"))) return <img className="avatar" src={url} alt="" style={style} />;
  if (user?.is_bot) return <img className="avatar" src="icon.svg" alt="" style={style} />;
  const initials = name.split(/[\s.-]+/).slice(0, 2).map((w) => w[0] ?? "").join("").toUpperCase();
  return (
    <span className="avatar" aria-hidden="true" style={{ ...style, background: `hsl(${hue(user?.id ?? name)} 42% 34%)` }}>
      {initials}
    </span>
  );
}

function hue(id: string): number {
  let sum = 7;
  for (const letter of id) sum = (sum * 31 + letter.charCodeAt(0)) % 360;
  return sum;
}
