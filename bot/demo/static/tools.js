// Small tools of the page: elements, requests, and what is told at the bottom.

const SVG = "http://www.w3.org/2000/svg";

export const $ = (id) => document.getElementById(id);

export function el(tag, props = {}, ...children) {
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

export function svg(tag, props = {}, ...children) {
  const node = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(props)) node.setAttribute(name, value);
  node.append(...children);
  return node;
}

export async function ask(path, body) {
  const options = body === undefined ? {} : { method: "POST", body: JSON.stringify(body) };
  const response = await fetch(path, options);
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.error || response.statusText);
  return answer;
}

/** Runs `work` soon, never twice at the same time, and once more when it was asked for meanwhile. */
export function soon(work, pause) {
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

export function hue(number) {
  let hash = 7;
  for (const sign of String(number)) hash = (Math.imul(hash, 31) + sign.codePointAt(0)) >>> 0;
  return Math.imul(hash, 2654435761) >>> 0 & 0x3ff;
}

export const initial = (name) => [...name.trim()][0] || "?";
export const clock = (seconds) => new Date(seconds * 1000).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });

let toastTimer;
export function toast(text) {
  $("toast").textContent = text;
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => { $("toast").textContent = ""; }, 4500);
}

export const told = (work) => (...given) => work(...given).catch((error) => toast(error.message));
