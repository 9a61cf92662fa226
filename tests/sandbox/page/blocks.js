import { h, link, picture, safeUrl } from "./dom.js";
import { elementNode } from "./elements.js";
import { icon } from "./icons.js";
import { markdown } from "./markdown.js";
import { plainOf, textNode } from "./mrkdwn.js";
import { richText } from "./richtext.js";

const FOLD_LENGTH = 700; // Slack folds a long section behind "Show more" unless the block says `expand`
const FOLD_LINES = 12;

function folded(node, text) {
  const long = text.length > FOLD_LENGTH || text.split("\n").length > FOLD_LINES;
  if (!long) return node;
  const toggle = h(
    "button",
    {
      type: "button",
      class: "show-more",
      "aria-expanded": "false",
      onclick: () => {
        const open = node.classList.toggle("folded") === false;
        toggle.textContent = open ? "Show less" : "Show more";
        toggle.setAttribute("aria-expanded", String(open));
      },
    },
    "Show more",
  );
  node.classList.add("folded");
  return h("div", {}, node, toggle);
}

function section(block, ctx) {
  const text = textNode(block.text, ctx.who);
  const shown = text && !block.expand && ctx.surface === "message" ? folded(text, block.text.text) : text;
  const fields = block.fields
    ? h("div", { class: "fields" }, ...block.fields.map((field) => textNode(field, ctx.who, "div", "field")))
    : null;
  const accessory = block.accessory
    ? h(
        "div",
        { class: `accessory accessory-${block.accessory.type}` },
        elementNode(block.accessory, block, ctx),
      )
    : null;
  return h("div", { class: "section-row" }, h("div", { class: "section-main" }, shown, fields), accessory);
}

function context(block, ctx) {
  const item = (element) =>
    element.type === "image"
      ? picture(element.image_url ?? element.slack_file?.url ?? "", element.alt_text, "context-image")
      : textNode(element, ctx.who, "span", "context-text");
  return h("div", { class: "context-row" }, ...block.elements.map(item));
}

function image(block, ctx) {
  const address =
    block.image_url ?? (block.slack_file.id ? ctx.who.fileUrl(block.slack_file.id) : block.slack_file.url);
  return h(
    "figure",
    { class: "titled-picture" },
    block.title ? h("figcaption", { dir: "auto" }, plainOf(block.title)) : null,
    picture(address, block.alt_text, "block-picture"),
  );
}

/** An input block: label, element, hint, and the place where its error appears. */
function input(block, ctx) {
  const error = h("div", { class: "field-error", role: "alert", dataset: { errorFor: block.block_id } });
  const node = h(
    "div",
    { class: "input-block" },
    h(
      "div",
      { class: "input-label", dir: "auto" },
      plainOf(block.label),
      block.optional ? h("span", { class: "input-optional" }, " (optional)") : null,
    ),
    elementNode(block.element, block, ctx),
    block.hint ? h("div", { class: "input-hint", dir: "auto" }, plainOf(block.hint)) : null,
    error,
  );
  return node;
}

/** Shows, or with no text removes, the error of one input block. */
export function setFieldError(root, blockId, text) {
  const slot = [...root.querySelectorAll("[data-error-for]")].find(
    (node) => node.dataset.errorFor === blockId,
  );
  if (!slot) return false;
  slot.replaceChildren(...(text ? [icon("warn"), document.createTextNode(text)] : []));
  slot.parentNode.classList.toggle("has-error", Boolean(text));
  slot.parentNode.querySelector("input, textarea")?.toggleAttribute("aria-invalid", Boolean(text));
  return true;
}

