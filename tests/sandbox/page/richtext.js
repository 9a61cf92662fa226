import { h, link } from "./dom.js";
import { emojiOf } from "./emoji.js";
import { channelMention, dateNode, mention } from "./mrkdwn.js";

const STYLE_TAGS = {
  code: "code",
  bold: "strong",
  italic: "em",
  strike: "s",
  underline: "u",
  highlight: "mark",
};

function styled(node, style = {}) {
  return Object.entries(STYLE_TAGS).reduce(
    (inner, [name, tag]) => (style[name] ? h(tag, {}, inner) : inner),
    node,
  );
}

const LEAVES = {
  text: (leaf) => document.createTextNode(leaf.text),
  link: (leaf) => link(leaf.url, leaf.text || leaf.url),
  user: (leaf, who) => mention(leaf.user_id, undefined, who),
  channel: (leaf, who) => channelMention(leaf.channel_id, undefined, who),
  usergroup: (leaf) => h("span", { class: "mention" }, `@${leaf.usergroup_id}`),
  team: (leaf) => h("span", { class: "mention" }, `@${leaf.team_id}`),
  broadcast: (leaf) => h("span", { class: "mention mention-me" }, `@${leaf.range}`),
  emoji: (leaf) =>
    h(
      "span",
      { class: "emoji", title: `:${leaf.name}:` },
      emojiOf(leaf.name) ?? fromCodes(leaf.unicode) ?? `:${leaf.name}:`,
    ),
  date: (leaf, who) => dateNode(leaf.timestamp, leaf.format, leaf.url, leaf.fallback ?? "", who),
  color: (leaf) => h("span", { class: "colour" }, colourDot(leaf.value), leaf.value),
};

function colourDot(value) {
  const dot = h("span", { class: "colour-dot" });
  dot.style.backgroundColor = value;
  return dot;
}

function fromCodes(unicode) {
  if (!unicode || !/^[0-9a-f]+(-[0-9a-f]+)*$/i.test(unicode)) return null;
  return String.fromCodePoint(...unicode.split("-").map((code) => parseInt(code, 16)));
}

const leaves = (elements, who) =>
  elements.map((leaf) => (LEAVES[leaf.type] ? styled(LEAVES[leaf.type](leaf, who), leaf.style) : null));

const BULLETS = ["disc", "circle", "square"];
const ORDERS = ["decimal", "lower-alpha", "lower-roman"];

function list(part, who) {
  const ordered = part.style === "ordered";
  const indent = part.indent ?? 0;
  const props = {
    class: `rich-list${part.border ? " rich-border" : ""}`,
    start: ordered ? (part.offset ?? 0) + 1 : undefined,
  };
  const node = h(
    ordered ? "ol" : "ul",
    props,
    ...part.elements.map((item) => h("li", { dir: "auto" }, ...leaves(item.elements, who))),
  );
  node.style.marginInlineStart = `${indent * 1.6}em`;
  node.style.listStyleType = (ordered ? ORDERS : BULLETS)[indent % 3];
  return node;
}

const PARTS = {
  rich_text_section: (part, who) => h("div", { class: "text", dir: "auto" }, ...leaves(part.elements, who)),
  rich_text_list: list,
  rich_text_quote: (part, who) => h("blockquote", { dir: "auto" }, ...leaves(part.elements, who)),
  rich_text_preformatted: (part, who) => h("pre", { dir: "auto" }, ...leaves(part.elements, who)),
};

/** A rich_text block, or the rich text in a table cell. */
export function richText(block, who) {
  return h("div", { class: "rich" }, ...block.elements.map((part) => PARTS[part.type]?.(part, who)));
}
