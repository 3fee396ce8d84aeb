// The demo's page: the chats of one person, drawn from what the control interface tells.

import { awaitCrowd, crowdIs, note, watch } from "./behind.js";
import { attachChoices, botChoices } from "./choices.js";
import { MEDIA, drawMedia } from "./media.js";
import { acts, rich } from "./rich.js";
import { $, ask, clock, el, hue, initial, soon, toast, told } from "./tools.js";

const SHOWN = 80;
const QUICK = ["🔥", "❤", "👍", "😍", "😁", "🎉"];
const narrow = matchMedia("(max-width: 719px)");

let cast, me, bot, commands = [];
let chats = [], open = null, messages = new Map(), picking = null;
const unread = new Map();

const isToBot = (url) => url.hostname === "t.me" && url.pathname.toLowerCase() === `/${bot.username}`.toLowerCase();

function follow(written) {
  const url = URL.canParse(written) ? new URL(written) : null;
  if (!url || !isToBot(url)) { toast(`Telegram would open ${written}`); return; }
  openChat(me.id);
  const payload = url.searchParams.get("start");
  told(() => say(payload ? `/start ${payload}` : "/start"))();
}

// ---- messages

/** Messages of one album are drawn together; the first of them has the words and the buttons. */
function grouped(list) {
  const groups = [];
  for (const message of list) {
    const last = groups.at(-1);
    if (message.album && last && last[0].album === message.album) last.push(message);
    else groups.push([message]);
  }
  return groups;
}

function drawn(group) {
  const message = group[0];
  if (message.service) {
    const { joined, left, pinned } = message.service;
    const words = joined ? `${joined.join(", ")} joined` : left ? `${left} left` : pinned ? "A message was pinned" : "…";
    return el("li", { class: "service" }, el("span", { text: words }));
  }
  const pictures = group.filter((one) => one.media);
  const worded = group.find((one) => one.text) || message;
  const bubble = el("div", { class: `bubble${pictures.length ? " wide" : ""}` });
  if (open.kind !== "private" && !message.mine && open.kind !== "channel") {
    bubble.append(el("div", { class: "author", hue: hue(message.from.id), text: message.from.name }));
  }
  if (message.forwarded_from) bubble.append(el("div", { class: "origin", text: `Forwarded from ${message.forwarded_from}` }));
  if (pictures.length) {
    bubble.append(el("div", { class: "media", "data-count": pictures.length }, ...pictures.map(drawMedia)));
  }
  if (worded.text) bubble.append(el("span", { class: "words" }, rich(worded.text, worded.entities)));
  bubble.append(el("div", { class: "foot" },
    message.protected ? el("span", { class: "protected", title: "It cannot be forwarded or saved", text: "🔒 Protected" }) : null,
    open.kind !== "private" && !message.protected ? el("button", { type: "button", class: "forward", text: "↪",
      "aria-label": "Forward to the bot", title: "Forward to the bot", onclick: told(() => forward(group)) }) : null,
    message.edited && open.kind === "private" ? el("span", { text: "edited" }) : null,
    el("time", { text: clock(message.date) })));
  const item = el("li", { class: [message.mine ? "mine" : "", message.protected ? "is-protected" : ""].join(" ").trim() },
    bubble, keyboard(message), reactions(message));
  item.dataset.message = message.id;
  return item;
}

function keyboard(message) {
  if (!message.keyboard.length) return null;
  return el("div", { class: "keyboard" }, ...message.keyboard.map((row) => el("div", {}, ...row.map((button) =>
    el("button", { type: "button", text: button.text, onclick: told((event) => tap(message, button, event.currentTarget)) })))));
}