function table(block, ctx) {
  const settings = block.column_settings ?? [];
  const cell = (tag) => (content, column) => {
    const wrapped = settings[column]?.is_wrapped ?? false;
    const node = h(
      tag,
      { class: wrapped ? "" : "nowrap", dir: "auto" },
      content.type === "raw_text" ? content.text : richText(content, ctx.who),
    );
    node.style.textAlign = settings[column]?.align ?? "";
    return node;
  };
  const [head, ...body] = block.rows;
  return h(
    "div",
    { class: "table-scroll", tabindex: "0", role: "region", "aria-label": "Table" },
    h(
      "table",
      {},
      h("thead", {}, h("tr", {}, ...head.map(cell("th")))),
      h("tbody", {}, ...body.map((row) => h("tr", {}, ...row.map(cell("td"))))),
    ),
  );
}

function video(block) {
  const title = block.title_url ? link(block.title_url, plainOf(block.title)) : plainOf(block.title);
  const watch = safeUrl(block.video_url);
  return h(
    "div",
    { class: "video" },
    h("div", { class: "video-title", dir: "auto" }, title),
    block.author_name || block.provider_name
      ? h(
          "div",
          { class: "muted", dir: "auto" },
          [block.author_name, block.provider_name].filter(Boolean).join(" · "),
        )
      : null,
    block.description ? h("div", { dir: "auto" }, plainOf(block.description)) : null,
    h(
      "a",
      {
        class: "video-frame",
        href: watch,
        target: "_blank",
        rel: "noopener noreferrer",
        "aria-label": `Play: ${block.alt_text}`,
      },
      picture(block.thumbnail_url, block.alt_text, "block-picture"),
      h("span", { class: "video-play", "aria-hidden": "true" }, "▶"),
    ),
  );
}

function card(block, ctx) {
  return h(
    "div",
    { class: "card-block" },
    block.hero_image
      ? picture(block.hero_image.image_url ?? "", block.hero_image.alt_text, "block-picture")
      : null,
    textNode(block.title, ctx.who, "div", "card-title"),
    textNode(block.subtitle, ctx.who, "div", "muted"),
    textNode(block.body, ctx.who),
    block.actions
      ? h(
          "div",
          { class: "actions-row" },
          ...block.actions.map((element) => elementNode(element, block, ctx)),
        )
      : null,
  );
}

const ALERT_ICONS = { warning: "warn", error: "warn", success: "check" };

const actions = (block, ctx) =>
  h("div", { class: "actions-row" }, ...block.elements.map((element) => elementNode(element, block, ctx)));

const BLOCKS = {
  section,
  header: (block) =>
    h(
      "div",
      {
        class: `header-text h${block.level ?? 2}`,
        role: "heading",
        "aria-level": String((block.level ?? 2) + 1),
        dir: "auto",
      },
      plainOf(block.text),
    ),
  context,
  actions,
  context_actions: actions,
  divider: () => h("hr"),
  image,
  input,
  rich_text: (block, ctx) => richText(block, ctx.who),
  markdown: (block) => markdown(block.text),
  table,
  video,
  card,
  carousel: (block, ctx) =>
    h("div", { class: "carousel", tabindex: "0" }, ...block.elements.map((element) => card(element, ctx))),
  file: (block) =>
    h(
      "div",
      { class: "file-card" },
      icon("file"),
      h("span", { dir: "auto" }, `Remote file ${block.external_id}`),
    ),
  alert: (block, ctx) =>
    h(
      "div",
      { class: `alert alert-${block.level ?? "default"}`, role: "note" },
      icon(ALERT_ICONS[block.level] ?? "info"),
      textNode(block.text, ctx.who),
    ),
};

/** One block of a message, modal or Home tab. */
export function blockNode(block, ctx) {
  const render = BLOCKS[block.type];
  const content = render
    ? render(block, ctx)
    : h("span", { class: "unsupported" }, `Unsupported block: ${block.type}`);
  return h("div", { class: `block block-${block.type}`, dataset: { blockId: block.block_id } }, content);
}

/** What `reconcile` needs to keep blocks that did not change. */
export const blockItems = (blocks) =>
  blocks.map((block, at) => ({
    key: block.block_id || `#${at}`,
    signature: JSON.stringify(block),
    value: block,
  }));
