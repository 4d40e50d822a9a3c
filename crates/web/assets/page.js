// Small conveniences of every page, and the live dashboard: told by server-sent events how far the figures have come, it fetches the
// panel again and replaces what has changed.
"use strict";

document.documentElement.classList.add("scripted");

// On a narrow screen the sections are one long line: the one that is open is brought into view.
const section = document.querySelector(".top nav [aria-current]");
if (section) section.closest("ul").scrollLeft = section.offsetLeft - 24;

document.addEventListener("change", (event) => {
  if (event.target.matches("select[data-submit]")) event.target.form.requestSubmit();
});

document.addEventListener("click", (event) => {
  if (event.target.matches("[data-print]")) window.print();
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

(() => {
  const mark = document.getElementById("live");
  const panel = document.getElementById("panel");
  if (!mark || !panel) return;
  const words = mark.dataset;
  const state = mark.querySelector(".state");
  const where = mark.querySelector(".where");
  let shown = words.position; // The position that the figures on the page come from.
  let latest = null;
  let connected = false;
  let timer = null;
  let busy = false;

  const time = (at) => at.toLocaleTimeString(document.documentElement.lang, { hour12: false });

  const show = (failed) => {
    const offline = !navigator.onLine;
    mark.classList.toggle("on", connected && !offline && !failed);
    mark.classList.toggle("lost", !offline && (!connected || failed));
    mark.classList.toggle("offline", offline);
    state.textContent = offline ? words.offline : failed ? words.stale : connected ? words.on : words.lost;
    if (latest) where.textContent = `${words.at} ${latest.position} · ${time(new Date(latest.at))}`;
  };

  const text = (node) => node.textContent.replace(/\s+/g, " ").trim();

  // Replaces what differs; returns how many figures changed.
  const replace = (fresh) => {
    const tiles = (of) => [...of.querySelectorAll("[data-tile]")];
    const keys = (of) => [...of.querySelectorAll("[data-tile], .group, .running .scroll, .chart")].map((n) => n.dataset.tile || n.id || n.className).join();
    const before = new Map(tiles(panel).map((tile) => [tile.dataset.tile, text(tile.querySelector(".figure"))]));
    let changed = 0;
    if (keys(panel) !== keys(fresh)) {
      const open = [...panel.querySelectorAll("details[open]")].map((d) => text(d.querySelector("summary")));
      panel.replaceChildren(...fresh.childNodes);
      panel.querySelectorAll("details").forEach((d) => { d.open = d.open || open.includes(text(d.querySelector("summary"))); });
    } else {
      const now = new Map(tiles(fresh).map((tile) => [tile.dataset.tile, tile]));
      for (const tile of tiles(panel)) {
        const next = now.get(tile.dataset.tile);
        if (next && next.innerHTML !== tile.innerHTML) tile.replaceChildren(...next.childNodes);
      }
      for (const [old, next] of [".running .scroll", "#trend", "#counties"].map((part) => [panel.querySelector(part), fresh.querySelector(part)])) {
        if (!old || !next || old.outerHTML === next.outerHTML || data(old) === data(next)) continue;
        next.querySelectorAll("details").forEach((d, place) => { d.open = old.querySelectorAll("details")[place]?.open || d.open; });
        old.replaceWith(next);
      }
    }
    for (const tile of tiles(panel)) {
      if (before.get(tile.dataset.tile) === text(tile.querySelector(".figure"))) continue;
      changed += 1;
      tile.classList.add("changed");
      setTimeout(() => tile.classList.remove("changed"), 1500);
    }
    return changed;
  };
  const data = (section) => [...section.querySelectorAll("table, h2, .empty")].map((n) => n.innerHTML).join();

  const refresh = async () => {
    timer = null;
    if (busy || !latest || String(latest.position) === shown) return;
    busy = true;
    const aim = String(latest.position);
    try {
      const answer = await fetch(words.panel, { headers: { accept: "text/html" } });
      if (!answer.ok) throw new Error(String(answer.status));
      const fresh = new DOMParser().parseFromString(`<div id="panel">${await answer.text()}</div>`, "text/html").getElementById("panel");
      const changed = replace(fresh);
      shown = aim;
      if (changed > 0) document.getElementById("said").textContent = `${changed} ${words.changed}`;
      document.dispatchEvent(new CustomEvent("panel"));
      show(false);
    } catch {
      show(true);
      setTimeout(schedule, 5000);
    } finally {
      busy = false;
      if (latest && String(latest.position) !== shown) schedule();
    }
  };

  // At most one refresh a second, however fast reports arrive; the first of a burst at once.
  let last = 0;
  const schedule = () => {
    if (timer !== null) return;
    const wait = Math.max(0, last + 1000 - Date.now());
    timer = setTimeout(() => { last = Date.now(); refresh(); }, wait);
  };

  const source = new EventSource(words.live);
  source.addEventListener("open", () => { connected = true; show(false); });
  source.addEventListener("error", () => { connected = false; show(false); });
  source.addEventListener("position", (event) => {
    connected = true;
    latest = JSON.parse(event.data);
    show(false);
    if (String(latest.position) !== shown) schedule();
  });
  addEventListener("online", () => show(false));
  addEventListener("offline", () => show(false));
  addEventListener("pagehide", () => source.close());
  state.textContent = words.waiting;
})();
