// The audit site without this script is complete to read. With it tables sort and filter, a marked word tells what was
// made of it and shows itself on the printed page, and everything can be done by key.
// Nothing from a document ever becomes markup here: text goes in as text, addresses are made of ids.
//
// What others may build on (the review does):
//   elements with data-id and data-kind   a mention has its kind (`event`), a row its table (`events`)
//   document "chronocite:chosen"          an event; detail is {id, kind, element}, or null when nothing is chosen
//   window.chronocite                     element(), onKey(), onTyped(), choose(), chosen(), walk(), items(), address(), remember(), follow()
"use strict";

const root = document.body.dataset.root;
// What an address leads to is chosen by this script, and stays marked no longer than that.
document.documentElement.classList.add("scripted");
const reader = document.body.classList.contains("reader");
// Of cards on several pages: all pages with their indexes, what the cards can be chosen by, how many there are.
const pages = window.chronocite?.pages ?? null;

function element(tag, text, attributes = {}) {
  const made = document.createElement(tag);
  if (text) made.textContent = text;
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return made;
}

// --- address: every state has one, `#m=…` a mention, `#r=…` a row, `q` what is searched, `sort`, `hide` ---------------

const places = ["m", "r", "b", "p", "k", "u"];

function address() {
  const hash = location.hash.slice(1);
  return new Map(hash.includes("=") ? new URLSearchParams(hash) : hash ? [["", decodeURIComponent(hash)]] : []);
}

function remember(changes) {
  const state = address();
  // A place comes first, so that a browser without this script finds it; there is one at a time.
  for (const [name, value] of Object.entries(changes)) {
    if (places.includes(name)) for (const other of ["", ...places]) state.delete(other);
    if (value) state.set(name, value);
    else state.delete(name);
  }
  const ordered = [...state].sort(([a], [b]) => places.includes(b) - places.includes(a));
  const hash = ordered.map(([name, value]) => (name ? `${name}=` : "") + encodeURIComponent(value)).join("&");
  history.replaceState(null, "", hash ? `#${hash}` : location.href.split("#")[0]);
}

function placeOf(state) {
  const name = ["", ...places].find((one) => state.has(one));
  return name === undefined ? null : document.getElementById(name ? `${name}=${state.get(name)}` : state.get(name));
}

// --- filter: rows or cards that stand in the page; of cards on other pages a list --------------------------------

function wordsOf(text) {
  return text.toLowerCase().split(/\s+/).filter(Boolean);
}

// What is typed counts when the typing rests; at once when whoever types goes on to something else.
function onTyped(input, run) {
  let timer = 0;
  function now() {
    if (!timer) return;
    clearTimeout(timer);
    timer = 0;
    run();
  }
  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(now, 120);
  });
  input.addEventListener("blur", now);
  input.addEventListener("keydown", (event) => {
    if (event.key === "Enter") now();
    if (event.key === "Escape") input.blur();
  });
}

function setUpPages() {
  // What a page would say of the others it is told by a script: so it is made again only when its own cards change.
  const form = document.querySelector(".filter");
  form.dataset.total = pages.total;
  for (const select of form.querySelectorAll("[data-facet]")) {
    for (const [value, label, count] of pages.facets[select.dataset.facet]) {
      select.append(new Option(`${label} (${count.toLocaleString("en")})`, value));
    }
  }
  for (const nav of document.querySelectorAll("nav.pager")) {
    const links = pages.files.map(([file], i) => element("a", String(i + 1), { href: root + file }));
    links[pages.files.findIndex(([file]) => file === document.body.dataset.file)]?.setAttribute("aria-current", "page");
    nav.replaceChildren(...links);
  }
  if (!pages.ways.length) return;
  document.querySelector("nav.ways").replaceChildren(
    ...pages.ways.map(([label, severity, count, href]) => {
      const way = element("a", "", { href: root + href });
      way.append(element("span", label, { class: `severity ${severity}`, title: severity }), " ");
      way.append(element("span", count.toLocaleString("en"), { class: "number" }));
      return way;
    })
  );
}

