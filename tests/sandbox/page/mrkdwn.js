import { dateTokens } from "./dates.js";
import { h, link } from "./dom.js";
import { emojiOf, withEmoji } from "./emoji.js";

const ENTITY = /<([^<>\n]+)>/y;
const CODE = /`([^`\n]+)`/y;
const EMOJI = /:([a-z0-9_+'-]+):(?::skin-tone-[2-6]:)?/y;
const BARE_URL = /(?:https?:\/\/|mailto:)[^\s<>|]+/y;
const STYLES = {
  "*": { tag: "strong", pattern: /\*(?![\s*])([^\n]*?[^\s*])\*(?![\p{L}\p{N}*])/uy },
  _: { tag: "em", pattern: /_(?![\s_])([^\n]*?[^\s_])_(?![\p{L}\p{N}_])/uy },
  "~": { tag: "s", pattern: /~(?![\s~])([^\n]*?[^\s~])~(?![\p{L}\p{N}~])/uy },
};
const WORD = /[\p{L}\p{N}]/u;

/** Slack escapes three characters and no others. */
const unescape = (text) =>
  text.replace(/&(lt|gt|amp);/g, (_, name) => ({ lt: "<", gt: ">", amp: "&" })[name]);

function matchAt(pattern, text, at) {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

/** `who` resolves ids: {userName(id), channelName(id), zone, me, openChannel(id)}. */
export function mention(id, label, who) {
  const name = who.userName(id) ?? label ?? id;
  return h("span", { class: `mention${id === who.me ? " mention-me" : ""}`, dir: "auto" }, `@${name}`);
}

/** A channel's name that leads to it. */
export function channelMention(id, label, who) {
  const name = who.channelName(id) ?? label ?? "private channel";
  return h("button", { type: "button", class: "mention", onclick: () => who.openChannel?.(id) }, `#${name}`);
}

/** A moment in the reader's zone, optionally a link. */
export function dateNode(seconds, pattern, url, fallback, who) {
  const text = dateTokens(pattern, seconds, who.zone) ?? fallback;
  return url ? link(url, text) : h("time", { title: fallback }, text);
}

function special(body, label, who) {
  const [name, ...rest] = body.split("^");
  if (name === "date") return dateNode(rest[0], unescape(rest[1] ?? ""), rest[2], label ?? "", who);
  if (name === "subteam") return h("span", { class: "mention" }, label ?? `@${rest[0]}`);
  return h("span", { class: "mention mention-me" }, `@${label ?? name}`);
}

function entity(body, who) {
  const cut = body.indexOf("|");
  const target = cut < 0 ? body : body.slice(0, cut);
  const label = cut < 0 ? undefined : unescape(body.slice(cut + 1));
  if (/^@[UW]\w+$/.test(target)) return mention(target.slice(1), label, who);
  if (/^#[CGD]\w+$/.test(target)) return channelMention(target.slice(1), label, who);
  if (target.startsWith("!")) return special(target.slice(1), label, who);
  if (!/^[a-z][a-z0-9+.-]*:/i.test(target)) return null;
  const url = unescape(target);
  return link(url, withEmoji(label || url.replace(/^mailto:/, "")));
}

/** The inline part of Slack's mrkdwn as nodes. */
export function inline(text, who, { verbatim = false } = {}) {
  const nodes = [];
  let plain = "";
  const flush = () => {
    if (plain) nodes.push(document.createTextNode(unescape(plain)));
    plain = "";
  };
  const emit = (node, length) => {
    flush();
    nodes.push(node);
    return length;
  };
  const step = (at) => {
    const char = text[at];
    const open = at === 0 || !WORD.test(text[at - 1]);
    let found;
    if (char === "<" && (found = matchAt(ENTITY, text, at))) {
      const node = entity(found[1], who);
      if (node) return emit(node, found[0].length);
    }
    if (char === "`" && (found = matchAt(CODE, text, at))) {
      return emit(h("code", {}, unescape(found[1])), found[0].length);
    }
    if (char === ":" && (found = matchAt(EMOJI, text, at)) && emojiOf(found[1])) {
      return emit(h("span", { class: "emoji", title: found[0] }, emojiOf(found[1])), found[0].length);
    }
    if (STYLES[char] && open && text[at - 1] !== char && (found = matchAt(STYLES[char].pattern, text, at))) {
      return emit(h(STYLES[char].tag, {}, ...inline(found[1], who, { verbatim })), found[0].length);
    }
    if (!verbatim && open && (char === "h" || char === "m") && (found = matchAt(BARE_URL, text, at))) {
      const url = unescape(found[0]).replace(/[.,;:!?)'"\]]+$/, "");
      const length = found[0].length - (unescape(found[0]).length - url.length);
      return emit(link(url), length);
    }
    plain += char;
    return 1;
  };
  for (let at = 0; at < text.length;) at += step(at);
  flush();
  return nodes;
}

// The escaped sign quotes as well: that is how Slack stores what a person typed.
const QUOTE = /^(?:>|&gt;)(?!(?:>|&gt;){2}) ?/;
const QUOTE_REST = /^(?:(?:>|&gt;){3}) ?/;

function lines(text, who, options) {
  const nodes = [];
  const rows = text.split("\n");
  let run = [];
  const flush = () => {
    if (run.length) nodes.push(...inline(run.join("\n"), who, options));
    run = [];
  };
  for (let at = 0; at < rows.length; at++) {
    if (QUOTE_REST.test(rows[at])) {
      flush();
      const rest = [rows[at].replace(QUOTE_REST, ""), ...rows.slice(at + 1)].join("\n");
      nodes.push(h("blockquote", { dir: "auto" }, ...inline(rest, who, options)));
      return nodes;
    }
    if (QUOTE.test(rows[at])) {
      flush();
      const quoted = [];
      for (; at < rows.length && QUOTE.test(rows[at]); at++) quoted.push(rows[at].replace(QUOTE, ""));
      nodes.push(h("blockquote", { dir: "auto" }, ...inline(quoted.join("\n"), who, options)));
      at--;
    } else run.push(rows[at]);
  }
  flush();
  return nodes;
}

/** Slack's mrkdwn as nodes: entities, styles, quotes, code; everything else is the text it is. */
export function mrkdwn(text, who, options = {}) {
  return text.split(/```\n?/).flatMap((part, at, parts) => {
    const closed = at % 2 === 1 && at < parts.length - 1;
    if (closed) return part.trim() ? [h("pre", { dir: "auto" }, unescape(part.replace(/\n$/, "")))] : [];
    const trimmed = at > 0 ? part.replace(/^\n/, "") : part;
    return lines(at % 2 ? `\`\`\`${part}` : trimmed, who, options);
  });
}

/** A text object of Block Kit in an element that follows the direction of its script. */
export function textNode(object, who, tag = "div", className = "") {
  if (!object) return null;
  const children =
    object.type === "mrkdwn"
      ? mrkdwn(object.text, who, { verbatim: object.verbatim })
      : [object.emoji ? withEmoji(object.text) : object.text];
  return h(tag, { class: `text ${className}`.trim(), dir: "auto" }, ...children);
}

/** A plain_text object's characters, where no element can stand (titles, labels). */
export const plainOf = (object) => (object?.emoji ? withEmoji(object.text) : (object?.text ?? ""));
