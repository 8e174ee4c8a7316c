"use strict";
(() => {
  const each = (selector, from = document) => [...from.querySelectorAll(selector)];
  const marks = new Map(), cards = new Map();
  for (const mark of each(".p, .num")) {
    if (!marks.has(mark.dataset.claim)) marks.set(mark.dataset.claim, []);
    marks.get(mark.dataset.claim).push(mark);
  }
  for (const card of each(".card")) cards.set(card.id, card);
  const sheets = each(".report"), links = each(".rail a");
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const wanted = new Set();
  let chosen = null, near = null;

  const both = (id, name, on) => {
    if (!id) return;
    for (const mark of marks.get(id) || []) mark.classList.toggle(name, on);
    cards.get(id)?.classList.toggle(name, on);
  };
  const into = (element, block) => element?.scrollIntoView({block, behavior: calm ? "auto" : "smooth"});
  const sheetOf = (id) => cards.get(id)?.closest(".report");
  const current = () => sheets.find((sheet) => !sheet.hidden);
  const shownCards = () => each(".card:not(.off)", current());

  const turnTo = (sheet) => {
    if (!sheet || sheet === current()) return;
    for (const one of sheets) one.hidden = one !== sheet;
    for (const link of links) {
      const here = link.hash === `#${sheet.id}`;
      if (here) link.setAttribute("aria-current", "true"); else link.removeAttribute("aria-current");
      if (here) link.scrollIntoView({block: "nearest"});
    }
    tally();
  };
  const approach = (id) => {
    if (id === near) return;
    both(near, "near", false);
    both(near = id, "near", true);
  };
  const choose = (id, from) => {
    both(chosen, "on", false);
    cards.get(chosen)?.removeAttribute("aria-current");
    chosen = id;
    if (!id) return;
    turnTo(sheetOf(id));
    both(id, "on", true);
    const card = cards.get(id), one = getComputedStyle(document.querySelector("main")).getPropertyValue("--one").trim();
    card.setAttribute("aria-current", "true");
    if (from !== "card") into(card, one && from === "text" ? "start" : "nearest");
    if (from !== "text" && !(one && from === "card")) into(marks.get(id)?.find((mark) => mark.className.includes("num")), one ? "center" : "nearest");
    if (from === "key") card.focus({preventScroll: true});
  };
  const step = (by) => {
    const open = shownCards();
    if (!open.length) return;
    const at = open.findIndex((card) => card.id === chosen);
    choose(open[at < 0 ? (by > 0 ? 0 : open.length - 1) : Math.min(open.length - 1, Math.max(0, at + by))].id, "key");
  };
  const turn = (by) => {
    const next = sheets[sheets.indexOf(current()) + by];
    if (!next) return;
    choose(null);
    turnTo(next);
    into(next, "start");
  };

  const tally = () => {
    const sheet = current(), all = each(".card", sheet).length, left = each(".card:not(.off)", sheet).length;
    sheet.querySelector(".tally").textContent = left < all ? `${left} of ${all} claims shown` : "";
  };
  const sift = () => {
    for (const [id, card] of cards) {
      const off = wanted.size > 0 && ![...wanted].some((name) => card.classList.contains(name));
      card.classList.toggle("off", off);
      for (const mark of marks.get(id) || []) mark.classList.toggle("off", off);
    }
    for (const chip of each(".chip[data-only]")) chip.setAttribute("aria-pressed", String(wanted.has(chip.dataset.only)));
    document.getElementById("all").hidden = wanted.size === 0;
    if (cards.get(chosen)?.classList.contains("off")) choose(null);
    tally();
  };

  const under = (target) => {
    const found = [];
    for (let at = target.closest?.(".p, .num"); at; at = at.parentElement.closest(".p"))
      if (!at.classList.contains("off")) found.push(at.dataset.claim);
    return [...new Set(found)];
  };
  document.addEventListener("mouseover", (event) => {
    const card = event.target.closest?.(".card");
    approach(card ? card.id : under(event.target)[0] || null);
  });
  document.addEventListener("focusin", (event) => {
    const own = event.target.closest?.("[data-claim]");
    if (own) approach(own.dataset.claim);
  });
  document.addEventListener("click", (event) => {
    const chip = event.target.closest(".chip[data-only]");
    if (chip) {
      if (!wanted.delete(chip.dataset.only)) wanted.add(chip.dataset.only);
      return sift();
    }
    const link = event.target.closest(".rail a");
    if (link) {
      event.preventDefault();
      choose(null);
      turnTo(document.getElementById(link.hash.slice(1)));
      history.replaceState(null, "", link.hash);
      scrollTo({top: 0});
      return undefined;
    }
    const card = event.target.closest(".card");
    if (card) {
      if (event.target.closest("a")) event.preventDefault();
      if (!event.target.closest("summary, .why")) choose(card.id, event.target.closest("a") ? "quote" : "card");
      return undefined;
    }
    const here = under(event.target);
    if (here.length) {
      event.preventDefault();
      const own = event.target.closest(".num")?.dataset.claim;
      choose(own || here[(here.indexOf(chosen) + 1) % here.length], "text");
    }
    return undefined;
  });
  document.addEventListener("keydown", (event) => {
    const dialog = document.getElementById("keys");
    if (event.ctrlKey || event.metaKey || event.altKey || dialog.open) return;
    const inCards = document.activeElement?.closest?.(".card");
    const move = {j: 1, k: -1, ...(inCards ? {ArrowDown: 1, ArrowUp: -1} : {})}[event.key];
    if (move) step(move);
    else if (event.key === "n" || event.key === "p") turn(event.key === "n" ? 1 : -1);
    else if (event.key === "w" && chosen) {
      const why = cards.get(chosen).querySelector(".why");
      if (why) why.open = !why.open;
    } else if (event.key === "?") dialog.showModal();
    else if (event.key === "Escape") {
      if (chosen) choose(null);
      else {
        wanted.clear();
        sift();
      }
    } else return;
    event.preventDefault();
  });
  document.getElementById("all").addEventListener("click", () => {
    wanted.clear();
    sift();
  });
  document.getElementById("keys-open").addEventListener("click", () => document.getElementById("keys").showModal());
  document.getElementById("theme").addEventListener("click", () => {
    const root = document.documentElement;
    const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = dark ? "light" : "dark";
  });
  const follow = () => {
    const id = location.hash.slice(1).replace(/^p-/, "");
    if (cards.has(id)) choose(id, "key");
    else turnTo(sheets.find((sheet) => sheet.id === id) || current() || sheets[0]);
  };
  document.documentElement.classList.add("script");
  if (matchMedia("(max-width: 1180px)").matches) document.querySelector(".rail details")?.removeAttribute("open");
  for (const sheet of sheets) sheet.hidden = true;
  turnTo(sheets[0]);
  addEventListener("hashchange", follow);
  if (location.hash) follow();
})();