// The cards of the other pages, when somebody has asked for them: what each is called, its address, its facets, its words.
let others = null;
const wanting = new Set();

function withOthers(run) {
  if (others) {
    run();
    return;
  }
  const asked = wanting.size > 0;
  wanting.add(run);
  if (asked) return;
  const files = pages.files.filter(([file]) => file !== document.body.dataset.file).map(([, cards]) => cards);
  const found = [];
  let waiting = files.length;
  window.chronocite.cards = (cards) => found.push(...cards);
  function came() {
    waiting -= 1;
    if (waiting) return;
    others = found;
    for (const one of wanting) one();
  }
  for (const file of files) {
    // Loaded as a script, since a page that is opened from a file may load nothing else.
    const script = element("script", "", { src: root + file });
    script.async = false;
    script.addEventListener("load", came);
    script.addEventListener("error", came);
    document.head.append(script);
  }
}

function lookForCard(id) {
  // A card moves to another page when others come or go; the address that somebody was sent leads to it all the same,
  // as long as the page that it names is there.
  withOthers(() => {
    // Whoever went on meanwhile is not called back.
    if (address().get("r") !== id) return;
    const card = others.find(([, href]) => href.endsWith(`#r=${id}`));
    if (card) location.replace(root + card[1]);
  });
}

function setUpFilter(form) {
  const container = document.querySelector("[data-filtered]");
  if (!container) return;
  const rows = container.matches("table") ? [...container.tBodies[0].rows] : [...container.querySelectorAll("[data-item]")];
  const output = form.querySelector("[data-count]");
  const input = form.querySelector("[data-filter]");
  const reset = form.querySelector("[type=reset]");
  const selects = [...form.querySelectorAll("[data-facet]")];
  const order = form.querySelector("[data-order]");
  const total = Number(form.dataset.total);
  let items = null;
  function asked() {
    return { words: wordsOf(input.value), facets: selects.map((select) => select.value) };
  }
  function apply() {
    // The text of all rows is gathered when it is first asked for: a page opens the sooner.
    items ??= rows.map((item) => ({
      item,
      text: item.textContent.toLowerCase(),
      facets: selects.map((select) => (item.getAttribute(`data-facet-${select.dataset.facet}`) ?? "").split("; ")),
    }));
    const { words, facets } = asked();
    const narrowed = words.length > 0 || facets.some(Boolean);
    reset.hidden = !narrowed;
    let left = 0;
    for (const { item, text, facets: own } of items) {
      item.hidden = !(words.every((word) => text.includes(word)) && facets.every((value, i) => !value || own[i].includes(value)));
      left += item.hidden ? 0 : 1;
    }
    for (const group of container.querySelectorAll(".group")) {
      group.hidden = !group.querySelector("[data-item]:not([hidden])");
    }
    for (const link of document.querySelectorAll("nav.pager a")) link.hash = location.hash;
    if (pages) lookElsewhere(narrowed, left);
    else count(left);
  }
  function arrange() {
    // Cards alone are sorted so; those of a page, since the others are not here.
    const name = order.value.replace(/^-/, "");
    const keyed = rows.map((item) => ({ item, key: name ? item.getAttribute(`data-order-${name}`) : "" }));
    if (name) sortKeyed(keyed, order.value.startsWith("-") ? -1 : 1);
    container.append(...keyed.map(({ item }) => item));
  }
  function count(left, elsewhere = 0) {
    const all = left + elsewhere;
    const says = all === total ? `${total.toLocaleString("en")} ${form.dataset.what}` : `${all.toLocaleString("en")} of ${total.toLocaleString("en")}`;
    output.textContent = elsewhere ? `${says}, ${left.toLocaleString("en")} on this page` : says;
  }
  function lookElsewhere(narrowed, left) {
    const box = document.getElementById("elsewhere");
    if (!narrowed) {
      box.hidden = true;
      count(left, total - rows.length);
      return;
    }
    if (!others) {
      withOthers(apply);
      return;
    }
    const { words, facets } = asked();
    const fitting = others.filter(
      (card) => words.every((word) => card.at(-1).includes(word)) && facets.every((value, i) => !value || card[2 + i].split("; ").includes(value))
    );
    box.hidden = !fitting.length;
    const list = element("ol", "", { class: "members" });
    for (const [label, href] of fitting.slice(0, 200)) {
      const item = element("li");
      item.append(element("a", label, { href: root + href }));
      list.append(item);
    }
    if (fitting.length > 200) list.append(element("li", `and ${(fitting.length - 200).toLocaleString("en")} more`));
    box.replaceChildren(element("h2", `${fitting.length.toLocaleString("en")} on other pages`), list);
    count(left, fitting.length);
  }
  function changed() {
    remember({ q: input.value, ...Object.fromEntries(selects.map((select) => [select.dataset.facet, select.value])) });
    apply();
  }
  onTyped(input, changed);
  for (const select of selects) select.addEventListener("change", changed);
  order?.addEventListener("change", () => {
    remember({ sort: order.value });
    arrange();
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", (event) => {
    event.preventDefault();
    for (const one of [input, ...selects]) one.value = "";
    changed();
  });
  form.hidden = rows.length < 2;
  count(rows.length, total - rows.length);
  onKey("/", "search", () => input.focus());
  follows.push((state) => {
    const before = JSON.stringify(asked());
    input.value = state.get("q") ?? "";
    for (const select of selects) {
      const wanted = state.get(select.dataset.facet) ?? "";
      if (wanted && ![...select.options].some((option) => option.value === wanted)) select.append(new Option(wanted, wanted));
      select.value = wanted;
    }
    if (JSON.stringify(asked()) !== before) apply();
    const wanted = state.get("sort") ?? "";
    if (order && order.value !== wanted) {
      order.value = [...order.options].some((option) => option.value === wanted) ? wanted : "";
      arrange();
    }
  });
}

