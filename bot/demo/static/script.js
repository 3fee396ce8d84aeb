// The demo's page. It draws what the control interface tells; texts of messages only ever become text
// nodes, never markup.
"use strict";

const $ = (id) => document.getElementById(id);
const SVG = "http://www.w3.org/2000/svg";
const SHOWN = 80;
const QUICK = ["🔥", "❤", "👍", "😍", "😁", "🎉"];
const LEDGER = {
  EARN_REACTION: "Reaction", EARN_DAILY: "Daily gift", EARN_STREAK: "Streak", EARN_REWARD: "Reward",
  EARN_ADMIN: "From the team", EARN_SHOP_REFUND: "Refund", SPEND_SHOP: "Purchase", SPEND_ADMIN: "Correction",
};
const MEDIA = {
  photo: "Photo", video: "Video", audio: "Audio", document: "File", animation: "Animation", voice: "Voice message",
  video_note: "Video message", sticker: "Sticker",
};
const narrow = matchMedia("(max-width: 719px)");

let cast, me, bot, commands = [];
let chats = [], open = null, messages = new Map(), picking = null;
const unread = new Map();

// ---- small tools

function el(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name === "hue") node.style.setProperty("--hue", value);
    else if (name === "text") node.textContent = value;
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

function svg(tag, props = {}, ...children) {
  const node = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(props)) node.setAttribute(name, value);
  node.append(...children);
  return node;
}

async function ask(path, body) {
  const options = body === undefined ? {} : { method: "POST", body: JSON.stringify(body) };
  const response = await fetch(path, options);
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.error || response.statusText);
  return answer;
}

/** Runs `work` soon, never twice at the same time, and once more when it was asked for meanwhile. */
function soon(work, pause) {
  let waiting = false, running = false;
  const start = () => {
    if (waiting) return;
    waiting = true;
    setTimeout(async () => {
      if (running) { waiting = false; start(); return; }
      waiting = false;
      running = true;
      try { await work(); } catch (error) { console.warn(String(error)); } finally { running = false; }
    }, pause);
  };
  return start;
}

function hue(number) {
  let hash = 7;
  for (const sign of String(number)) hash = (Math.imul(hash, 31) + sign.codePointAt(0)) >>> 0;
  return Math.imul(hash, 2654435761) >>> 0 & 0x3ff;
}

const initial = (name) => [...name.trim()][0] || "?";
const clock = (seconds) => new Date(seconds * 1000).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });

let toastTimer;
function toast(text) {
  $("toast").textContent = text;
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => { $("toast").textContent = ""; }, 4500);
}

const told = (work) => (...given) => work(...given).catch((error) => toast(error.message));

// ---- texts with entities: offsets count UTF-16 units, as JavaScript's strings do

function rich(text, entities, from = 0, to = text.length) {
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
  if (entity.type === "bot_command") return el("button", { class: "command", type: "button", onclick: told(() => say(words)) });
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
  if (isToBot(url)) return el("a", { href: "#", onclick: (event) => { event.preventDefault(); follow(written); } });
  return el("a", { href: url.href, target: "_blank", rel: "noreferrer noopener" });
}

const isToBot = (url) => url.hostname === "t.me" && url.pathname.toLowerCase() === `/${bot.username}`.toLowerCase();

function follow(written) {
  const url = URL.canParse(written) ? new URL(written) : null;
  if (!url || !isToBot(url)) { toast(`Telegram would open ${written}`); return; }
  openChat(me.id);
  const payload = url.searchParams.get("start");
  told(() => say(payload ? `/start ${payload}` : "/start"))();
}

// ---- media: nothing is stored but their kind, so each is drawn from the number of its file