function reactions(message) {
  if (open.kind !== "supergroup" && open.kind !== "group") return null;
  const own = message.reactions.filter((one) => one.mine).map((one) => one.emoji);
  const react = (emoji) => told(async () => {
    picking = null;
    await ask(`/control/chats/${open.id}/messages/${message.id}/react`,
      { member: me.id, emojis: own.includes(emoji) ? [] : [emoji] });
  });
  const chips = message.reactions.map((one) => el("button", { type: "button", "aria-pressed": String(one.mine),
    "aria-label": `${one.emoji} ${one.count}`, text: `${one.emoji} ${one.count}`, onclick: react(one.emoji) }));
  const isOpen = picking === message.id;
  const more = el("button", { type: "button", "aria-expanded": String(isOpen), "aria-label": "React", text: isOpen ? "×" : "☺ +",
    onclick: () => { picking = isOpen ? null : message.id; drawMessages([...messages.values()].flatMap((one) => one.group)); } });
  const quick = isOpen ? QUICK.map((emoji) =>
    el("button", { type: "button", "aria-label": `React with ${emoji}`, text: emoji, onclick: react(emoji) })) : [];
  return el("div", { class: "reactions" }, ...chips, ...quick, more);
}

/** Draws what changed and leaves the rest, so that the focus stays where it is. */
function drawMessages(list) {
  const log = $("messages");
  const isFirst = messages.size === 0;
  const atEnd = isFirst || log.scrollHeight - log.scrollTop - log.clientHeight < 90;
  const before = messages;
  messages = new Map();
  let place = null;
  for (const group of grouped(list)) {
    const key = group[0].id;
    const looks = JSON.stringify([group, picking === key]);
    const known = before.get(key);
    let node = known?.node;
    if (known?.looks !== looks) {
      node = drawn(group);
      if (known) {
        if (JSON.stringify(known.group) !== JSON.stringify(group)) node.classList.add("changed");
        const focused = known.node.contains(document.activeElement) ? buttonsOf(known.node).indexOf(document.activeElement) : -1;
        known.node.replaceWith(node);
        const buttons = buttonsOf(node);
        if (focused >= 0 && buttons.length) buttons[Math.min(focused, buttons.length - 1)].focus({ preventScroll: true });
      }
    }
    const next = place ? place.nextSibling : log.firstChild;
    if (node !== next) log.insertBefore(node, next);
    place = node;
    messages.set(key, { node, looks, group });
  }
  for (const [key, known] of before) if (!messages.has(key)) known.node.remove();
  if (atEnd) log.scrollTop = log.scrollHeight;
}

const buttonsOf = (node) => [...node.querySelectorAll("button, a[href]")];

const loadMessages = async () => {
  const chat = open;
  const list = await ask(`/control/chats/${chat.id}/messages?as=${me.id}&limit=${SHOWN}`);
  if (chat !== open) return;
  drawMessages(list);
  $("start").hidden = !(chat.kind === "private" && list.length === 0);
  $("messages").removeAttribute("aria-busy");
};
const refreshMessages = soon(loadMessages, 60);

// ---- what I do

async function say(text, media) {
  const inPrivate = open.kind === "private";
  const chat = inPrivate || !text.startsWith("/") || open.kind !== "channel" ? open.id : me.id;
  const body = { member: me.id, text };
  if (media) body.media = media;
  await ask(`/control/chats/${chat}/messages`, body);
  $("messages").scrollTop = $("messages").scrollHeight;
}

async function tap(message, button, element) {
  element.setAttribute("aria-busy", "true");
  try {
    const path = `/control/chats/${open.id}/messages/${message.id}/tap`;
    const tapped = await ask(path, button.data ? { member: me.id, data: button.data } : { member: me.id, button: button.text });
    if (tapped.query === null) { if (tapped.url) follow(tapped.url); return; }
    const answer = await ask(`/control/queries/${tapped.query}?wait=15`);
    if (!answer.answered) toast("The bot did not answer.");
    else if (answer.url) follow(answer.url);
    else if (answer.text && answer.alert) { $("alert-text").textContent = answer.text; $("alert").showModal(); }
    else if (answer.text) toast(answer.text);
  } finally {
    element.removeAttribute("aria-busy");
  }
}

/** Forwards a message, or a whole album, to the bot, and opens the chat with it. */
async function forward(group) {
  await ask(`/control/chats/${me.id}/forward`, { member: me.id, from: open.id, messages: group.map((one) => one.id) });
  openChat(me.id);
}

async function letThemReact() {
  const chat = open && open.kind === "channel" ? open.id : cast.chats.free;
  const button = $("crowd");
  button.disabled = true;
  try {
    awaitCrowd(cast.at_once);
    const { reacted } = await ask("/demo/crowd", { chat });
    crowdIs(reacted);
    if (open.id !== chat) openChat(chat);
  } finally {
    button.disabled = false;
  }
}

