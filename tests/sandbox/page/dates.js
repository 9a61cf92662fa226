// Formatters cost a millisecond each to build and a message list needs hundreds: one per shape is kept.
const formatters = new Map();

function format(date, zone, options) {
  const key = `${zone}|${JSON.stringify(options)}`;
  if (!formatters.has(key)) {
    formatters.set(key, new Intl.DateTimeFormat("en-US", { timeZone: zone || undefined, ...options }));
  }
  return formatters.get(key).format(date);
}

const dayKey = (date, zone) => format(date, zone, { year: "numeric", month: "2-digit", day: "2-digit" });

const ordinal = (day) => {
  const teens = day % 100 > 10 && day % 100 < 14;
  return `${day}${teens ? "th" : (["th", "st", "nd", "rd"][day % 10] ?? "th")}`;
};

/** The moment of a Slack timestamp such as "1764000000.000100". */
export const momentOf = (ts) => new Date(Number(ts) * 1000);

/** "1:42 PM" in the reader's zone. */
export const clock = (date, zone) => format(date, zone, { hour: "numeric", minute: "2-digit" });

/** The full date and time, for a tooltip. */
export const exact = (date, zone) =>
  format(date, zone, {
    weekday: "long",
    year: "numeric",
    month: "long",
    day: "numeric",
    hour: "numeric",
    minute: "2-digit",
    second: "2-digit",
    timeZoneName: "short",
  });

/** "Today", "Yesterday", "Tomorrow", or null. */
function nearDay(date, zone, now) {
  const key = dayKey(date, zone);
  const near = [
    ["Today", 0],
    ["Yesterday", -1],
    ["Tomorrow", 1],
  ];
  return near.find(([, days]) => dayKey(new Date(now.getTime() + days * 86400e3), zone) === key)?.[0] ?? null;
}

/** What stands between two days of a conversation. */
export function dayLabel(date, zone, now = new Date()) {
  const weekday = format(date, zone, { weekday: "long" });
  const month = format(date, zone, { month: "long" });
  return (
    nearDay(date, zone, now) ??
    `${weekday}, ${month} ${ordinal(Number(format(date, zone, { day: "numeric" })))}`
  );
}

function ago(date, now) {
  const seconds = (date.getTime() - now.getTime()) / 1000;
  const steps = [
    ["year", 31536e3],
    ["month", 2592e3],
    ["day", 86400],
    ["hour", 3600],
    ["minute", 60],
  ];
  const step = steps.find(([, size]) => Math.abs(seconds) >= size) ?? ["second", 1];
  return new Intl.RelativeTimeFormat("en", { numeric: "auto" }).format(
    Math.trunc(seconds / step[1]),
    step[0],
  );
}

const TOKENS = {
  date_num: (d, z) =>
    `${format(d, z, { year: "numeric" })}-${format(d, z, { month: "2-digit" })}-${format(d, z, { day: "2-digit" })}`,
  date_slash: (d, z) => format(d, z, { year: "numeric", month: "2-digit", day: "2-digit" }),
  date: (d, z) =>
    `${format(d, z, { month: "long" })} ${ordinal(Number(format(d, z, { day: "numeric" })))}, ${format(d, z, { year: "numeric" })}`,
  date_short: (d, z) => format(d, z, { month: "short", day: "numeric", year: "numeric" }),
  date_long: (d, z) => `${format(d, z, { weekday: "long" })}, ${TOKENS.date(d, z)}`,
  time: (d, z) => clock(d, z),
  time_secs: (d, z) => format(d, z, { hour: "numeric", minute: "2-digit", second: "2-digit" }),
  ago: (d, _z, now) => ago(d, now),
  day_divider_pretty: (d, z, now) => dayLabel(d, z, now),
};

/** Fills Slack's date tokens ("{date_short_pretty} at {time}") for a reader's zone. */
export function dateTokens(pattern, seconds, zone, now = new Date()) {
  const date = new Date(Number(seconds) * 1000);
  if (Number.isNaN(date.getTime())) return null;
  return pattern.replace(/\{(\w+)\}/g, (all, token) => {
    if (TOKENS[token]) return TOKENS[token](date, zone, now);
    const plain = TOKENS[token.replace(/_pretty$/, "")];
    if (!plain) return all;
    // Slack writes the relative word in lower case unless it opens the text.
    const near = nearDay(date, zone, now);
    if (!near) return plain(date, zone, now);
    return pattern.startsWith(all) ? near : near.toLowerCase();
  });
}

/** "12.4 KB" for a number of bytes. */
export function fileSize(bytes) {
  if (!Number.isFinite(bytes)) return "";
  const units = ["bytes", "KB", "MB", "GB"];
  const power = Math.min(Math.floor(Math.log(Math.max(bytes, 1)) / Math.log(1024)), 3);
  return `${power ? (bytes / 1024 ** power).toFixed(1) : bytes} ${units[power]}`;
}