function placeholder(message) {
  const kind = message.media, first = hue(message.file), label = MEDIA[kind] || kind;
  if (["audio", "voice", "document"].includes(kind)) {
    const drawn = svg("svg", { viewBox: "0 0 40 40", "aria-hidden": "true" },
      svg("rect", { width: 40, height: 40, rx: 20, fill: `hsl(${first} 45% 42%)` }));
    if (kind === "document") drawn.append(svg("path", { d: "M13 9h10l5 5v17H13z", fill: "#fff" }));
    else for (let bar = 0; bar < 7; bar++) {
      const height = 6 + ((first >> (bar % 5)) + bar * 5) % 16;
      drawn.append(svg("rect", { x: 9 + bar * 3.3, y: 20 - height / 2, width: 2, height, fill: "#fff" }));
    }
    return el("div", { class: "file" }, drawn, el("span", { text: message.title || message.file_name || label }));
  }
  const id = `g${message.file}`;
  const stops = [[0, 55, 62], [100, 50, 38]].map(([offset, saturation, light], place) => svg("stop",
    { offset: `${offset}%`, "stop-color": `hsl(${(first + place * 50) % 360} ${saturation}% ${light}%)` }));
  const drawn = svg("svg", { viewBox: "0 0 320 200", preserveAspectRatio: "xMidYMid slice", role: "img", "aria-label": label },
    svg("defs", {}, svg("linearGradient", { id, x2: "0.3", y2: "1" }, ...stops)),
    svg("rect", { width: 320, height: 200, fill: `url(#${id})` }),
    svg("circle", { cx: 60 + first % 200, cy: 52, r: 20, fill: "#fff", opacity: 0.75 }),
    svg("path", { d: `M0 200V${140 + first % 30}L${70 + first % 60} ${80 + first % 40}L170 160L${220 + first % 50} ${95 + first % 50}L320 160V200z`,
      fill: "#000", opacity: 0.22 }));
  if (kind !== "photo" && kind !== "sticker") {
    drawn.append(svg("circle", { cx: 160, cy: 100, r: 32, fill: "#000", opacity: 0.5 }),
      svg("path", { d: "M150 83l28 17-28 17z", fill: "#fff" }));
  }
  return el("figure", {}, drawn);
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
    const { joined, left } = message.service;
    const words = joined ? `${joined.join(", ")} joined` : left ? `${left} left` : "…";
    return el("li", { class: "service" }, el("span", { text: words }));
  }
  const pictures = group.filter((one) => one.media);
  const worded = group.find((one) => one.text) || message;
  const bubble = el("div", { class: `bubble${pictures.length ? " wide" : ""}` });
  if (open.kind !== "private" && !message.mine && open.kind !== "channel") {
    bubble.append(el("div", { class: "author", hue: hue(message.from.id), text: message.from.name }));
  }
  if (pictures.length) {
    bubble.append(el("div", { class: "media", "data-count": pictures.length }, ...pictures.map(placeholder)));
  }
  if (worded.text) bubble.append(el("span", { class: "words" }, rich(worded.text, worded.entities)));
  bubble.append(el("div", { class: "foot" },
    message.protected ? el("span", { class: "protected", title: "It cannot be forwarded or saved", text: "🔒 Protected" }) : null,
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

async function letThemReact() {
  const chat = open && open.kind === "channel" ? open.id : cast.chats.free;
  const button = $("crowd");
  button.disabled = true;
  try {
    crowd = { taps: new Set(), answered: 0, all: cast.at_once, since: performance.now() };
    const { reacted } = await ask("/demo/crowd", { chat });
    crowd.all = reacted;
    tellOfCrowd();
    if (open.id !== chat) openChat(chat);
  } finally {
    button.disabled = false;
  }
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
  for (const id of ["commands-button", "attach-button"]) $(id).setAttribute("aria-expanded", "false");
}

const commandChoices = () => commands.map(({ command, description }) =>
  ({ title: `/${command}`, about: description, act: () => say(`/${command}`) }));

function attachChoices() {
  const send = (media) => async () => {
    const caption = $("text").value.trim();
    $("text").value = "";
    await say(caption, media);
  };
  return [
    { about: "A photo, with the text as its caption", act: send("photo") },
    { about: "A video", act: send("video") },
    { about: "An album of four", act: send(["photo", "photo", "video", "photo"]) },
    { about: "A file", act: send("document") },
  ];
}

// ---- what happens behind

const MINUTE = 60;
const series = { updates: [], answer: [], profiles: [], ledger: [] };
let second = { updates: 0, answers: [] }, lastAnswer = null, numbers = null, known = new Set(), crowd = null;
const taps = new Map();

function push(name, value) {
  series[name].push(value);
  if (series[name].length > MINUTE) series[name].shift();
}

/** A chart of the last minute, 120 by 34: bars from zero, or a line between the least and the most. */
function chart(name, asLine) {
  const values = series[name], most = Math.max(1, ...values), least = asLine ? Math.min(...values) : 0;
  const y = (value) => 33 - (value - least) / Math.max(1, most - least) * 31;
  const x = (place) => (MINUTE - values.length + place) * 2;
  let path = "";
  values.forEach((value, place) => {
    if (asLine) path += `${place ? "L" : "M"}${x(place)} ${y(value).toFixed(1)}`;
    else if (value) path += `M${x(place)} 34V${y(value).toFixed(1)}h1.6V34z`;
  });
  const node = $(`${name}-chart`);
  node.setAttribute("viewBox", "0 0 120 34");
  node.setAttribute("preserveAspectRatio", "none");
  node.replaceChildren(svg("path", { d: path || "M0 34", class: asLine ? "line" : "" }));
}

function everySecond() {
  push("updates", second.updates);
  $("updates").textContent = second.updates;
  if (second.answers.length) lastAnswer = median(second.answers);
  push("answer", second.answers.length ? median(second.answers) : 0);
  if (lastAnswer !== null) $("answer").textContent = `${Math.round(lastAnswer)} ms`;
  second = { updates: 0, answers: [] };
  push("profiles", numbers?.profiles ?? 0);
  push("ledger", numbers?.fresh ?? 0);
  if (numbers) numbers.fresh = 0;
  chart("updates");
  chart("answer");
  chart("profiles", true);
  chart("ledger");
}

function median(values) {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)];
}

