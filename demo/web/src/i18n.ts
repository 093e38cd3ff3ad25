import { createContext, useContext } from "react";
import { texts, type TextKey } from "./texts";
import type { Lang, Local } from "./types";

export type Translate = (key: TextKey, values?: Record<string, string | number>) => string;

export function translator(lang: Lang): Translate {
  return (key, values) => texts[lang][key].replace(/\{(\w+)\}/g, (whole, name) => `${values?.[name] ?? whole}`);
}

export const LangContext = createContext<{ lang: Lang; t: Translate }>({ lang: "fr", t: translator("fr") });

export function useText() {
  return useContext(LangContext);
}

export function langOf(locale: string | undefined): Lang {
  return locale?.toLowerCase().startsWith("en") ? "en" : "fr";
}

// local picks the text of a language where the server may send one text or one per language.
export function local(text: string | Local | undefined, lang: Lang): string {
  if (!text) return "";
  return typeof text === "string" ? text : text[lang] || text.en || text.fr || "";
}

const tags = { fr: "fr-FR", en: "en-GB" };

export function tsToDate(ts: string): Date {
  return new Date(Number.parseFloat(ts) * 1000);
}

export function clock(date: Date, lang: Lang): string {
  return new Intl.DateTimeFormat(tags[lang], { hour: "2-digit", minute: "2-digit" }).format(date);
}

export function dayName(date: Date, lang: Lang, t: Translate, now = new Date()): string {
  const days = Math.round((midnight(now) - midnight(date)) / 86_400_000);
  if (days === 0) return t("today");
  if (days === 1) return t("yesterday");
  return new Intl.DateTimeFormat(tags[lang], { weekday: "long", day: "numeric", month: "long" }).format(date);
}

export function fullTime(date: Date, lang: Lang): string {
  return new Intl.DateTimeFormat(tags[lang], { dateStyle: "full", timeStyle: "medium" }).format(date);
}

// slackDate writes a <!date^…> format in the reader's language, e.g. "{date_short} {time}".
export function slackDate(seconds: number, format: string, lang: Lang, t: Translate): string {
  const date = new Date(seconds * 1000);
  const write = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(tags[lang], options).format(date);
  const pretty = (options: Intl.DateTimeFormatOptions) => {
    const days = Math.abs(Math.round((midnight(new Date()) - midnight(date)) / 86_400_000));
    return days <= 1 && date <= new Date() ? dayName(date, lang, t).toLowerCase() : write(options);
  };
  const long: Intl.DateTimeFormatOptions = { weekday: "long", day: "numeric", month: "long", year: "numeric" };
  const medium: Intl.DateTimeFormatOptions = { day: "numeric", month: "long", year: "numeric" };
  const short: Intl.DateTimeFormatOptions = { day: "numeric", month: "short", year: "numeric" };
  const forms: Record<string, () => string> = {
    date_num: () => write({ day: "2-digit", month: "2-digit", year: "numeric" }),
    date: () => write(medium),
    date_short: () => write(short),
    date_long: () => write(long),
    date_pretty: () => pretty(medium),
    date_short_pretty: () => pretty(short),
    date_long_pretty: () => pretty(long),
    time: () => clock(date, lang),
    time_secs: () => write({ hour: "2-digit", minute: "2-digit", second: "2-digit" }),
    ago: () => ago(date, lang),
  };
  return format.replace(/\{(\w+)\}/g, (whole, name) => forms[name]?.() ?? whole);
}

function ago(date: Date, lang: Lang): string {
  const minutes = Math.round((date.getTime() - Date.now()) / 60_000);
  const relative = new Intl.RelativeTimeFormat(tags[lang], { numeric: "auto" });
  if (Math.abs(minutes) < 60) return relative.format(minutes, "minute");
  if (Math.abs(minutes) < 60 * 24) return relative.format(Math.round(minutes / 60), "hour");
  return relative.format(Math.round(minutes / 1440), "day");
}

function midnight(date: Date): number {
  return new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
}
