import { fill, h } from "./dom.js";
import { fileSize } from "./dates.js";
import { icon } from "./icons.js";
import { plainOf } from "./mrkdwn.js";

const LONG_TEXT = 3000; // Slack's own cap for a plain-text input

function grow(area) {
  area.style.height = "auto";
  area.style.height = `${Math.min(area.scrollHeight + 2, 320)}px`;
}

/** The counter Slack shows when the room left gets short. */
function counter(input, max) {
  const node = h("span", { class: "input-count", "aria-live": "polite" });
  const paint = () => {
    const left = max - [...input.value].length;
    node.textContent = left <= Math.min(100, max / 4) ? String(left) : "";
    node.classList.toggle("over", left < 0);
  };
  input.addEventListener("input", paint);
  return node;
}

function textInput(kind) {
  return (element, slot) => {
    const props = {
      class: "input",
      dir: "auto",
      "aria-label": slot.label,
      placeholder: plainOf(element.placeholder) || undefined,
      dataset: slot.dataset,
      value: slot.current ?? "",
      autofocus: element.focus_on_load,
      oninput: () => slot.emit(input.value || null, "typing"),
      onkeydown: (event) => {
        if (event.key === "Enter" && !element.multiline && !event.isComposing)
          slot.emit(input.value || null, "enter");
      },
    };
    const input = element.multiline
      ? h("textarea", { ...props, rows: 4 })
      : h("input", { ...props, ...kind, autocomplete: "off" });
    if (!element.multiline) return withCounter(input, element);
    input.addEventListener("input", () => grow(input));
    return withCounter(input, element);
  };
}

function withCounter(input, element) {
  if (element.type !== "plain_text_input") return input;
  return h("div", { class: "input-wrap" }, input, counter(input, element.max_length ?? LONG_TEXT));
}

/** A date or time field; the same value twice is one choice. */
function timeInput(type, toContent, toValue) {
  return (element, slot) => {
    let last = slot.current;
    const input = h("input", {
      type,
      class: "input input-time",
      "aria-label": slot.label,
      dataset: slot.dataset,
      value: slot.current === null ? "" : toValue(slot.current, slot),
      title: plainOf(element.placeholder) || undefined,
      onchange: () => {
        const content = input.value ? toContent(input.value, slot) : null;
        if (content === last) return;
        last = content;
        slot.emit(content);
      },
    });
    return input;
  };
}

const same = (value) => value;

/** The wall clock of a zone at a moment, as a datetime-local field writes it. */
function toLocal(seconds, zone) {
  const parts = new Intl.DateTimeFormat("en-CA", {
    timeZone: zone || undefined,
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  }).formatToParts(new Date(seconds * 1000));
  const part = (name) => parts.find((one) => one.type === name).value;
  return `${part("year")}-${part("month")}-${part("day")}T${part("hour")}:${part("minute")}`;
}

function fromLocal(text, zone) {
  const asUtc = Date.parse(`${text}:00Z`) / 1000;
  const offset = Date.parse(`${toLocal(asUtc, zone)}:00Z`) / 1000 - asUtc;
  return asUtc - offset;
}

const toRichText = (text) => ({
  type: "rich_text",
  elements: [{ type: "rich_text_section", elements: text ? [{ type: "text", text }] : [] }],
});
const fromRichText = (block) =>
  (block?.elements ?? [])
    .map((part) => (part.elements ?? []).map((leaf) => leaf.text ?? leaf.url ?? "").join(""))
    .join("\n");

function richTextInput(element, slot) {
  const area = h("textarea", {
    class: "input",
    dir: "auto",
    rows: element.min_lines ?? 4,
    "aria-label": slot.label,
    dataset: slot.dataset,
    placeholder: plainOf(element.placeholder) || undefined,
    value: fromRichText(slot.current),
    oninput: () => {
      grow(area);
      slot.emit(toRichText(area.value), "typing");
    },
  });
  return area;
}

async function fileEntry(file) {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let binary = "";
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return {
    name: file.name,
    mimetype: file.type || "application/octet-stream",
    size: file.size,
    content_base64: btoa(binary),
  };
}

function fileInput(element, slot) {
  const max = element.max_files ?? 10;
  let files = slot.current ?? [];
  const shelf = h("div", { class: "file-shelf" });
  const keep = (next) => {
    files = next.slice(0, max);
    slot.emit(files);
    paint();
  };
  const paint = () =>
    fill(
      shelf,
      ...files.map((file, at) =>
        h(
          "span",
          { class: "chip" },
          icon("clip"),
          `${file.name} · ${fileSize(file.size)}`,
          h(
            "button",
            {
              type: "button",
              class: "chip-x",
              "aria-label": `Remove ${file.name}`,
              onclick: () => keep(files.filter((_, index) => index !== at)),
            },
            "×",
          ),
        ),
      ),
    );
  const picker = h("input", {
    type: "file",
    class: "sr-only",
    multiple: max > 1,
    accept: element.filetypes?.map((type) => `.${type}`).join(","),
    "aria-label": slot.label,
    dataset: slot.dataset,
    onchange: async () => keep([...files, ...(await Promise.all([...picker.files].map(fileEntry)))]),
  });
  paint();
  return h(
    "div",
    { class: "file-input" },
    h("label", { class: "button" }, icon("plus"), max > 1 ? "Add files" : "Add a file", picker),
    shelf,
  );
}

/** Elements that stand in input blocks only. */
export const INPUTS = {
  plain_text_input: textInput({ type: "text" }),
  email_text_input: textInput({ type: "email", inputmode: "email" }),
  url_text_input: textInput({ type: "url", inputmode: "url" }),
  number_input: textInput({ type: "text", inputmode: "decimal" }),
  datepicker: timeInput("date", same, same),
  timepicker: timeInput("time", same, same),
  datetimepicker: timeInput(
    "datetime-local",
    (text, slot) => fromLocal(text, slot.ctx.who.zone),
    (seconds, slot) => toLocal(seconds, slot.ctx.who.zone),
  ),
  rich_text_input: richTextInput,
  file_input: fileInput,
};
