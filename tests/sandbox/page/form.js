/**
 * What a person has entered in one view or message, by block_id and action_id, in the shape of Slack's
 * `state.values`: {type, value | selected_option | selected_options | selected_date | …}.
 */
export class Form {
  #values = new Map();

  /** Starts with what was entered before, in Slack's shape; nulls say that nobody touched the field. */
  constructor(values = {}) {
    for (const [blockId, actions] of Object.entries(values)) {
      for (const [actionId, state] of Object.entries(actions)) this.set(blockId, actionId, state);
    }
  }

  static key = (blockId, actionId) => JSON.stringify([blockId, actionId]);

  get(blockId, actionId) {
    return this.#values.get(Form.key(blockId, actionId));
  }

  set(blockId, actionId, state) {
    this.#values.set(Form.key(blockId, actionId), state);
  }

  /** Forgets fields that the view no longer has: new ids start empty. */
  keepOnly(blocks) {
    const present = new Set(
      blocks.flatMap((block) =>
        elementsOf(block).map((element) => Form.key(block.block_id, element.action_id)),
      ),
    );
    for (const key of this.#values.keys()) if (!present.has(key)) this.#values.delete(key);
  }
}

/** Every interactive element of a block. */
export function elementsOf(block) {
  if (block.type === "input") return [block.element];
  if (block.type === "section") return block.accessory ? [block.accessory] : [];
  return ["actions", "context_actions"].includes(block.type) ? block.elements : [];
}

/** Which key of the state holds what was chosen, for each type of element. */
const STATE_KEYS = {
  plain_text_input: "value",
  email_text_input: "value",
  url_text_input: "value",
  number_input: "value",
  rich_text_input: "rich_text_value",
  file_input: "files",
  static_select: "selected_option",
  external_select: "selected_option",
  radio_buttons: "selected_option",
  overflow: "selected_option",
  checkboxes: "selected_options",
  multi_static_select: "selected_options",
  multi_external_select: "selected_options",
  users_select: "selected_user",
  multi_users_select: "selected_users",
  conversations_select: "selected_conversation",
  multi_conversations_select: "selected_conversations",
  channels_select: "selected_channel",
  multi_channels_select: "selected_channels",
  datepicker: "selected_date",
  timepicker: "selected_time",
  datetimepicker: "selected_date_time",
};

/** The state of an element that holds `content`; nothing chosen is null (or an empty list). */
export const stateOf = (element, content) => ({ type: element.type, [STATE_KEYS[element.type]]: content });

/** What a state holds. */
export const contentOf = (state) => state?.[STATE_KEYS[state.type]];

const INITIAL = [
  "value",
  "option",
  "options",
  "user",
  "users",
  "conversation",
  "conversations",
  "channel",
  "channels",
  "date",
  "time",
  "date_time",
];

/** What an element shows before anyone touched it. */
export function initialOf(element) {
  for (const name of INITIAL) if (element[`initial_${name}`] !== undefined) return element[`initial_${name}`];
  return null;
}

const isEmpty = (content) => content === null || content === undefined || content.length === 0;
const isRichEmpty = (content) =>
  content?.elements?.every((part) => part.elements.every((leaf) => !leaf.text?.trim()));

/** The values of all fields as the client submits them: what was entered, else what the field showed. */
export function submittedValues(blocks, form) {
  const values = {};
  for (const block of blocks) {
    for (const element of elementsOf(block)) {
      if (!STATE_KEYS[element.type] || element.type === "overflow") continue;
      const state = form.get(block.block_id, element.action_id) ?? stateOf(element, initialOf(element));
      (values[block.block_id] ??= {})[element.action_id] = state;
    }
  }
  return values;
}

/** What Slack's client refuses to submit, by block_id. */
export function clientErrors(blocks, form) {
  const errors = {};
  for (const block of blocks.filter((one) => one.type === "input")) {
    const state = form.get(block.block_id, block.element.action_id);
    const problem = problemOf(block, state ? contentOf(state) : initialOf(block.element));
    if (problem) errors[block.block_id] = problem;
  }
  return errors;
}

function problemOf({ element, optional }, content) {
  if (isEmpty(content) || (element.type === "rich_text_input" && isRichEmpty(content))) {
    return optional ? null : "Please complete this required field.";
  }
  return CHECKS[element.type]?.(element, content) ?? null;
}

const CHECKS = {
  plain_text_input: (element, text) => {
    const length = [...text].length;
    if (length < (element.min_length ?? 0)) return `Please write at least ${element.min_length} characters.`;
    if (length > (element.max_length ?? 3000))
      return `Please write no more than ${element.max_length ?? 3000} characters.`;
    return null;
  },
  email_text_input: (_, text) =>
    /^[^\s@]+@[^\s@]+\.[^\s@]+$/u.test(text) ? null : "Please enter a valid email address.",
  url_text_input: (_, text) =>
    URL.canParse(text) && /^https?:/i.test(text) ? null : "Please enter a valid URL.",
  number_input: (element, text) => {
    const pattern = element.is_decimal_allowed ? /^-?\d+(\.\d+)?$/ : /^-?\d+$/;
    if (!pattern.test(text))
      return element.is_decimal_allowed ? "Please enter a number." : "Please enter a whole number.";
    if (element.min_value !== undefined && Number(text) < Number(element.min_value))
      return `Please enter ${element.min_value} or more.`;
    if (element.max_value !== undefined && Number(text) > Number(element.max_value))
      return `Please enter ${element.max_value} or less.`;
    return null;
  },
};