/** Sends files, with what is written in the text field as their caption. */
async function send(media) {
  const caption = $("text").value.trim();
  await say(caption, media);
  $("text").value = "";
}

// ---- the list of chats, and the chat that is open

function drawChats() {
  $("chats").replaceChildren(...chats.map((chat) => {
    const news = unread.get(chat.id);
    const last = chat.last ? chat.last.text || MEDIA[chat.last.media] || "…" : chat.kind === "private" ? "Say hello" : "";
    return el("li", {}, el("button", { type: "button", "aria-current": String(open !== null && chat.id === open.id),
      onclick: () => { openChat(chat.id); toView("chat"); $("chat-title").focus(); } },
    el("span", { class: "avatar", "aria-hidden": "true", hue: hue(chat.id), text: chat.kind === "private" ? "💋" : initial(chat.title.split("· ").at(-1)) }),
    el("span", { class: "words" }, el("b", { text: chat.title }), el("small", { text: last })),
    news ? el("span", { class: "unread", "aria-label": `${news} new`, text: news }) : null));
  }));
}

const loadChats = async () => {
  const list = await ask(`/control/members/${me.id}/chats`);
  chats = list.filter((chat) => ["creator", "administrator", "member"].includes(chat.status));
  if (open) {
    open = Object.assign(open, chats.find((chat) => chat.id === open.id));
    drawHead();
  }
  // Not before the answer came: whoever moved on in the meantime is not brought back.
  const focused = [...$("chats").querySelectorAll("button")].indexOf(document.activeElement);
  drawChats();
  if (focused >= 0) $("chats").querySelectorAll("button")[focused]?.focus();
};
const refreshChats = soon(loadChats, 300);

const nameOfChat = (id) => Object.entries(cast.chats).find(([, number]) => number === id)?.[0] || "bot";

function openChat(id) {
  const chat = chats.find((one) => one.id === id) || chats[0];
  if (open && open.id === chat.id) return;
  open = chat;
  picking = null;
  messages = new Map();
  unread.delete(chat.id);
  $("messages").replaceChildren();
  $("messages").setAttribute("aria-busy", "true");
  closeMenu();
  drawHead();
  drawChats();
  history.replaceState(null, "", `?as=${me.slug}&chat=${nameOfChat(chat.id)}`);
  refreshMessages();
}

function drawHead() {
  const { kind, title, members } = open;
  $("chat-title").textContent = title;
  const counted = members.toLocaleString("en");
  $("chat-about").textContent = { private: "bot", channel: `channel · ${counted} members` }[kind] || `discussion group · ${counted} members`;
  const avatar = $("chat-avatar");
  avatar.textContent = kind === "private" ? "💋" : initial(title.split("· ").at(-1));
  avatar.style.setProperty("--hue", hue(open.id));
  const mayWrite = kind !== "channel" || me.is_admin;
  $("composer").hidden = !mayWrite;
  $("read-only").hidden = mayWrite;
  $("commands-button").hidden = kind === "channel";
  $("bot-button").hidden = kind === "private" || open.status !== "creator";
  $("bot-button").textContent = `Bot: ${open.bot.status === "administrator" ? "admin" : open.bot.status}`;
  $("text").placeholder = kind === "channel" ? "Post to the channel" : "Message";
  $("reply-keyboard").replaceChildren(...(open.reply_keyboard || []).map((row) => el("div", {}, ...row.map((text) =>
    el("button", { type: "button", text, onclick: told(() => say(text)) })))));
}

function toView(view) {
  document.body.dataset.view = view;
  for (const button of $("views").querySelectorAll("button")) {
    button.setAttribute("aria-current", String(button.dataset.to === view));
  }
}

// ---- the menu above the text field: commands, or what can be attached

function toggleMenu(opener, choices) {
  const isOpen = opener.getAttribute("aria-expanded") === "true";
  closeMenu();
  if (isOpen) return;
  opener.setAttribute("aria-expanded", "true");
  $("menu").replaceChildren(...choices.map(({ title, about, act }) => el("button", { type: "button",
    onclick: told(async () => { closeMenu(); opener.focus(); await act(); }) },
  title ? el("b", { text: title }) : null, about)));
  $("menu").hidden = false;
  $("menu").querySelector("button")?.focus();
}

