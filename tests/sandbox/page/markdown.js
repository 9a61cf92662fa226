import { h, link } from "./dom.js";
import { withEmoji } from "./emoji.js";

// One alternative for each inline form of standard Markdown; whatever matches none is plain text.
const INLINE = new RegExp(
  [
    /\\([\\`*_{}[\]()#+\-.!~>|])/, // 1 escaped sign
    /(`+)(.+?)\2(?!`)/, // 2, 3 code
    /!?\[([^\]\n]*)\]\((\S+?)(?:\s+"[^"\n]*")?\)/, // 4, 5 link
    /<((?:https?|mailto):[^\s<>]+)>/, // 6 autolink
    /(https?:\/\/[^\s<>)\]]+)/, // 7 bare address
    /\*\*(?=\S)([^\n]+?)\*\*/, // 8 strong
    /__(?=\S)([^\n]+?)__/, // 9 strong
    /\*(?=[^\s*])([^*\n]+?)\*/, // 10 emphasis
    /(?<![\p{L}\p{N}])_(?=[^\s_])([^_\n]+?)_(?![\p{L}\p{N}])/, // 11 emphasis
    /~~(?=\S)([^\n]+?)~~/, // 12 struck out
  ]
    .map((part) => part.source)
    .join("|"),
  "gu",
);

function inline(text) {
  const nodes = [];
  let at = 0;
  for (const found of text.matchAll(INLINE)) {
    if (found.index > at) nodes.push(withEmoji(text.slice(at, found.index)));
    nodes.push(inlineNode(found));
    at = found.index + found[0].length;
  }
  if (at < text.length) nodes.push(withEmoji(text.slice(at)));
  return nodes;
}

function inlineNode(found) {
  const [, escaped, , code, label, target, auto, bare, strong, strong2, em, em2, struck] = found;
  if (escaped !== undefined) return escaped;
  if (code !== undefined) return h("code", {}, code);
  if (target !== undefined) return link(target, ...(label ? inline(label) : [target]));
  if (auto ?? bare) return link(auto ?? bare);
  if (strong ?? strong2) return h("strong", {}, ...inline(strong ?? strong2));
  if (em ?? em2) return h("em", {}, ...inline(em ?? em2));
  return h("s", {}, ...inline(struck));
}

const FENCE = /^\s*(```+|~~~+)/;
const HEADING = /^(#{1,6})\s+(.*?)\s*#*$/;
const RULE = /^\s*(?:-\s*){3,}$|^\s*(?:\*\s*){3,}$|^\s*(?:_\s*){3,}$/;
const ITEM = /^(\s*)([-*+]|\d{1,9}[.)])\s+(.*)$/;
const TABLE_RULE = /^\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*$/;

const cells = (row) =>
  row
    .trim()
    .replace(/^\||\|$/g, "")
    .split(/(?<!\\)\|/)
    .map((cell) => cell.trim().replace(/\\\|/g, "|"));

function takeFence(rows) {
  const fence = rows.shift().match(FENCE)[1];
  const body = [];
  while (rows.length && !rows[0].trim().startsWith(fence)) body.push(rows.shift());
  rows.shift();
  return h("pre", { dir: "auto" }, body.join("\n"));
}

function takeQuote(rows) {
  const body = [];
  while (rows.length && /^\s*>/.test(rows[0])) body.push(rows.shift().replace(/^\s*> ?/, ""));
  return h("blockquote", { dir: "auto" }, ...blocksOf(body));
}

function takeTable(rows) {
  const head = cells(rows.shift());
  rows.shift();
  const body = [];
  while (rows.length && rows[0].includes("|")) body.push(cells(rows.shift()));
  const line = (tag) => (row) =>
    h("tr", {}, ...head.map((_, at) => h(tag, { dir: "auto" }, ...inline(row[at] ?? ""))));
  return h(
    "div",
    { class: "table-scroll" },
    h("table", {}, h("thead", {}, line("th")(head)), h("tbody", {}, ...body.map(line("td")))),
  );
}

function takeList(rows) {
  const [, indent, marker] = rows[0].match(ITEM);
  const ordered = /\d/.test(marker);
  const list = h(ordered ? "ol" : "ul", {
    class: "rich-list",
    start: ordered ? parseInt(marker, 10) : undefined,
  });
  while (rows.length) {
    const item = rows[0].match(ITEM);
    if (!item || item[1].length < indent.length) break;
    if (item[1].length > indent.length + 1 && list.lastChild) {
      list.lastChild.append(takeList(rows));
      continue;
    }
    rows.shift();
    list.append(listItem(item[3]));
  }
  return list;
}

function listItem(text) {
  const task = text.match(/^\[([ xX])\]\s+(.*)$/);
  if (!task) return h("li", { dir: "auto" }, ...inline(text));
  const box = h("input", {
    type: "checkbox",
    disabled: true,
    checked: task[1] !== " ",
    "aria-label": "task",
  });
  return h("li", { class: "task", dir: "auto" }, box, " ", ...inline(task[2]));
}

function takeParagraph(rows) {
  const body = [rows.shift()];
  while (
    rows.length &&
    rows[0].trim() &&
    ![FENCE, HEADING, RULE, ITEM, /^\s*>/].some((start) => start.test(rows[0]))
  ) {
    body.push(rows.shift());
  }
  return h("p", { dir: "auto" }, ...inline(body.join("\n")));
}

function takeHeading(rows) {
  const [, signs, text] = rows.shift().match(HEADING);
  return h(
    "div",
    { class: `markdown-h h${signs.length}`, role: "heading", "aria-level": signs.length, dir: "auto" },
    ...inline(text),
  );
}

function blocksOf(rows) {
  const nodes = [];
  while (rows.length) {
    if (!rows[0].trim()) rows.shift();
    else if (FENCE.test(rows[0])) nodes.push(takeFence(rows));
    else if (HEADING.test(rows[0])) nodes.push(takeHeading(rows));
    else if (RULE.test(rows[0])) nodes.push((rows.shift(), h("hr")));
    else if (/^\s*>/.test(rows[0])) nodes.push(takeQuote(rows));
    else if (ITEM.test(rows[0])) nodes.push(takeList(rows));
    else if (rows[0].includes("|") && TABLE_RULE.test(rows[1] ?? "")) nodes.push(takeTable(rows));
    else nodes.push(takeParagraph(rows));
  }
  return nodes;
}

/** Standard Markdown, as the `markdown` block takes it; HTML in it stays text. */
export function markdown(text) {
  return h("div", { class: "markdown" }, ...blocksOf(text.split(/\r?\n/)));
}