// --- sort -----------------------------------------------------------------------------------------------------

const collator = new Intl.Collator("en", { numeric: true, sensitivity: "base" });

function sortKeyed(keyed, direction) {
  // What is empty comes last, whichever way the rest is sorted.
  keyed.sort((a, b) => (a.key === "") - (b.key === "") || direction * collator.compare(a.key, b.key));
}

function sortBy(table, column, direction) {
  const body = table.tBodies[0];
  const keyed = [...body.rows].map((item) => ({ item, key: item.cells[column].textContent.trim() }));
  sortKeyed(keyed, direction);
  body.append(...keyed.map(({ item }) => item));
}

function setUpSort(table) {
  const heads = [...table.tHead.rows[0].cells];
  const names = heads.map((head) => head.textContent.trim());
  function sort(column, direction) {
    heads.forEach((other) => other.removeAttribute("aria-sort"));
    heads[column].setAttribute("aria-sort", direction === 1 ? "ascending" : "descending");
    sortBy(table, column, direction);
  }
  heads.forEach((head, column) => {
    const button = element("button", names[column], { type: "button" });
    head.replaceChildren(button);
    button.addEventListener("click", () => {
      const direction = head.getAttribute("aria-sort") === "ascending" ? -1 : 1;
      sort(column, direction);
      remember({ sort: (direction < 0 ? "-" : "") + names[column] });
    });
  });
  follows.push((state) => {
    const wanted = state.get("sort");
    const column = wanted ? names.indexOf(wanted.replace(/^-/, "")) : -1;
    if (column >= 0) sort(column, wanted.startsWith("-") ? -1 : 1);
  });
}

// --- choosing: a card, a row, a marked word -------------------------------------------------------------------

