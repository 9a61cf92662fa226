import { explain } from "./actions.js";
import { fill, h } from "./dom.js";
import { icon } from "./icons.js";
import { menu, toast } from "./overlay.js";

// What the app answers to; shown while a slash command is typed.
const COMMANDS = [
  ["address", "[deal 42]", "Your Bcc address, or a record's own"],
  ["inbox", "", "Mail that isn't filed yet"],
  ["find", "WORDS", "Search your mail"],
  ["deal", "NAME or number", "A deal with its mail timeline"],
  ["person", "NAME", "A person with their mail timeline"],
  ["lead", "NAME or number", "A lead with its mail timeline"],
  ["project", "NAME or number", "A project with its mail timeline"],
  ["new", "deal TITLE", "Create a record"],
  ["alias", "[add ADDRESS]", "Send from another address"],
  ["settings", "", "Auto-link, sharing, digest"],
  ["why", "", "Why mail was filed, held or refused"],
  ["test", "", "See a card without sending mail"],
  ["forget", "ADDRESS", "Erase a person's mail"],
  ["help", "", "Everything it can do"],
];

/** The box at the foot of a conversation: plain text is said, `/bcc …` runs the command. */
export function composer({ workspace, channelId, placeholder, threadTs, onSent }) {
  const hints = h("div", { class: "slash-hints", role: "listbox", "aria-label": "Commands", hidden: true });
  let active = 0;
  const area = h("textarea", {
    rows: 1,
    dir: "auto",
    placeholder,
    "aria-label": placeholder,
    dataset: { testid: threadTs ? "thread-composer" : "composer" },
    oninput: () => {
      area.style.height = "auto";
      area.style.height = `${Math.min(area.scrollHeight, 180)}px`;
      active = 0;
      paintHints();
    },
    onkeydown: onKey,
  });

  const isCommand = (text) => !threadTs && /^\/bcc(\s|$)/i.test(text);

  function matches() {
    const text = area.value.trimStart();
    if (threadTs || !text.startsWith("/") || text.includes("\n")) return [];
    if (!/^\/bcc\s/i.test(text)) return "/bcc".startsWith(text.toLowerCase()) ? COMMANDS : [];
    const word = text.slice(5).trimStart().toLowerCase();
    return /\s/.test(word) ? [] : COMMANDS.filter(([name]) => name.startsWith(word) && name !== word);
  }

  function paintHints() {
    const found = matches();
    hints.hidden = !found.length;
    fill(
      hints,
      h("div", { class: "slash-title" }, `Commands of ${workspace.appName}`),
      ...found.map(([name, usage, text], at) =>
        h(
          "div",
          {
            class: `slash-hint${at === active ? " active" : ""}`,
            role: "option",
            "aria-selected": String(at === active),
            onpointerdown: (event) => event.preventDefault(),
            onclick: () => complete(found[at]),
          },
          h("span", { class: "slash-name" }, `/bcc ${name} `, h("span", { class: "muted" }, usage)),
          h("span", { class: "slash-text" }, text),
        ),
      ),
    );
    hints.querySelector(".active")?.scrollIntoView({ block: "nearest" });
  }

  function complete([name, usage]) {
    area.value = `/bcc ${name}${usage ? " " : ""}`;
    area.focus();
    paintHints();
  }

  function onKey(event) {
    const found = matches();
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (found.length && step) {
      event.preventDefault();
      active = (active + step + found.length) % found.length;
      paintHints();
    } else if (found.length && event.key === "Tab") {
      event.preventDefault();
      complete(found[active]);
    } else if (event.key === "Escape" && !hints.hidden) {
      event.stopPropagation();
      hints.hidden = true;
    } else if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      send();
    }
  }

  async function send() {
    const text = area.value.trim();
    if (!text) return;
    area.value = "";
    area.style.height = "auto";
    paintHints();
    try {
      if (isCommand(text)) await workspace.command(channelId(), text.replace(/^\/bcc\s*/i, ""));
      else if (text.startsWith("/") && !threadTs)
        return void toast(`${text.split(/\s/)[0]} is not a command here. Try /bcc help`, { error: true });
      else await workspace.say(channelId(), text, threadTs?.());
    } catch (error) {
      if (!area.value) area.value = text;
      toast(explain(error), { error: true });
    } finally {
      await onSent();
    }
  }

  async function runShortcut(callbackId) {
    try {
      await workspace.shortcut(callbackId);
    } catch (error) {
      toast(explain(error), { error: true });
    } finally {
      await onSent();
    }
  }

  const plus = h(
    "button",
    {
      type: "button",
      class: "icon-button",
      "aria-label": "Shortcuts",
      title: "Shortcuts",
      "aria-haspopup": "menu",
      "aria-expanded": "false",
      hidden: Boolean(threadTs),
      onclick: () =>
        menu(
          plus,
          [
            {
              label: "Run a command",
              detail: "/bcc …",
              icon: "code",
              run: () => {
                area.value = "/bcc ";
                area.focus();
                paintHints();
              },
            },
            ...workspace.shortcuts("global").map((shortcut) => ({
              label: shortcut.name,
              detail: workspace.appName,
              icon: "bolt",
              value: shortcut.callback_id,
              run: () => runShortcut(shortcut.callback_id),
            })),
          ],
          { align: "start", label: "Shortcuts" },
        ),
    },
    icon("plus"),
  );

  const node = h(
    "form",
    {
      class: "composer",
      onsubmit: (event) => {
        event.preventDefault();
        send();
      },
    },
    hints,
    h(
      "div",
      { class: "composer-box" },
      plus,
      area,
      h("button", { type: "submit", class: "send-button", "aria-label": "Send" }, icon("send")),
    ),
  );
  return {
    node,
    focus: () => area.focus(),
    prefill: (text) => {
      area.value = text;
      area.focus();
      paintHints();
    },
  };
}
