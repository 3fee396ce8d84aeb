// Texts with entities: offsets count UTF-16 units, as JavaScript's strings do. Texts of messages only ever
// become text nodes, never markup.

import { el, told } from "./tools.js";

/** What commands and links of a text do; the page sets it. */
export const acts = { say: async () => {}, follow: () => {}, isToBot: () => false };

export function rich(text, entities, from = 0, to = text.length) {
  const made = document.createDocumentFragment();
  let at = from;
  entities.forEach((entity, place) => {
    const start = Math.max(entity.offset, at), end = Math.min(entity.offset + entity.length, to);
    if (start >= end) return;
    made.append(text.slice(at, start));
    const node = wrapper(entity, text.slice(start, end));
    node.append(rich(text, entities.slice(place + 1).filter((inner) => inner.offset < end), start, end));
    made.append(node);
    at = end;
  });
  made.append(text.slice(at, to));
  return made;
}

function wrapper(entity, words) {
  const plain = { bold: "b", italic: "i", underline: "u", strikethrough: "s", code: "code", pre: "pre",
    blockquote: "blockquote", expandable_blockquote: "blockquote" }[entity.type];
  if (plain) return el(plain);
  if (entity.type === "bot_command") return el("button", { class: "command", type: "button", onclick: told(() => acts.say(words)) });
  if (entity.type === "text_link") return link(entity.url);
  if (entity.type === "url") return link(words);
  if (entity.type === "spoiler") {
    return el("span", { class: "spoiler", role: "button", tabindex: 0, "aria-pressed": "false", "aria-label": "Hidden text",
      onclick: reveal, onkeydown: (event) => { if (event.key === "Enter") reveal(event); } });
  }
  return el("span");
}

function reveal(event) {
  event.currentTarget.setAttribute("aria-pressed", "true");
  event.currentTarget.removeAttribute("aria-label");
}

/** A link of a message: one to the bot opens its chat, others only where they lead to a web page. */
function link(written) {
  const url = URL.canParse(written) ? new URL(written) : null;
  if (!url || !["http:", "https:"].includes(url.protocol)) return el("span");
  if (acts.isToBot(url)) return el("a", { href: "#", onclick: (event) => { event.preventDefault(); acts.follow(written); } });
  return el("a", { href: url.href, target: "_blank", rel: "noreferrer noopener" });
}
