// The audit site without this script is complete to read; with it tables sort and filter,
// and a marked word tells what was made of it. Nothing from a document ever becomes markup here.
"use strict";

const root = document.body.dataset.root;

function element(tag, text, attributes = {}) {
  const made = document.createElement(tag);
  if (text) made.textContent = text;
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return made;
}

// --- filter ---------------------------------------------------------------------------------------------------

function filterable(container) {
  return container.matches("table")
    ? [...container.tBodies[0].rows]
    : [...container.querySelectorAll("[data-item]")];
}

function setUpFilter(box) {
  const container = document.querySelector("[data-filtered]");
  if (!container) return;
  const items = filterable(container).map((item) => ({ item, text: item.textContent.toLowerCase() }));
  const output = box.querySelector("[data-count]");
  const input = box.querySelector("[data-filter]");
  let timer = 0;
  function apply() {
    const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    let left = 0;
    for (const { item, text } of items) {
      item.hidden = !words.every((word) => text.includes(word));
      left += item.hidden ? 0 : 1;
    }
    for (const group of container.querySelectorAll(".group")) {
      group.hidden = !group.querySelector("[data-item]:not([hidden])");
    }
    output.textContent = `${left.toLocaleString("en")} of ${items.length.toLocaleString("en")}`;
  }
  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(apply, 120);
  });
  box.hidden = items.length < 2;
  apply();
}

// --- sort -----------------------------------------------------------------------------------------------------

const collator = new Intl.Collator("en", { numeric: true, sensitivity: "base" });

function sortBy(table, column, direction) {
  const body = table.tBodies[0];
  const keyed = [...body.rows].map((row) => ({ row, key: row.cells[column].textContent.trim() }));
  // What is empty comes last, whichever way the rest is sorted.
  keyed.sort((a, b) => (a.key === "") - (b.key === "") || direction * collator.compare(a.key, b.key));
  body.append(...keyed.map(({ row }) => row));
}

function setUpSort(table) {
  const heads = [...table.tHead.rows[0].cells];
  heads.forEach((head, column) => {
    const button = element("button", head.textContent, { type: "button" });
    head.replaceChildren(button);
    button.addEventListener("click", () => {
      const direction = head.getAttribute("aria-sort") === "ascending" ? -1 : 1;
      heads.forEach((other) => other.removeAttribute("aria-sort"));
      head.setAttribute("aria-sort", direction === 1 ? "ascending" : "descending");
      sortBy(table, column, direction);
    });
  });
}

// --- marked words ---------------------------------------------------------------------------------------------

const told = document.getElementById("told");
let chosen = null;

function describe(mark) {
  const words = [...document.querySelectorAll(`mark[data-m="${CSS.escape(mark.dataset.m)}"]`)];
  const text = words.map((piece) => piece.textContent).join(" ").replace(/\s+/g, " ");
  const list = element("dl");
  for (const name of ["value", "timex3", "label", "page", "rule", "verified"]) {
    if (mark.dataset[name]) list.append(element("dt", name), element("dd", mark.dataset[name]));
  }
  list.append(element("dt", "id"));
  const id = element("dd");
  id.append(element("a", mark.dataset.m, { href: `#${mark.id}` }));
  list.append(id);
  const part = element("section", "", { class: `one ${mark.classList[0]}` });
  part.append(element("h3", mark.dataset.kind), element("p", text.length > 240 ? `${text.slice(0, 240)}…` : text), list);
  const uses = JSON.parse(mark.dataset.uses || "[]");
  if (uses.length) {
    const links = element("ul");
    for (const [href, label] of uses) {
      const item = element("li");
      item.append(element("a", label, { href: root + href }));
      links.append(item);
    }
    part.append(element("h4", "what rests on it"), links);
  }
  return part;
}

function first(mark) {
  return document.getElementById(`m-${mark.dataset.m}`) || mark;
}

function shown(mark) {
  const toggle = document.getElementById(`show-${mark.dataset.kind}`);
  return !toggle || toggle.checked;
}

function choose(mark) {
  if (chosen) {
    for (const piece of document.querySelectorAll("mark.chosen")) piece.classList.remove("chosen");
  }
  chosen = mark;
  told.replaceChildren();
  document.body.classList.toggle("telling", Boolean(mark));
  if (!mark) return;
  for (const piece of document.querySelectorAll(`mark[data-m="${CSS.escape(mark.dataset.m)}"]`)) piece.classList.add("chosen");
  // The innermost first, then what it stands in.
  const close = element("button", "close", { type: "button", class: "close" });
  close.addEventListener("click", () => choose(null));
  told.append(close);
  for (let at = mark; at; at = at.parentElement.closest("mark")) {
    if (first(at) === first(mark) || shown(first(at))) told.append(describe(first(at)));
  }
}

function walk(step) {
  const marks = [...document.querySelectorAll("mark[id]")].filter(
    (mark) => shown(mark) && !mark.closest("details:not([open])")
  );
  if (!marks.length) return;
  const at = chosen ? marks.indexOf(first(chosen)) : -1;
  const next = marks[(at + step + marks.length + (at < 0 && step < 0 ? 1 : 0)) % marks.length];
  choose(next);
  next.scrollIntoView({ block: "center" });
}

function follow() {
  const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!target) return;
  for (let at = target.closest("details"); at; at = at.parentElement.closest("details")) at.open = true;
  target.scrollIntoView({ block: target.matches("mark") ? "center" : "start" });
  if (target.matches("mark")) choose(target);
}

function setUpReader() {
  document.querySelector(".walk").hidden = false;
  if (matchMedia("(max-width: 72rem)").matches) document.querySelector(".contents details").open = false;
  document.querySelector("article").addEventListener("click", (event) => {
    if (event.target.closest("a")) return;
    const mark = event.target.closest("mark");
    // A click on words whose kind is not shown means the next kind around them.
    let at = mark;
    while (at && !shown(first(at))) at = at.parentElement.closest("mark");
    choose(at);
  });
  for (const button of document.querySelectorAll("[data-walk]")) {
    button.addEventListener("click", () => walk(Number(button.dataset.walk)));
  }
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "j") walk(1);
    else if (event.key === "k") walk(-1);
    else if (event.key === "Escape") choose(null);
  });
  window.addEventListener("hashchange", follow);
  follow();
}

document.querySelectorAll("table.sortable").forEach(setUpSort);
document.querySelectorAll(".filter").forEach(setUpFilter);
if (told) setUpReader();
