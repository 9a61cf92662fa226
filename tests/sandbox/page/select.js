import { debounce, fill, h } from "./dom.js";
import { icon } from "./icons.js";
import { place } from "./overlay.js";

let serial = 0; // Only names elements for aria attributes.

/**
 * A select menu with type-ahead. `load(query)` resolves to groups [{label?, options: [{key, label, detail?, option}]}];
 * `onpick(list)` gets the chosen entries each time the choice changes (at most one unless `multiple`).
 */
export function combobox({
  label,
  placeholder,
  multiple = false,
  max = Infinity,
  chosen = [],
  load,
  minQuery = 0,
  wait = 0,
  onpick,
  dataset,
}) {
  const id = `combo-${++serial}`;
  let entries = [...chosen];
  let shown = []; // the options on screen, in order
  let active = -1;
  let asked = 0; // answers to older questions are dropped

  const list = h("div", {
    class: "options floating",
    role: "listbox",
    id,
    "aria-label": label,
    "aria-multiselectable": multiple || undefined,
    onpointerdown: (event) => event.preventDefault(), // focus stays in the input
  });
  const input = h("input", {
    type: "text",
    class: "combo-input",
    role: "combobox",
    autocomplete: "off",
    spellcheck: "false",
    dir: "auto",
    "aria-label": label,
    "aria-controls": id,
    "aria-expanded": "false",
    "aria-autocomplete": "list",
    placeholder,
  });
  const chips = h("span", { class: "chips" });
  const box = h(
    "div",
    { class: `combo${multiple ? " combo-multi" : ""}`, dataset },
    chips,
    input,
    icon("down", "combo-arrow"),
  );

  const isOpen = () => list.isConnected;
  const isChosen = (entry) => entries.some((other) => other.key === entry.key);

  function paint() {
    fill(chips, ...(multiple ? entries.map(chip) : []));
    if (!multiple && !isOpen()) input.value = entries[0]?.label ?? "";
    input.placeholder = multiple && entries.length ? "" : placeholder;
    box.classList.toggle("combo-filled", entries.length > 0);
  }

  function chip(entry) {
    const remove = () => choose(entries.filter((other) => other.key !== entry.key));
    return h(
      "span",
      { class: "chip", dir: "auto" },
      entry.label,
      h(
        "button",
        { type: "button", class: "chip-x", "aria-label": `Remove ${entry.label}`, onclick: remove },
        "×",
      ),
    );
  }

  function choose(next) {
    entries = next;
    paint();
    if (isOpen()) place(list, box, { width: 220 });
    onpick(entries);
  }

  function pick(entry) {
    if (!multiple) {
      close();
      choose([entry]);
    } else if (isChosen(entry)) choose(entries.filter((other) => other.key !== entry.key));
    else if (entries.length < max) choose([...entries, entry]);
    if (multiple) {
      input.value = "";
      ask();
    }
  }

  function option(entry) {
    const at = shown.push(entry) - 1;
    return h(
      "div",
      {
        role: "option",
        id: `${id}-${at}`,
        class: "option",
        "aria-selected": String(isChosen(entry)),
        dataset: { value: entry.key },
        onclick: () => pick(entry),
        onpointermove: () => activate(at),
      },
      h(
        "span",
        { class: "option-text", dir: "auto" },
        entry.label,
        entry.detail ? h("span", { class: "option-detail", dir: "auto" }, entry.detail) : null,
      ),
      isChosen(entry) ? icon("check") : null,
    );
  }

  function activate(at) {
    active = at;
    for (const node of list.querySelectorAll(".option"))
      node.classList.toggle("active", node.id === `${id}-${at}`);
    if (at < 0) return input.removeAttribute("aria-activedescendant");
    input.setAttribute("aria-activedescendant", `${id}-${at}`);
    document.getElementById(`${id}-${at}`)?.scrollIntoView({ block: "nearest" });
  }

  function note(text, error = false) {
    shown = [];
    fill(
      list,
      h("div", { class: `option-note${error ? " error" : ""}`, role: error ? "alert" : "status" }, text),
    );
    activate(-1);
    place(list, box, { width: 220 });
  }

  function show(groups) {
    shown = [];
    const nodes = groups
      .filter((group) => group.options.length)
      .flatMap((group) => [
        group.label ? h("div", { class: "option-group", dir: "auto" }, group.label) : null,
        ...group.options.map(option),
      ]);
    if (!shown.length) return note("No results");
    fill(list, ...nodes);
    activate(multiple ? -1 : Math.max(0, shown.findIndex(isChosen)));
    place(list, box, { width: 220 });
  }

  async function ask() {
    const query = typed ? input.value.trim() : "";
    const turn = ++asked;
    if ([...query].length < minQuery)
      return note(minQuery > 1 ? `Type ${minQuery} or more characters` : "Start typing to search");
    const slow = setTimeout(() => turn === asked && isOpen() && note("Searching…"), 120);
    try {
      const groups = await load(query);
      if (turn === asked && isOpen()) show(groups);
    } catch (error) {
      if (turn === asked && isOpen())
        note(
          error.isTimeout ? "Smart Bcc didn't answer in time" : `Couldn't load options (${error.message})`,
          true,
        );
    } finally {
      clearTimeout(slow);
    }
  }
  const askSoon = wait ? debounce(ask, wait) : ask;
  let typed = false; // the closed input shows the choice, which is no query

  function open(typing = false) {
    typed = typing;
    if (isOpen()) return;
    document.body.append(list);
    input.setAttribute("aria-expanded", "true");
    box.classList.add("combo-open");
    if (!multiple && !typing) input.select();
    place(list, box, { width: 220 });
    document.addEventListener("pointerdown", outside, true);
    document.addEventListener("scroll", follow, true);
    if (!typing) ask();
  }

  function close() {
    if (!isOpen()) return;
    list.remove();
    asked++;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
    box.classList.remove("combo-open");
    document.removeEventListener("pointerdown", outside, true);
    document.removeEventListener("scroll", follow, true);
    if (multiple) input.value = "";
    paint();
  }

  const outside = (event) => {
    if (!list.contains(event.target) && !box.contains(event.target)) close();
  };
  const follow = (event) => {
    if (!box.isConnected) close();
    else if (event.target !== list) place(list, box, { width: 220 });
  };

  box.addEventListener("click", (event) => {
    if (event.target.closest(".chip-x")) return;
    if (document.activeElement !== input) input.focus();
    open();
  });
  input.addEventListener("blur", () => close());
  input.addEventListener("input", () => {
    open(true);
    askSoon();
  });
  input.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      if (!isOpen()) open();
      else if (shown.length) activate((active + step + shown.length) % shown.length);
    } else if (event.key === "Enter") {
      event.preventDefault();
      if (isOpen() && shown[active]) pick(shown[active]);
      else open();
    } else if (event.key === "Escape" && isOpen()) {
      event.stopPropagation();
      close();
    } else if (event.key === "Backspace" && multiple && !input.value && entries.length) {
      choose(entries.slice(0, -1));
    }
  });
  paint();
  return box;
}
