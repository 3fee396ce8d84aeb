// Media. What was uploaded is shown or can be downloaded; of everything else no more than the kind is known, so
// it is drawn from the number of its file.

import { el, hue, svg } from "./tools.js";

export const MEDIA = {
  photo: "Photo", video: "Video", audio: "Audio", document: "File", animation: "Animation", voice: "Voice message",
  video_note: "Video message", sticker: "Sticker",
};

export function drawMedia(message) {
  const kind = message.media, first = hue(message.file), label = MEDIA[kind] || kind;
  const source = message.has_content ? `/control/files/${encodeURIComponent(message.file_id)}` : null;
  if (source && kind === "photo") {
    return el("figure", { class: "picture" }, el("a", { href: source, target: "_blank", rel: "noopener" },
      el("img", { src: source, alt: message.text || label, loading: "lazy" })));
  }
  if (["audio", "voice", "document"].includes(kind)) {
    const drawn = svg("svg", { viewBox: "0 0 40 40", "aria-hidden": "true" },
      svg("rect", { width: 40, height: 40, rx: 20, fill: `hsl(${first} 45% 42%)` }));
    if (kind === "document") drawn.append(svg("path", { d: "M13 9h10l5 5v17H13z", fill: "#fff" }));
    else for (let bar = 0; bar < 7; bar++) {
      const height = 6 + ((first >> (bar % 5)) + bar * 5) % 16;
      drawn.append(svg("rect", { x: 9 + bar * 3.3, y: 20 - height / 2, width: 2, height, fill: "#fff" }));
    }
    const name = message.title || message.file_name || label;
    return el("div", { class: "file" }, drawn,
      source ? el("a", { href: source, download: message.file_name || "", text: name }) : el("span", { text: name }));
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