const told = document.getElementById("told");
let chosen = null;

function first(mark) {
  return document.getElementById(`m=${mark.dataset.id}`) || mark;
}

function shown(mark) {
  const toggle = document.getElementById(`show-${mark.dataset.kind}`);
  return !toggle || toggle.checked;
}

function pieces(item) {
  return item.matches("mark") ? document.querySelectorAll(`mark[data-id="${CSS.escape(item.dataset.id)}"]`) : [item];
}

let marks = null;
// Of a document the marks that are searched for; null while nothing is.
let sought = null;

function all() {
  // The marks of a document stay where they are; rows and cards are sorted.
  if (!reader) return [...document.querySelectorAll("[data-item]")];
  marks ??= [...document.querySelectorAll("article mark[id]")];
  return marks;
}

function inSight(one) {
  return !one.hidden && shown(one) && (!sought || sought.has(one)) && !one.closest("details:not([open]), .group[hidden]");
}

function items() {
  return all().filter(inSight);
}

function choose(item) {
  for (const piece of document.querySelectorAll(".chosen")) {
    piece.classList.remove("chosen");
    piece.removeAttribute("aria-current");
  }
  chosen = item ? (item.matches("mark") ? first(item) : item) : null;
  if (chosen) {
    for (const piece of pieces(chosen)) piece.classList.add("chosen");
    chosen.setAttribute("aria-current", "true");
    const [name] = chosen.id.split("=", 1);
    if (places.includes(name)) remember({ [name]: chosen.dataset.id });
  } else {
    remember({ [reader ? "m" : "r"]: "" });
  }
  if (told) tell(item);
  const detail = chosen && { id: chosen.dataset.id, kind: chosen.dataset.kind, element: chosen };
  document.dispatchEvent(new CustomEvent("chronocite:chosen", { detail }));
}

function firstInView(list) {
  // In the order of the page: by halves, as asking each where it stands would lay out a whole long document.
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    let at = middle;
    // What is hidden stands nowhere.
    while (at < high && !list[at].getClientRects().length) at += 1;
    if (at === high || list[at].getBoundingClientRect().top >= 60) high = middle;
    else low = at + 1;
  }
  return low;
}

function walk(step) {
  let list = all();
  let at = chosen ? list.indexOf(chosen) : -1;
  if (at < 0) {
    // Nothing is chosen: begin with what is in view.
    at = firstInView(list);
    if (step > 0) at -= 1;
  }
  let next = null;
  for (let tried = 0; tried <= list.length && !next; tried += 1) {
    at += step;
    if (at < 0 || at >= list.length) {
      // Behind the last row there may be more of them, on another page.
      if (window.chronocite.turn?.(step)) list = all();
      else if (turnPage(step)) return;
      at = step > 0 ? 0 : list.length - 1;
    }
    if (list[at] && inSight(list[at])) next = list[at];
  }
  if (!next) return;
  choose(next);
  next.scrollIntoView({ block: next.matches("mark, tr") ? "center" : "start" });
}

function turnPage(step) {
  const pages = [...(document.querySelector("nav.pager")?.querySelectorAll("a") ?? [])];
  const next = pages[pages.findIndex((page) => page.hasAttribute("aria-current")) + step];
  if (!next) return false;
  const state = new URLSearchParams([...address()].filter(([name]) => name && !places.includes(name)));
  state.set("walk", String(step));
  location.href = `${next.href.split("#")[0]}#${state}`;
  return true;
}

function follow() {
  const state = address();
  for (const one of follows) one(state);
  if (state.has("walk")) {
    // The walk goes on here, from the page before or the one behind.
    remember({ walk: "" });
    const next = items().at(state.get("walk") === "-1" ? -1 : 0);
    choose(next ?? null);
    next?.scrollIntoView({ block: "start" });
    return;
  }
  const target = placeOf(state);
  if (!target && pages && state.has("r")) lookForCard(state.get("r"));
  if (!target) return;
  for (let at = target.closest("details"); at; at = at.parentElement.closest("details")) at.open = true;
  target.scrollIntoView({ block: target.matches("mark, tr") ? "center" : "start" });
  if (target.dataset.id) choose(target);
}

