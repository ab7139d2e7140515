// The page of a table: its rows come as data from scripts beside it, since a page that is opened from a file may load
// nothing else. All of them are searched, sorted and chosen from; a hundred stand in the page at a time.
// Nothing from a document ever becomes markup here: text goes in as text, addresses are those that links have.
"use strict";

(() => {
  const ROWS = 100;
  const LINKS = 3;
  const { element, remember, address, onKey, onTyped, choose, chosen, follows, follow, wordsOf } = window.chronocite;
  const table = document.querySelector("table[data-rows]");
  const body = table.tBodies[0];
  const form = document.querySelector(".filter");
  const panel = document.getElementById("record");
  const kind = table.dataset.rows;
  const heads = [...table.tHead.rows[0].cells].map((cell) => ({
    cell,
    name: cell.dataset.name,
    label: cell.textContent,
    about: cell.title,
    aside: cell.classList.contains("aside"),
    refers: cell.classList.contains("refers"),
    number: cell.classList.contains("number"),
  }));
  const byName = new Map(heads.map((head) => [head.name, head]));
  const links = new Map();
  const rows = [];
  const byId = new Map();
  let found = rows;
  let part = 0;
  let made = "";

  // A script of data calls this; each may have other columns, as those that are empty all through are left out.
  window.chronocite.rows = ({ columns, rows: more, links: led }) => {
    const at = new Map(columns.map((name, i) => [name, i]));
    for (const [id, [label, href, hint]] of Object.entries(led)) links.set(id, { label, href, hint });
    for (const cells of more) {
      const row = { id: cells[0], cells, at, words: null };
      rows.push(row);
      byId.set(row.id, row);
    }
  };

  function cell(row, name) {
    return row.cells[row.at.get(name)] ?? "";
  }

  function members(text) {
    return text.split("; ").filter(Boolean);
  }

  // --- which rows, in which order -----------------------------------------------------------------------------

  function words(row) {
    row.words ??= heads
      .map((head) => {
        const text = cell(row, head.name);
        return head.refers ? members(text).map((id) => `${id} ${links.get(id)?.label ?? ""}`).join(" ") : text;
      })
      .join("\n")
      .toLowerCase();
    return row.words;
  }

  function test(text) {
    // `parties:NOR` means the column, a whole member of it; any other word may stand anywhere.
    const tests = wordsOf(text).map((word) => {
      const [, name, value] = word.match(/^(\w+):(.+)$/) ?? [];
      if (!byName.has(name)) return (row) => words(row).includes(word);
      return (row) => members(cell(row, name)).some((member) => member.toLowerCase() === value);
    });
    for (const { dataset, value } of form.querySelectorAll("[data-facet]")) {
      if (!value) continue;
      const many = byName.get(dataset.facet)?.refers;
      tests.push((row) => (many ? members(cell(row, dataset.facet)).includes(value) : cell(row, dataset.facet) === value));
    }
    return (row) => tests.every((one) => one(row));
  }

  const collator = new Intl.Collator("en", { numeric: true, sensitivity: "base" });

  function sorted(list, wanted) {
    const name = wanted.replace(/^-/, "");
    if (!byName.has(name)) return list;
    const direction = wanted.startsWith("-") ? -1 : 1;
    const { refers, number } = byName.get(name);
    const keyed = list.map((row, i) => {
      const text = cell(row, name);
      return { row, i, key: number ? Number(text) : refers ? links.get(members(text)[0])?.label ?? text : text, empty: text === "" };
    });
    const compare = number ? (a, b) => a - b : collator.compare;
    // What is empty comes last, whichever way the rest is sorted; of equals the first stays the first.
    keyed.sort((a, b) => a.empty - b.empty || direction * compare(a.key, b.key) || a.i - b.i);
    return keyed.map(({ row }) => row);
  }

  // --- the table ------------------------------------------------------------------------------------------------

  function linked(id, text = "") {
    const target = links.get(id);
    if (!target) return document.createTextNode(id);
    return element("a", text || target.label, { href: document.body.dataset.root + target.href, title: target.hint });
  }

  function filled(box, head, text, most) {
    if (!head.refers) {
      box.append(element("div", text, { dir: "auto" }));
      return;
    }
    const ids = members(text);
    const list = ids.slice(0, most).map((id) => linked(id));
    if (ids.length === 1) {
      const one = element("div");
      one.append(...list);
      box.append(one);
    } else if (ids.length) {
      const items = element("ul", "", { class: "members" });
      for (const one of list) {
        const item = element("li");
        item.append(one);
        items.append(item);
      }
      if (ids.length > most) items.append(element("li", `and ${ids.length - most} more`, { class: "facts" }));
      box.append(items);
    }
  }

  function shownHeads() {
    const every = form.querySelector("[data-every]").checked;
    return heads.filter((head) => every || !head.aside);
  }

  function line(row, columns, number) {
    const own = kind === "mentions" ? cell(row, "kind") : kind;
    const made = element("tr", "", { id: `r=${row.id}`, "data-item": "", "data-id": row.id, "data-kind": own, "aria-rowindex": number });
    for (const head of columns) {
      const box = element("td", "", { class: head.cell.className, "data-label": head.label });
      const text = cell(row, head.name);
      if (head === heads[0]) {
        box.className = "id";
        box.append(linked(row.id, row.id));
      } else filled(box, head, text, LINKS);
      if (!text) box.classList.add("blank");
      made.append(box);
    }
    return made;
  }

  function draw() {
    const columns = shownHeads();
    table.classList.toggle("brief", !form.querySelector("[data-every]").checked);
    part = Math.max(0, Math.min(part, Math.ceil(found.length / ROWS) - 1));
    const from = part * ROWS;
    body.replaceChildren(...found.slice(from, from + ROWS).map((row, i) => line(row, columns, from + i + 2)));
    if (!found.length) {
      const empty = element("td", "No row has all of this.", { class: "empty", colspan: columns.length });
      body.append(element("tr"));
      body.rows[0].append(empty);
    }
    const pager = form.querySelector("[data-pager]");
    pager.hidden = found.length <= ROWS;
    pager.querySelector("[data-pager-says]").textContent = `${(from + 1).toLocaleString("en")}–${Math.min(from + ROWS, found.length).toLocaleString("en")}`;
    for (const button of pager.querySelectorAll("[data-turn-rows]")) {
      const next = part + Number(button.dataset.turnRows);
      button.disabled = next < 0 || next * ROWS >= found.length;
    }
    const all = rows.length.toLocaleString("en");
    form.querySelector("[data-count]").textContent = found.length === rows.length ? `${all} rows` : `${found.length.toLocaleString("en")} of ${all} rows`;
  }

  function turn(step) {
    const next = part + step;
    if (next < 0 || next * ROWS >= found.length) return false;
    part = next;
    remember({ part: part ? String(part + 1) : "" });
    draw();
    table.closest(".scroll").scrollTop = 0;
    return true;
  }

  // --- the address says all of it -------------------------------------------------------------------------------

  const selects = [...form.querySelectorAll("[data-facet]")];

  function obey(state) {
    const search = form.querySelector("[data-filter]");
    if (document.activeElement !== search) search.value = state.get("q") ?? "";
    for (const select of selects) {
      const wanted = state.get(select.dataset.facet) ?? "";
      if (wanted && ![...select.options].some((option) => option.value === wanted)) select.append(new Option(wanted, wanted));
      select.value = wanted;
    }
    const order = state.get("sort") ?? "";
    form.querySelector("[data-sort]").value = order;
    form.querySelector("[data-every]").checked = state.get("all") === "1";
    for (const head of heads) head.cell.removeAttribute("aria-sort");
    byName.get(order.replace(/^-/, ""))?.cell.setAttribute("aria-sort", order.startsWith("-") ? "descending" : "ascending");
    form.querySelector("[type=reset]").hidden = !search.value && selects.every((select) => !select.value);
    const wanted = [search.value, ...selects.map((select) => select.value), order].join("\u0000");
    if (wanted !== made) {
      const fits = test(search.value);
      found = sorted(rows.filter(fits), order);
      made = wanted;
    }
    part = Number(state.get("part") ?? 1) - 1 || 0;
    const row = byId.get(state.get("r"));
    if (row) {
      let at = found.indexOf(row);
      if (at < 0) {
        // A link to a row means the row, whatever was searched before.
        found = sorted([...rows], order);
        made = "";
        search.value = "";
        for (const select of selects) select.value = "";
        at = found.indexOf(row);
      }
      part = Math.floor(at / ROWS);
    }
    draw();
  }

  function change(what) {
    remember({ part: "", r: "", ...what });
    obey(address());
    choose(null);
  }

  // --- the chosen row, with all that it says --------------------------------------------------------------------

  function tell(id) {
    const row = byId.get(id);
    panel.hidden = !row;
    panel.parentElement.classList.toggle("telling", Boolean(row));
    if (!row) return;
    const close = element("button", "close", { type: "button", class: "close" });
    close.addEventListener("click", () => choose(null));
    const list = element("dl");
    for (const head of heads) {
      const text = cell(row, head.name);
      if (!text) continue;
      const says = element("dd");
      if (head === heads[0]) says.append(document.createTextNode(row.id));
      else filled(says, head, text, 40);
      list.append(element("dt", head.label, { title: head.about }), says);
    }
    const title = element("h2", links.get(row.id)?.label ?? row.id, { dir: "auto" });
    const way = element("p");
    if (links.get(row.id)?.href.split("#")[0] !== document.body.dataset.file) {
      way.append(linked(row.id, kind === "mentions" ? "the words in their place" : "all its words"));
    }
    panel.replaceChildren(close, title, way, list);
    panel.scrollTop = 0;
  }

  function setUp() {
    for (const { cell: head, name, label } of heads) {
      const button = element("button", label, { type: "button" });
      head.replaceChildren(button);
      button.addEventListener("click", () => {
        const now = address().get("sort") ?? "";
        change({ sort: now === name ? `-${name}` : now === `-${name}` ? "" : name });
      });
      for (const [value, how] of [[name, ""], [`-${name}`, " ↓"]]) form.querySelector("[data-sort]").append(new Option(label + how, value));
    }
    const search = form.querySelector("[data-filter]");
    onTyped(search, () => change({ q: search.value }));
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("reset", (event) => {
      event.preventDefault();
      search.value = "";
      change(Object.fromEntries([["q", ""], ...selects.map((select) => [select.dataset.facet, ""])]));
    });
    for (const select of selects) select.addEventListener("change", () => change({ [select.dataset.facet]: select.value }));
    form.querySelector("[data-sort]").addEventListener("change", (event) => change({ sort: event.target.value }));
    form.querySelector("[data-every]").addEventListener("change", (event) => {
      remember({ all: event.target.checked ? "1" : "" });
      draw();
    });
    for (const button of form.querySelectorAll("[data-turn-rows]")) button.addEventListener("click", () => turn(Number(button.dataset.turnRows)));
    body.addEventListener("click", (event) => {
      const row = event.target.closest("tr[data-item]");
      if (row && !event.target.closest("a") && String(getSelection()) === "") choose(row);
    });
    onKey("/", "search all rows", () => search.focus());
    onKey("[", "rows before", () => turn(-1));
    onKey("]", "rows behind", () => turn(1));
    window.chronocite.turn = turn;
    document.addEventListener("chronocite:chosen", (event) => tell(event.detail?.id));
    form.hidden = false;
    follows.push(obey);
    follow();
  }

  // The scripts of data come behind this one; when all of them have run, the document is complete.
  document.addEventListener("DOMContentLoaded", setUp);
})();
