import { post } from "./api.js";
import { mrkdwn, plainOf, textNode } from "./mrkdwn.js";
import { confirmDialog, toast } from "./overlay.js";

const OWN_WORDS = {
  operation_timeout: "Smart Bcc didn't answer in time. Try again in a moment.",
  dispatch_failed: "Smart Bcc can't be reached right now. Try again in a moment.",
  invalid_command_response: "Smart Bcc gave an answer that Slack can't show: see App calls.",
  invalid_response_action: "Smart Bcc gave an answer that Slack can't use: see App calls.",
};

/** What went wrong, in words for a visitor. */
export const explain = (error) => OWN_WORDS[error.message] ?? `That didn't work: ${error.message}`;

async function agreed(confirm, who) {
  if (!confirm) return true;
  const text = confirm.text.type === "mrkdwn" ? mrkdwn(confirm.text.text, who) : plainOf(confirm.text);
  return confirmDialog({
    title: plainOf(confirm.title),
    text,
    confirm: plainOf(confirm.confirm),
    deny: plainOf(confirm.deny),
    danger: confirm.style === "danger",
  });
}

/** The part of a state that says what was chosen, as the control interface takes it. */
function selection(state) {
  const { type, ...rest } = state;
  if (type === "button" || "value" in rest) return rest.value === undefined ? {} : { value: rest.value };
  return { selected: Object.values(rest)[0] };
}

/**
 * What block elements need to work in one place (a message, a modal, a Home tab).
 * `target` names the place for the control interface: {channel, ts} or {view_id}.
 */
export function interactions({ workspace, surface, target, form, after, onEntry }) {
  const body = () => ({ user: workspace.me, ...target() });
  return {
    surface,
    who: workspace,
    form,
    onEntry,
    async act(blockId, element, state) {
      if (!(await agreed(element.confirm, workspace))) return;
      try {
        await post("action", {
          ...body(),
          block_id: blockId,
          action_id: element.action_id,
          seen: true, // it may have been drawn anew just now; what was clicked is what the screen showed
          ...selection(state),
        });
      } catch (error) {
        toast(explain(error), { error: true });
      }
      await after?.();
    },
    suggest: (blockId, element, query) =>
      post("suggest", { ...body(), block_id: blockId, action_id: element.action_id, query }),
  };
}

/** The texts and buttons of a message's attachments (old style), as blocks can't express them. */
export const attachmentText = (attachment, who) =>
  [attachment.pretext, attachment.title, attachment.text ?? attachment.fallback]
    .filter(Boolean)
    .map((text) => textNode({ type: "mrkdwn", text }, who));
