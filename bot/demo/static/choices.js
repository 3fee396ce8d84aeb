// What the menu above the text field offers: what can be attached, and what the bot may be in a channel.

import { ask } from "./tools.js";

const MADE_UP = [
  ["A photo, with the text as its caption", "photo"],
  ["A video", "video"],
  ["An album of four", ["photo", "photo", "video", "photo"]],
  ["An audio file", "audio"],
  ["A voice message", "voice"],
  ["A file", "document"],
  ["Two files together", ["document", "document"]],
  ["A sticker", "sticker"],
];

/** Made-up files of every kind, and files from this computer. */
export function attachChoices(send) {
  return [
    ...MADE_UP.map(([about, media]) => ({ about, act: () => send(media) })),
    { about: "From this computer …", act: async () => {
      const files = await Promise.all((await chosen()).map(described));
      if (files.length) await send(files.length === 1 ? files[0] : files);
    } },
  ];
}

const chosen = () => new Promise((resolve) => {
  const input = document.createElement("input");
  input.type = "file";
  input.multiple = true;
  input.addEventListener("change", () => resolve([...input.files]));
  input.addEventListener("cancel", () => resolve([]));
  input.click();
});

async function described(file) {
  const [kind, format] = file.type.split("/");
  const known = kind === "image" ? ["png", "jpeg", "webp"].includes(format) && "photo" : ["video", "audio"].includes(kind) && kind;
  const bytes = new Uint8Array(await file.arrayBuffer());
  let written = "";
  for (let at = 0; at < bytes.length; at += 0x8000) written += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return { kind: known || "document", name: file.name, base64: btoa(written) };
}

/** The owner of a channel or group makes the bot an administrator of it, or removes it. */
export function botChoices(chat, me) {
  const place = (status, rights = {}) => () => ask(`/control/chats/${chat.id}/bot`, { status, rights, by: me.id });
  return [
    { title: "Administrator", about: "The bot may post, edit and delete", act: place("administrator") },
    { title: "Without posting and editing", about: "An administrator that lacks these rights",
      act: place("administrator", { can_post_messages: false, can_edit_messages: false }) },
    { title: "Remove", about: "The bot leaves", act: place("left") },
  ];
}