const follows = [];

// --- keys -----------------------------------------------------------------------------------------------------

const keys = new Map();

function onKey(key, does, run) {
  keys.set(key, { does, run });
}

function setUpKeys() {
  const dialog = document.getElementById("keys");
  const help = document.querySelector("[data-help]");
  function explain() {
    const list = dialog.querySelector("dl");
    list.replaceChildren();
    for (const [key, { does }] of keys) {
      const name = element("dt");
      name.append(element("kbd", key));
      list.append(name, element("dd", does));
    }
    dialog.showModal();
  }
  help.hidden = false;
  help.addEventListener("click", explain);
  onKey("j", "next", () => walk(1));
  onKey("k", "previous", () => walk(-1));
  onKey("Enter", "go to where the chosen one leads", open);
  onKey("Escape", "choose nothing", () => choose(null));
  onKey("?", "these keys", explain);
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || dialog.open) return;
    // What is in a dialog that was closed may have the focus for a frame yet: that key is the page's.
    const left = event.target.closest("dialog:not([open])");
    if (!left && event.target.closest("input, textarea, select, [contenteditable]")) return;
    if (!left && event.key === "Enter" && event.target.closest("a, button, summary")) return;
    const known = keys.get(event.key);
    if (!known) return;
    event.preventDefault();
    known.run();
  });
}

function open() {
  if (!chosen) return;
  const inside = reader ? told.querySelector("ul a") : chosen.querySelector(".passage figcaption a, th a, td a");
  if (inside) location.href = inside.href;
}

// --- a document: what a marked word says ----------------------------------------------------------------------

function wordsIn(piece) {
  // The number of a note is no word of the sentence that cites it.
  const bare = piece.cloneNode(true);
  if (piece.dataset.kind !== "marker") for (const sign of bare.querySelectorAll(".note-link")) sign.remove();
  return bare.textContent;
}

function describe(mark) {
  const text = [...pieces(mark)].map(wordsIn).join(" ").replace(/\s+/g, " ");
  const list = element("dl");
  for (const name of ["value", "timex3", "label", "page", "rule", "anchor"]) {
    if (mark.dataset[name]) list.append(element("dt", name), element("dd", mark.dataset[name]));
  }
  list.append(element("dt", "second reading"));
  list.append(element("dd", mark.classList.contains("unsure") ? "does not hold these words" : "holds these words"));
  list.append(element("dt", "id"));
  const id = element("dd");
  id.append(element("a", mark.dataset.id, { href: `#${mark.id}` }));
  list.append(id);
  const part = element("section", "", { class: `one ${mark.classList[0]}`, "data-id": mark.dataset.id, "data-kind": mark.dataset.kind });
  part.append(element("h2", mark.dataset.kind), element("p", text.length > 240 ? `${text.slice(0, 240)}…` : text, { dir: "auto" }), list);
  const uses = (mark.dataset.uses || "").split(" ").map((key) => document.getElementById(`u=${key}`)).filter(Boolean);
  if (uses.length) {
    const links = element("ul");
    for (const use of uses) {
      const item = element("li", `${use.dataset.hint}: `);
      item.append(use.firstElementChild.cloneNode(true));
      links.append(item);
    }
    part.append(element("h3", "what rests on it"), links);
  }
  return part;
}

function tell(mark) {
  told.replaceChildren();
  document.body.classList.toggle("telling", Boolean(mark));
  if (mark) {
    const close = element("button", "close", { type: "button", class: "close" });
    close.addEventListener("click", () => choose(null));
    told.append(close);
    // The innermost first, then what it stands in.
    for (let at = mark; at; at = at.parentElement.closest("mark")) {
      if (first(at) === first(mark) || shown(first(at))) told.append(describe(first(at)));
    }
  }
  if (facsimile) facsimile.show(mark ? first(mark) : null);
}

