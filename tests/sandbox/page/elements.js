import { h, picture, safeUrl } from "./dom.js";
import { contentOf, initialOf, stateOf } from "./form.js";
import { icon } from "./icons.js";
import { INPUTS } from "./inputs.js";
import { plainOf, textNode } from "./mrkdwn.js";
import { menu } from "./overlay.js";
import { combobox } from "./select.js";

/**
 * Renders an interactive element. `slot` says where it stands:
 * {ctx, blockId, label, current, emit(state, reason)}; `emit` keeps what was entered and, where Slack
 * would, sends a block_actions.
 */
export function elementNode(element, block, ctx) {
  const render = ELEMENTS[element.type] ?? INPUTS[element.type];
  if (!render) return h("span", { class: "unsupported" }, `Unsupported element: ${element.type}`);
  const kept = ctx.form.get(block.block_id, element.action_id);
  const slot = {
    ctx,
    blockId: block.block_id,
    label: block.label ? plainOf(block.label) : plainOf(element.placeholder) || element.action_id,
    current: kept ? contentOf(kept) : initialOf(element),
    dataset: { actionId: element.action_id, blockId: block.block_id },
    act: (details) => ctx.act(block.block_id, element, details),
    emit: (content, reason = "change") => {
      const state = stateOf(element, content);
      ctx.form.set(block.block_id, element.action_id, state);
      if (block.type !== "input") return void ctx.act(block.block_id, element, state);
      ctx.onEntry?.(block.block_id);
      const on = element.dispatch_action_config?.trigger_actions_on ?? ["on_enter_pressed"];
      const typed = "value" in state && element.type !== "datepicker";
      const due = typed
        ? on.includes({ enter: "on_enter_pressed", typing: "on_character_entered" }[reason])
        : true;
      if (block.dispatch_action && due) ctx.act(block.block_id, element, state);
    },
  };
  return render(element, slot);
}

/** Shows that a click is on its way until the app has answered. */
async function busyWhile(node, work) {
  node.classList.add("busy");
  node.setAttribute("aria-busy", "true");
  try {
    await work;
  } finally {
    node.classList.remove("busy");
    node.removeAttribute("aria-busy");
  }
}

function button(element, slot) {
  const url = element.url ? safeUrl(element.url) : null;
  const node = h(
    url ? "a" : "button",
    {
      type: url ? undefined : "button",
      href: url,
      target: url ? "_blank" : undefined,
      rel: url ? "noopener noreferrer" : undefined,
      class: `button ${element.style ?? ""}`.trim(),
      "aria-label": element.accessibility_label,
      dataset: slot.dataset,
      // A second click while the first is on its way would be a second deed.
      onclick: () =>
        node.classList.contains("busy") ||
        busyWhile(node, slot.act({ type: "button", value: element.value })),
    },
    h("span", { dir: "auto" }, plainOf(element.text)),
    url ? h("span", { class: "sr-only" }, " (opens in a new tab)") : null,
  );
  return node;
}

function overflow(element, slot) {
  const node = h(
    "button",
    {
      type: "button",
      class: "button button-icon",
      "aria-label": "More options",
      "aria-haspopup": "menu",
      "aria-expanded": "false",
      dataset: slot.dataset,
      onclick: () =>
        menu(
          node,
          element.options.map((option) => ({
            label: plainOf(option.text),
            detail: option.description ? plainOf(option.description) : null,
            value: option.value,
            run: () => {
              if (option.url && safeUrl(option.url)) window.open(option.url, "_blank", "noopener,noreferrer");
              busyWhile(node, slot.act(stateOf(element, option)));
            },
          })),
        ),
    },
    icon("dots"),
  );
  return node;
}

const entryOf = (option) => ({
  key: option.value,
  label: plainOf(option.text),
  detail: option.description ? plainOf(option.description) : null,
  option,
});
const groupsOf = (source) =>
  source.option_groups
    ? source.option_groups.map((group) => ({
        label: plainOf(group.label),
        options: group.options.map(entryOf),
      }))
    : [{ options: (source.options ?? []).map(entryOf) }];

function narrowed(groups, query) {
  const wanted = query.toLocaleLowerCase();
  const hit = (entry) => `${entry.label} ${entry.detail ?? ""}`.toLocaleLowerCase().includes(wanted);
  return groups.map((group) => ({ ...group, options: group.options.filter(hit) }));
}

/** One select menu of any source: `entries` turns stored content into chosen entries, `content` the way back. */
function select(
  element,
  slot,
  { load, chosen, content, minQuery = 0, wait = 0, fallback = "Select an option" },
) {
  const multiple = element.type.startsWith("multi_");
  return combobox({
    label: slot.label,
    multiple,
    minQuery,
    wait,
    load,
    placeholder: plainOf(element.placeholder) || fallback,
    max: element.max_selected_items,
    dataset: slot.dataset,
    chosen: [slot.current ?? []].flat().map(chosen).filter(Boolean),
    onpick: (entries) => slot.emit(multiple ? entries.map(content) : content(entries[0])),
  });
}

