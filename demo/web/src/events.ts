import type { Event } from "./types";

const retryFirst = 500;
const retryMost = 8_000;
const silenceMost = 60_000;

type Listener = { event: (e: Event) => void; open: (again: boolean) => void; lost: () => void };

// listen follows the events sent to one person and reconnects until stopped. A stream that had been pinging and then
// stays silent for a minute counts as lost, because a phone that slept gets no error.
export function listen(as: string, on: Listener): () => void {
  let source: EventSource | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let silence: ReturnType<typeof setTimeout> | undefined;
  let wait = retryFirst;
  let opened = false;
  let stopped = false;

  const lose = () => {
    clearTimeout(silence);
    source?.close();
    if (stopped) return;
    on.lost();
    clearTimeout(timer);
    timer = setTimeout(connect, wait);
    wait = Math.min(wait * 2, retryMost);
  };
  const hear = (data: string) => {
    const event = parse(data);
    if (!event) return;
    if (event.type === "ping") {
      clearTimeout(silence);
      silence = setTimeout(lose, silenceMost);
      return;
    }
    on.event(event);
  };
  const connect = () => {
    source = new EventSource(`/demo/api/events?as=${encodeURIComponent(as)}`);
    source.onopen = () => {
      wait = retryFirst;
      on.open(opened);
      opened = true;
    };
    source.onmessage = (e) => hear(e.data);
    source.onerror = lose;
  };
  connect();
  return () => {
    stopped = true;
    clearTimeout(timer);
    clearTimeout(silence);
    source?.close();
  };
}

function parse(data: string): Event | undefined {
  try {
    const event = JSON.parse(data);
    return typeof event?.type === "string" ? event : undefined;
  } catch {
    return undefined;
  }
}