// --- a document: the note at a marker -------------------------------------------------------------------------

function setUpNotes() {
  const pop = element("div", "", { id: "note-pop", role: "tooltip", dir: "auto" });
  pop.hidden = true;
  document.body.append(pop);
  function show(event) {
    const link = event.target.closest("a.note-link[href]");
    if (!link) return hide();
    const note = document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (!note) return hide();
    const bare = note.cloneNode(true);
    for (const back of bare.querySelectorAll(".back")) back.remove();
    const text = bare.textContent.trim();
    pop.textContent = text.length > 900 ? `${text.slice(0, 900)}…` : text;
    pop.hidden = false;
    link.setAttribute("aria-describedby", "note-pop");
    place(link);
    return null;
  }
  function place(link) {
    const at = link.getBoundingClientRect();
    const size = pop.getBoundingClientRect();
    pop.style.left = `${Math.max(8, Math.min(at.left - 24, innerWidth - size.width - 8))}px`;
    pop.style.top = `${at.bottom + 8 + size.height < innerHeight ? at.bottom + 8 : Math.max(8, at.top - size.height - 8)}px`;
  }
  function hide() {
    if (pop.hidden) return;
    pop.hidden = true;
    document.querySelector("[aria-describedby=note-pop]")?.removeAttribute("aria-describedby");
  }
  const article = document.querySelector("article");
  article.addEventListener("pointerover", show);
  article.addEventListener("focusin", show);
  article.addEventListener("pointerleave", hide);
  article.addEventListener("focusout", hide);
  // To come to a marker by key may scroll the text: the note goes with it.
  addEventListener("scroll", () => {
    const link = document.activeElement.closest("a.note-link");
    if (link && !pop.hidden) place(link);
    else hide();
  }, { passive: true });
  addEventListener("keydown", (event) => event.key === "Escape" && hide());
}

// --- a document: the printed page -----------------------------------------------------------------------------

let facsimile = null;