const staticSelect = (element, slot) =>
  select(element, slot, {
    load: async (query) => narrowed(groupsOf(element), query),
    chosen: entryOf,
    content: (entry) => entry.option,
  });

const externalSelect = (element, slot) =>
  select(element, slot, {
    load: async (query) => groupsOf(await slot.ctx.suggest(slot.blockId, element, query)),
    chosen: entryOf,
    content: (entry) => entry.option,
    minQuery: element.min_query_length ?? 3,
    wait: 150,
  });

/** A select whose entries are people or channels of the workspace. */
const idSelect = (source, fallback) => (element, slot) => {
  const all = () => source(slot.ctx.who, element);
  return select(element, slot, {
    load: async (query) => narrowed([{ options: all() }], query),
    chosen: (id) => all().find((entry) => entry.key === id),
    content: (entry) => entry.key,
    fallback,
  });
};

const people = (who) => who.users().map((user) => ({ key: user.id, label: user.name, detail: user.email }));
const channels = (who, element) =>
  who
    .channels()
    .filter(
      (channel) =>
        !channel.is_private && !(element.filter?.exclude_external_shared_channels && channel.is_ext_shared),
    )
    .map((channel) => ({ key: channel.id, label: `#${channel.name}` }));

function conversations(who, element) {
  const include = element.filter?.include ?? ["im", "mpim", "private", "public"];
  const rooms = who
    .channels()
    .filter((channel) => include.includes(channel.is_private ? "private" : "public"))
    .filter((channel) => !(element.filter?.exclude_external_shared_channels && channel.is_ext_shared));
  const listed = rooms.map((channel) => ({
    key: channel.id,
    label: `${channel.is_private ? "🔒 " : "#"}${channel.name}`,
  }));
  const direct = who
    .directMessages()
    .filter((dm) => include.includes("im") && !(element.filter?.exclude_bot_users && dm.isApp));
  return [...listed, ...direct.map((dm) => ({ key: dm.id, label: dm.name }))];
}

function choices(type, multiple) {
  return (element, slot) => {
    const name = `choice-${crypto.randomUUID()}`;
    let chosen = [slot.current ?? []].flat().map((option) => option.value);
    const toggle = (option, on) => {
      chosen = multiple
        ? element.options
            .map((one) => one.value)
            .filter((value) => (value === option.value ? on : chosen.includes(value)))
        : [option.value];
      const picked = element.options.filter((one) => chosen.includes(one.value));
      slot.emit(multiple ? picked : picked[0]);
    };
    const row = (option) => {
      const input = h("input", {
        type,
        name,
        value: option.value,
        checked: chosen.includes(option.value),
        onchange: (event) => toggle(option, event.target.checked),
      });
      return h(
        "label",
        { class: "choice" },
        input,
        h(
          "span",
          {},
          textNode(option.text, slot.ctx.who, "span"),
          option.description ? textNode(option.description, slot.ctx.who, "span", "choice-detail") : null,
        ),
      );
    };
    return h(
      "div",
      {
        class: "choices",
        role: multiple ? "group" : "radiogroup",
        "aria-label": slot.label,
        dataset: slot.dataset,
      },
      ...element.options.map(row),
    );
  };
}

function feedback(element, slot) {
  const half = (part, glyph) =>
    h(
      "button",
      {
        type: "button",
        class: "button",
        "aria-label": part.accessibility_label,
        dataset: slot.dataset,
        onclick: () => slot.act({ type: "feedback_buttons", value: part.value }),
      },
      `${glyph} ${plainOf(part.text)}`,
    );
  return h(
    "span",
    { class: "feedback" },
    half(element.positive_button, "👍"),
    half(element.negative_button, "👎"),
  );
}

const iconButton = (element, slot) =>
  h(
    "button",
    {
      type: "button",
      class: "button",
      "aria-label": element.accessibility_label,
      dataset: slot.dataset,
      onclick: () => slot.act({ type: "icon_button", value: element.value }),
    },
    plainOf(element.text),
  );

const ELEMENTS = {
  button,
  workflow_button: button,
  overflow,
  image: (element) =>
    picture(element.image_url ?? element.slack_file?.url ?? "", element.alt_text, "element-image"),
  static_select: staticSelect,
  multi_static_select: staticSelect,
  external_select: externalSelect,
  multi_external_select: externalSelect,
  users_select: idSelect(people, "Select a person"),
  multi_users_select: idSelect(people, "Select people"),
  channels_select: idSelect(channels, "Select a channel"),
  multi_channels_select: idSelect(channels, "Select channels"),
  conversations_select: idSelect(conversations, "Select a conversation"),
  multi_conversations_select: idSelect(conversations, "Select conversations"),
  checkboxes: choices("checkbox", true),
  radio_buttons: choices("radio", false),
  feedback_buttons: feedback,
  icon_button: iconButton,
};