async function loadNumbers() {
  if (document.hidden && numbers) return;
  const now = await ask("/demo/numbers");
  tellConnection(now.bot_answers ? now.away ? "The database is away" : "" : "The bot is starting …");
  if (now.profiles === undefined) return;
  const isFirst = numbers === null;
  now.fresh = isFirst ? 0 : (numbers.fresh || 0) + now.ledger - numbers.ledger;
  if (isFirst) series.profiles.length = 0;
  numbers = now;
  $("profiles").replaceChildren(now.profiles.toLocaleString("en"), el("small", { text: ` of ${now.members.toLocaleString("en")}` }));
  $("ledger").textContent = now.ledger.toLocaleString("en");
  $("entries").replaceChildren(...now.entries.map((entry) => el("li", { class: isFirst || known.has(entry.id) ? "" : "new" },
    el("b", { class: entry.amount < 0 ? "paid" : "", text: (entry.amount < 0 ? "−" : "+") + Math.abs(entry.amount) }),
    el("span", { text: `${LEDGER[entry.type] || entry.type} · ${entry.name}` }), el("time", { text: clock(entry.at) }))));
  known = new Set(now.entries.map((entry) => entry.id));
  drawSweep(now.run);
}

function drawSweep(run) {
  const bar = $("sweep-progress");
  bar.hidden = run === null;
  if (run === null) { $("sweep").textContent = "No sweep has run yet."; return; }
  const of = run.total === null ? "" : ` of ${run.total.toLocaleString("en")}`;
  const speed = run.rows_per_second ? ` · ${Math.round(run.rows_per_second).toLocaleString("en")} rows/s` : "";
  const bad = run.bad_rows ? ` · ${run.bad_rows} bad` : "";
  $("sweep").textContent = `${run.kind.replaceAll("_", " ")}${run.dry_run ? " (dry run)" : ""}: ${run.status} · `
    + `${run.processed.toLocaleString("en")}${of} rows · ${run.changed.toLocaleString("en")} changed${speed}${bad}`;
  if (run.total === null && run.status === "running") bar.removeAttribute("value");
  else { bar.max = Math.max(1, run.total ?? run.processed); bar.value = run.status === "succeeded" ? bar.max : run.processed; }
}

function tellConnection(text) {
  if ($("connection").textContent !== text) $("connection").textContent = text;
  $("connection").classList.remove("lost");
}

function tellOfCrowd() {
  if (!crowd) return;
  const done = crowd.answered >= crowd.all;
  const seconds = ((performance.now() - crowd.since) / 1000).toFixed(1);
  $("crowd-news").textContent = `${crowd.answered} of ${crowd.all} answered${done ? `, in ${seconds} s` : " …"}`;
  if (done) crowd = null;
}
const refreshCrowd = soon(async () => tellOfCrowd(), 200);

// ---- events

function happened(event) {
  if (event.kind === "update") second.updates += 1;
  if (event.kind === "tap") {
    taps.set(event.query, performance.now());
    if (crowd && !cast.people.some((person) => person.id === event.member)) crowd.taps.add(event.query);
  }
  if (event.kind === "answer" && taps.has(event.query)) {
    second.answers.push(performance.now() - taps.get(event.query));
    taps.delete(event.query);
    if (crowd?.taps.delete(event.query)) { crowd.answered += 1; refreshCrowd(); }
  }
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
  $("attach-button").addEventListener("click", () => toggleMenu($("attach-button"), attachChoices()));
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
  const poll = async () => {
    try { await loadNumbers(); } catch { /* the stream tells that the demo has stopped */ }
    setTimeout(poll, 1000);
  };
  poll();
  setInterval(everySecond, 1000);
}

begin();