function setUpFacsimile(box) {
  const sheet = box.querySelector(".sheet");
  const image = sheet.querySelector("img");
  const drawing = sheet.querySelector("svg");
  const says = box.querySelector("[data-page-says]");
  const sizes = new Map(
    box.dataset.pages.split(";").map((one) => one.split(" ").map(Number)).map(([page, width, height]) => [page, { width, height }])
  );
  const numbers = [...sizes.keys()];
  const breaks = [...document.querySelectorAll("article .page-break")];
  let current = 0;
  let byPage = null;

  function boxes(page) {
    if (!byPage) {
      byPage = new Map();
      for (const mark of document.querySelectorAll("article mark[data-boxes]")) {
        for (const one of mark.dataset.boxes.split(";")) {
          const [number, x0, top, x1, bottom] = one.split(" ").map(Number);
          if (!byPage.has(number)) byPage.set(number, []);
          byPage.get(number).push({ mark, x: x0, y: top, width: x1 - x0, height: bottom - top });
        }
      }
    }
    // The largest lie below, so that each can be pointed at.
    return (byPage.get(page) ?? []).sort((a, b) => b.width * b.height - a.width * a.height);
  }

  function draw(page) {
    const size = sizes.get(page);
    if (!size) return false;
    if (page !== current) {
      current = page;
      sheet.hidden = false;
      image.setAttribute("width", size.width);
      image.setAttribute("height", size.height);
      image.src = `${box.dataset.folder}/${page}.jpg`;
      image.alt = `page ${page} as it is printed`;
      drawing.setAttribute("viewBox", `0 0 ${size.width} ${size.height}`);
      says.textContent = `page ${page}`;
    }
    drawing.replaceChildren();
    for (const one of boxes(page)) {
      if (!shown(one.mark) && one.mark !== chosen) continue;
      const rect = document.createElementNS(drawing.namespaceURI, "rect");
      for (const name of ["x", "y", "width", "height"]) rect.setAttribute(name, one[name].toFixed(1));
      rect.setAttribute("class", one.mark === chosen ? "chosen" : `k-${one.mark.dataset.kind}`);
      rect.addEventListener("click", () => {
        choose(one.mark);
        one.mark.scrollIntoView({ block: "center" });
      });
      drawing.append(rect);
    }
    return true;
  }

  function bringIntoView() {
    // The panel alone scrolls: the text stays where it is.
    const panel = box.closest(".panel");
    const rect = drawing.querySelector(".chosen");
    if (matchMedia("(max-width: 72rem)").matches) {
      // A low panel shows what is told; the page is below it.
      panel.scrollTop = 0;
      return;
    }
    if (!rect) return;
    const at = rect.getBoundingClientRect();
    const view = panel.getBoundingClientRect();
    // What is told of the chosen words may stand over the page.
    const top = Math.max(view.top, told.getBoundingClientRect().bottom);
    if (at.top < top + 40 || at.bottom > view.bottom - 40) panel.scrollTop += at.top - (top + view.bottom) / 2;
  }

  function turn(step) {
    const at = numbers.findIndex((number) => number >= current);
    const next = numbers[Math.max(0, Math.min(numbers.length - 1, at + step))];
    if (draw(next)) document.getElementById(`p=${next}`)?.scrollIntoView({ block: "start" });
  }

  function read() {
    // The page of the text in view; what is chosen stays in sight until the reader scrolls on.
    if (chosen) {
      const at = chosen.getBoundingClientRect();
      if (at.bottom > 0 && at.top < innerHeight) return;
    }
    let low = 0;
    let high = breaks.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (breaks[middle].getBoundingClientRect().top < innerHeight / 2) low = middle + 1;
      else high = middle;
    }
    const page = Number(breaks[Math.max(0, low - 1)]?.dataset.page);
    if (page && page !== current) draw(page);
  }

  let waiting = false;
  addEventListener("scroll", () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      read();
    });
  }, { passive: true });
  for (const button of box.querySelectorAll("[data-turn]")) {
    button.addEventListener("click", () => turn(Number(button.dataset.turn)));
  }
  const larger = box.querySelector("[data-larger]");
  function enlarge(wanted) {
    const kept = chosen ?? breaks.find((one) => one.getBoundingClientRect().bottom > 60);
    document.body.classList.toggle("large", wanted);
    larger.setAttribute("aria-pressed", String(wanted));
    kept?.scrollIntoView({ block: chosen ? "center" : "start" });
    bringIntoView();
  }
  larger.addEventListener("click", () => {
    remember({ page: document.body.classList.contains("large") ? "" : "large" });
    enlarge(address().has("page"));
  });
  onKey("z", "the printed page larger, or smaller again", () => larger.click());
  follows.push((state) => {
    if (document.body.classList.contains("large") !== (state.get("page") === "large")) enlarge(!document.body.classList.contains("large"));
  });
  onKey("[", "page before", () => turn(-1));
  onKey("]", "page after", () => turn(1));
  facsimile = {
    show(mark) {
      const page = mark?.dataset.boxes ? Number(mark.dataset.boxes.split(" ", 1)[0]) : current;
      if (!draw(page)) read();
      else bringIntoView();
    },
    redraw: () => current && draw(current),
  };
  read();
}

// --- a document: only the marks that are searched for ------------------------------------------------------------

