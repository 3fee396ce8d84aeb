// What happens behind the bot: numbers, charts of the last minute, the sweep, the ledger, and the crowd.

import { $, ask, clock, el, soon, svg } from "./tools.js";

const LEDGER = {
  EARN_REACTION: "Reaction", EARN_DAILY: "Daily gift", EARN_STREAK: "Streak", EARN_REWARD: "Reward",
  EARN_ADMIN: "From the team", EARN_SHOP_REFUND: "Refund", SPEND_SHOP: "Purchase", SPEND_ADMIN: "Correction",
};

const MINUTE = 60;
const series = { updates: [], answer: [], profiles: [], ledger: [] };
let second = { updates: 0, answers: [] }, lastAnswer = null, numbers = null, known = new Set(), crowd = null;
const taps = new Map();

/** Begins to count how many of a crowd are answered. */
export function awaitCrowd(all) { crowd = { taps: new Set(), answered: 0, all, since: performance.now() }; }

/** So many of them did react. */
export function crowdIs(all) { if (crowd) crowd.all = all; tellOfCrowd(); }

/** Notes what an event tells; `isNamed` says whether a person is one of those whom a visitor plays. */
export function note(event, isNamed) {
  if (event.kind === "update") second.updates += 1;
  if (event.kind === "tap") {
    taps.set(event.query, performance.now());
    if (crowd && !isNamed(event.member)) crowd.taps.add(event.query);
  }
  if (event.kind === "answer" && taps.has(event.query)) {
    second.answers.push(performance.now() - taps.get(event.query));
    taps.delete(event.query);
    if (crowd?.taps.delete(event.query)) { crowd.answered += 1; refreshCrowd(); }
  }
}

/** The numbers and charts, every second from now on. */
export function watch() {
  const poll = async () => {
    try { await loadNumbers(); } catch { /* the stream tells that the demo has stopped */ }
    setTimeout(poll, 1000);
  };
  poll();
  setInterval(everySecond, 1000);
}

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