function closeMenu() {
  $("menu").hidden = true;
  for (const id of ["commands-button", "attach-button", "bot-button"]) $(id).setAttribute("aria-expanded", "false");
}

const commandChoices = () => commands.map(({ command, description }) =>
  ({ title: `/${command}`, about: description, act: () => say(`/${command}`) }));

// ---- events

function happened(event) {
  note(event, (id) => cast.people.some((person) => person.id === id));
  if (event.chat === undefined || !["message", "edited", "deleted", "reaction", "membership"].includes(event.kind)) return;
  const isMine = chats.some((chat) => chat.id === event.chat);
  if (open && event.chat === open.id) refreshMessages();
  else if (isMine && event.kind === "message") unread.set(event.chat, (unread.get(event.chat) || 0) + 1);
  if (isMine || event.kind === "membership") refreshChats();
}

function listen() {
  const stream = new EventSource("/control/events");
  stream.onmessage = ({ data }) => happened(JSON.parse(data));
  stream.onopen = () => { refreshMessages(); refreshChats(); };
  stream.onerror = () => {
    $("connection").textContent = "The demo has stopped";
    $("connection").classList.add("lost");
  };
}

// ---- the beginning

function choose() {
  $("chooser").hidden = false;
  $("people").replaceChildren(...cast.people.map((person) => el("li", {}, el("a", { href: `?as=${person.slug}` },
    el("span", { class: "avatar", "aria-hidden": "true", hue: hue(person.id), text: initial(person.name) }),
    el("span", {}, el("b", { text: person.name }), el("small", { text: person.about }))))));
}

async function begin() {
  cast = await ask("/demo");
  bot = cast.bot;
  Object.assign(acts, { say, follow, isToBot });
  const asked = new URLSearchParams(location.search);
  me = cast.people.find((person) => person.slug === asked.get("as"));
  $("you").hidden = !me;
  if (!me) { choose(); return; }
  document.title = `${me.name} · Besitos demo`;
  $("me").replaceChildren(...cast.people.map((person) =>
    el("option", { value: person.slug, selected: person === me, text: `${person.name} – ${person.about}` })));
  $("me").addEventListener("change", () => { location.search = `?as=${$("me").value}&chat=${nameOfChat(open.id)}`; });
  const state = async () => {
    const all = (await ask("/control")).commands;
    const own = all.filter(({ scope }) => scope.type === "chat" && scope.chat_id === open.id);
    const menus = own.length ? own : all.filter(({ scope }) => scope.type === "default");
    const menu = menus.find((one) => one.language === me.language) || menus.find((one) => one.language === "");
    commands = menu ? menu.commands : [];
  };
  $("crowd").addEventListener("click", told(letThemReact));
  $("start").addEventListener("click", told(() => say("/start")));
  $("commands-button").addEventListener("click", told(async () => {
    await state();
    toggleMenu($("commands-button"), commandChoices());
  }));
  $("attach-button").addEventListener("click", () => toggleMenu($("attach-button"), attachChoices(send)));
  $("bot-button").addEventListener("click", () => toggleMenu($("bot-button"), botChoices(open, me)));
  $("views").addEventListener("click", (event) => { if (event.target.dataset.to) toView(event.target.dataset.to); });
  $("composer").addEventListener("submit", told(async (event) => {
    event.preventDefault();
    const text = $("text").value;
    if (!text.trim()) return;
    $("text").value = "";
    try { await say(text); } catch (error) { $("text").value = text; throw error; }
  }));
  $("text").addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); $("composer").requestSubmit(); }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || $("menu").hidden) return;
    document.querySelector("[aria-controls='menu'][aria-expanded='true']")?.focus();
    closeMenu();
  });
  await loadChats();
  openChat(cast.chats[asked.get("chat")] || me.id);
  $("app").hidden = $("views").hidden = false;  // now that everything on it works
  toView(narrow.matches && !asked.has("chat") ? "chats" : "chat");
  listen();
  watch();
}

begin();