function setUpFind() {
  const label = document.querySelector(".find");
  const input = label.querySelector("input");
  const output = label.querySelector("output");
  let texts = null;
  function gathered() {
    // Of all marks in one go, when it is first asked for: each looked up alone would be searched for in the whole text.
    const byId = new Map(all().map((mark) => [mark.dataset.id, { mark, parts: [], text: "" }]));
    for (const piece of document.querySelectorAll("article mark")) byId.get(piece.dataset.id)?.parts.push(piece);
    for (const one of byId.values()) {
      one.text = [...one.parts.map((part) => part.textContent), one.mark.dataset.value ?? ""].join(" ").toLowerCase();
    }
    return [...byId.values()];
  }
  function apply() {
    for (const mark of document.querySelectorAll("mark.found")) mark.classList.remove("found");
    const words = wordsOf(input.value);
    document.body.classList.toggle("finding", words.length > 0);
    output.textContent = "";
    sought = null;
    if (!words.length) return;
    texts ??= gathered();
    const found = texts.filter(({ text }) => words.every((word) => text.includes(word)));
    for (const part of found.flatMap(({ parts }) => parts)) part.classList.add("found");
    sought = new Set(found.map(({ mark }) => mark));
    output.textContent = `${sought.size.toLocaleString("en")} found`;
  }
  onTyped(input, () => {
    remember({ q: input.value });
    apply();
  });
  input.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    input.blur();
    walk(1);
  });
  label.hidden = false;
  onKey("/", "walk only over marked words with …", () => input.focus());
  follows.push((state) => {
    if (input.value === (state.get("q") ?? "")) return;
    input.value = state.get("q") ?? "";
    apply();
  });
}

// --- a document ------------------------------------------------------------------------------------------------

function setUpReader() {
  document.querySelector(".walk").hidden = false;
  if (matchMedia("(max-width: 72rem)").matches) document.querySelector(".contents details").open = false;
  document.querySelector("article").addEventListener("click", (event) => {
    if (event.target.closest("a, summary")) return;
    // A click on words whose kind is not shown means the next kind around them.
    let at = event.target.closest("mark");
    while (at && !shown(first(at))) at = at.parentElement.closest("mark");
    if (at || chosen) choose(at);
  });
  for (const button of document.querySelectorAll("[data-walk]")) {
    button.addEventListener("click", () => walk(Number(button.dataset.walk)));
  }
  const toggles = [...document.querySelectorAll("[data-show]")];
  const usual = toggles.filter((one) => !one.checked).map((one) => one.dataset.show).join(",");
  function apply() {
    // Classes of the body: a selector that looks for the boxes would be worked out anew for every word that is chosen.
    for (const toggle of toggles) document.body.classList.toggle(`hide-${toggle.dataset.show}`, !toggle.checked);
  }
  for (const toggle of toggles) {
    toggle.addEventListener("change", () => {
      apply();
      const hidden = toggles.filter((one) => !one.checked).map((one) => one.dataset.show).join(",");
      remember({ hide: hidden === usual ? "" : hidden || "none" });
      facsimile?.redraw();
    });
  }
  follows.push((state) => {
    const hidden = (state.get("hide") ?? usual).split(",");
    for (const toggle of toggles) toggle.checked = !hidden.includes(toggle.dataset.show);
    apply();
  });
  setUpFind();
  setUpNotes();
  const box = document.querySelector(".facsimile");
  if (box) setUpFacsimile(box);
}

function showTab() {
  // On a narrow window the tabs scroll: that of this page is brought into view.
  const tab = document.querySelector(".bar nav [aria-current]");
  if (!tab) return;
  const tabs = tab.parentElement;
  const start = tab.offsetLeft - tabs.offsetLeft;
  if (start + tab.offsetWidth > tabs.clientWidth - 24) tabs.scrollLeft = start - 8;
}

window.chronocite = { element, onKey, choose, walk, items, address, remember, follow, follows, wordsOf, onTyped, chosen: () => chosen };
setUpKeys();
showTab();
document.querySelectorAll("table.sortable").forEach(setUpSort);
if (pages) setUpPages();
document.querySelectorAll(".filter").forEach(setUpFilter);
if (told) setUpReader();
addEventListener("hashchange", follow);
follow();
