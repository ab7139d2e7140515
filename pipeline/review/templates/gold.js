// The gold editor: each row of a drawn page is accepted, rejected, corrected or added by key, and written at once.
// The server makes the page; after each change it is asked for anew. Nothing from a document ever becomes markup here.
"use strict";

(() => {
  const { element: make, onKey, choose, chosen, send } = window.chronocite;
  const main = document.querySelector("main[data-page]");
  const page = main.dataset.page;
  const first = Number(main.dataset.start);
  const form = document.getElementById("form");
  const hidden = new Set(JSON.parse(sessionStorage.getItem("chronocite-gold-hidden") || "[]"));
  let selected = null;
  // Whether the page is to be done with rows that nobody has looked at: asked once, until something else is done.
  let sure = false;

  function text() {
    return document.getElementById("page-text");
  }

  function rows() {
    return [...document.querySelectorAll("li.entry")];
  }

  function current() {
    const row = chosen();
    return row && row.isConnected && row.matches("li.entry") ? row : null;
  }

  function say(words, kind = "") {
    const line = document.getElementById("said");
    line.textContent = words;
    line.className = kind;
  }

  // --- a row and its words -----------------------------------------------------------------------------------------

  function marksOf(row) {
    return row ? [...text().querySelectorAll(`mark[data-seen="${CSS.escape(row.dataset.id)}"]`)] : [];
  }

  function show() {
    for (const mark of text().querySelectorAll(".chosen")) mark.classList.remove("chosen");
    const marks = marksOf(current());
    for (const mark of marks) mark.classList.add("chosen");
    if (!marks.length) return;
    const at = marks[0].getBoundingClientRect();
    const view = text().getBoundingClientRect();
    if (at.top < Math.max(view.top, 60) || at.bottom > Math.min(view.bottom, innerHeight)) marks[0].scrollIntoView({ block: "center" });
  }

  function pick(event) {
    if (!getSelection().isCollapsed) return;
    const around = [];
    for (let at = event.target.closest("mark"); at; at = at.parentElement.closest("mark")) {
      if (!hidden.has(rowOf(at)?.dataset.base)) around.push(at);
    }
    if (!around.length) return;
    // A second click on the same words means what is around them.
    const held = around.findIndex((mark) => mark.dataset.seen === current()?.dataset.id);
    go(rowOf(around[(held + 1) % around.length]));
  }

  function rowOf(mark) {
    return rowOfId(mark.dataset.seen);
  }

  function rowOfId(id) {
    return document.getElementById(`r=${id}`);
  }

  function go(row) {
    if (!row) return;
    choose(row);
    row.scrollIntoView({ block: "nearest" });
  }

  // --- words that are selected ---------------------------------------------------------------------------------------

  // Offsets count code points, as the files do; a browser counts halves of those beyond the first 65,536.
  function codePoints(words) {
    return [...words].length;
  }

  function spanOf(range) {
    const before = document.createRange();
    before.selectNodeContents(text());
    before.setEnd(range.startContainer, range.startOffset);
    const words = range.toString();
    const bare = words.trim();
    const start = first + codePoints(before.toString()) + codePoints(words.slice(0, words.indexOf(bare)));
    return { start, end: start + codePoints(bare), words: bare };
  }

  // The browser tells of a selection after a while; what is done with one looks first, lest a quick key overtake it.
  function look() {
    const selection = getSelection();
    const range = selection.rangeCount && !selection.isCollapsed ? selection.getRangeAt(0) : null;
    const inside = range && text().contains(range.commonAncestorContainer) && range.toString().trim();
    if (!inside && document.activeElement?.closest(".selection, dialog")) return;
    selected = inside ? spanOf(range) : null;
    const box = document.getElementById("picked");
    box.hidden = !selected;
    if (selected) box.querySelector(".words").textContent = shortened(selected.words);
    box.querySelector("[data-respan]").disabled = !current();
  }

  function shortened(words) {
    const line = words.replace(/\s+/g, " ");
    return line.length > 120 ? `${line.slice(0, 120)}…` : line;
  }

  // --- asking the server -------------------------------------------------------------------------------------------

  let refreshes = 0;
  let last = Promise.resolve();

  // What is done by key or button waits for what is on its way to the server: it means the page as that leaves it.
  function inTurn(does) {
    last = last.then(does).catch((error) => { if (!error.said) reportError(error); });
  }

  // `next` tells which row is chosen then; without it the one that is, or what stands in its place.
  async function refresh(next = null) {
    refreshes += 1;
    const turn = refreshes;
    const answer = await fetch(location.pathname);
    if (!answer.ok) {
      location.reload();
      return;
    }
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    // An answer that was overtaken shows what was before.
    if (turn !== refreshes) return;
    const [held, index] = [current()?.dataset.id, rows().indexOf(current())];
    const list = document.querySelector("ol.rows");
    const [top, ours] = [list.scrollTop, text().scrollTop];
    document.getElementById("gold").replaceWith(document.adoptNode(fresh.getElementById("gold")));
    setUp();
    document.querySelector("ol.rows").scrollTop = top;
    text().scrollTop = ours;
    const same = rowOfId(held) || (index < 0 ? null : at(index));
    go(next ? next() : same);
  }

  // The row at the same place: what was there may have gone, or say something else by now.
  function at(index) {
    return rows()[Math.max(0, Math.min(index, rows().length - 1))] || null;
  }

  async function change(wish, told, isNew = true) {
    sure = false;
    say("…", "busy");
    const before = new Set(rows().map((row) => row.dataset.id));
    try {
      await send("/gold/change", { page, ...wish });
    } catch (error) {
      say(error.message, "bad");
      if (error.status === 409) await refresh();
      throw Object.assign(error, { said: true });
    }
    getSelection().removeAllRanges();
    selected = null;
    await refresh(isNew ? () => rows().find((row) => !before.has(row.dataset.id)) || null : null);
    say(told);
  }

  function about(row) {
    return { file: row.dataset.file, was: row.dataset.file, seen: row.dataset.id };
  }

  async function accept(row) {
    if (!row) return;
    const index = rows().indexOf(row);
    // On to what nobody has looked at yet; after the last, stay.
    const next = rows().find((one, i) => i > index && !one.classList.contains("checked") && !hidden.has(one.dataset.base));
    await leave(row, next || row, "accept", "Accepted.");
  }

  async function reject(row) {
    if (row) await leave(row, at(rows().indexOf(row) + 1), "reject", "Rejected; u takes it back.");
  }

  async function leave(row, next, action, told) {
    go(next);
    try {
      await change({ action, ...about(row) }, told, false);
    } catch (error) {
      // Back to what was refused, unless one has gone on meanwhile.
      if (current()?.dataset.id === next.dataset.id) go(rowOfId(row.dataset.id));
      throw error;
    }
  }

  async function undo() {
    try {
      await send("/gold/undo", { page });
      await refresh();
      say("Taken back.");
    } catch (error) {
      say(error.message, "bad");
    }
  }

  async function done() {
    const gold = document.getElementById("gold");
    const finished = gold.dataset.done === "yes";
    const left = Number(gold.dataset.left);
    if (!finished && left && !sure) {
      sure = true;
      const rest = left === 1 ? "one of the rows" : `${left} of the rows`;
      say(`Nobody has looked at ${rest}. Press f again if the page is done all the same.`, "bad");
      return;
    }
    sure = false;
    try {
      await send("/gold/done", { page, done: !finished });
      await refresh();
      say(finished ? "Open again: the page counts for nothing until it is done." : "Done: the page counts.");
    } catch (error) {
      say(error.message, "bad");
    }
  }

  // --- the form ----------------------------------------------------------------------------------------------------

  function ask(title, base, words, said, wishOf) {
    document.getElementById("form-title").textContent = title;
    form.querySelector(".words").textContent = shortened(words);
    form.querySelector(".bad").textContent = "";
    const inputs = form.querySelector(".inputs");
    inputs.replaceChildren(document.importNode(document.getElementById(`form-of-${base}`).content, true));
    for (const [name, value] of Object.entries(said)) {
      const input = inputs.querySelector(`[name="${CSS.escape(name)}"]`);
      if (!input) continue;
      if (input.type === "checkbox") input.checked = value;
      else input.value = value;
    }
    const agreement = inputs.querySelector("[name=agreement]");
    agreement?.addEventListener("change", () => {
      for (const [name, value] of Object.entries(agreement.selectedOptions[0].dataset)) inputs.querySelector(`[name="${name}"]`).value = value;
    });
    form.onsubmit = async (event) => {
      if (event.submitter?.value !== "yes") return;
      event.preventDefault();
      try {
        await wishOf(answers(inputs));
        form.close();
      } catch (error) {
        form.querySelector(".bad").textContent = error.message;
      }
    };
    form.showModal();
    inputs.querySelector("input:not([type=checkbox]), select")?.focus();
  }

  function answers(inputs) {
    const said = {};
    for (const input of inputs.querySelectorAll("[name]")) if (input.type !== "checkbox" && input.name !== "agreement") said[input.name] = input.value.trim();
    return {
      said,
      optional: Boolean(inputs.querySelector("[name=optional]")?.checked),
      agreement: inputs.querySelector("[name=agreement]")?.value || "",
    };
  }

  function add(base) {
    look();
    if (!selected) {
      say("Select the words in the text first.", "bad");
      return;
    }
    const { start, end, words } = selected;
    const name = document.querySelector(`[data-add="${base}"]`).firstChild.textContent.trim();
    const guessed = base === "footnotes" || base === "markers" ? { number: (words.match(/\d+/) || [""])[0] } : {};
    ask(`Add ${/^[aeiou]/.test(name) ? "an" : "a"} ${name}`, base, words, guessed, ({ said, optional, agreement }) =>
      change({ action: "add", file: optional ? `${base}_optional` : base, start, end, said, agreement }, "Added."));
  }

  function respan() {
    look();
    if (selected && current()) return correct(current(), selected);
    say("Choose a row and select words first.", "bad");
    return null;
  }

  function correct(row, span) {
    if (!row) return null;
    const base = row.dataset.base;
    const said = { agreement: row.dataset.agreement, optional: row.dataset.file !== base };
    for (const cell of row.querySelectorAll("[data-field]")) said[cell.dataset.field] = cell.dataset.value;
    const place = span || { start: Number(row.dataset.start), end: Number(row.dataset.end), words: row.querySelector(".words").textContent };
    const send = ({ said: told, optional, agreement }) =>
      change({ action: "change", ...about(row), file: optional ? `${base}_optional` : base, start: place.start, end: place.end, said: told, agreement }, "Corrected.");
    if (span) {
      delete said.agreement;
      delete said.optional;
      return send({ said, optional: row.dataset.file !== base, agreement: row.dataset.agreement });
    }
    ask("Correct", base, place.words, said, send);
    return null;
  }

  // Keys pressed in the form are the form's own, until it is closed: the browser takes the focus out of it a frame later.
  form.addEventListener("keydown", (event) => {
    if (form.open) event.stopPropagation();
  });

  // --- kinds that are shown ------------------------------------------------------------------------------------------

  function hide() {
    for (const toggle of document.querySelectorAll("[data-show]")) {
      toggle.checked = !hidden.has(toggle.dataset.show);
      for (const row of rows()) {
        if (row.dataset.base !== toggle.dataset.show) continue;
        row.hidden = !toggle.checked;
        for (const mark of marksOf(row)) mark.classList.toggle("unseen", !toggle.checked);
      }
    }
    sessionStorage.setItem("chronocite-gold-hidden", JSON.stringify([...hidden]));
  }

  // --- together ------------------------------------------------------------------------------------------------------

  function setUp() {
    text().addEventListener("click", pick);
    const acts = { accept, reject, change: correct, done };
    for (const button of document.querySelectorAll("#gold [data-action]")) {
      button.addEventListener("click", () => {
        const row = button.closest("li.entry");
        if (row) choose(row);
        inTurn(() => acts[button.dataset.action](row && current()));
      });
    }
    for (const row of rows()) {
      row.addEventListener("click", (event) => {
        if (!event.target.closest("button") && current() !== row) go(row);
      });
    }
    for (const toggle of document.querySelectorAll("[data-show]")) {
      toggle.addEventListener("change", () => {
        if (toggle.checked) hidden.delete(toggle.dataset.show);
        else hidden.add(toggle.dataset.show);
        hide();
      });
    }
    hide();
    look();
  }

  document.addEventListener("chronocite:chosen", show);
  document.addEventListener("selectionchange", look);
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden && !form.open) refresh().catch(() => say("The server does not answer; start `chronocite review` again.", "bad"));
  });
  for (const button of document.querySelectorAll("[data-add]")) button.addEventListener("click", () => inTurn(() => add(button.dataset.add)));
  document.querySelector("[data-respan]").addEventListener("click", () => inTurn(respan));
  onKey("a", "accept", () => inTurn(() => accept(current())));
  onKey("r", "reject", () => inTurn(() => reject(current())));
  onKey("c", "correct", () => inTurn(() => correct(current())));
  onKey("s", "the selected words are the chosen row's", () => inTurn(respan));
  for (const button of document.querySelectorAll("[data-add]")) {
    onKey(button.getAttribute("aria-keyshortcuts"), `add the selected words as ${button.firstChild.textContent.trim()}`, () => inTurn(() => add(button.dataset.add)));
  }
  onKey("u", "take back the last change of this page", () => inTurn(undo));
  onKey("f", "the page is done, or open again", () => inTurn(done));
  for (const link of document.querySelectorAll(".pager a")) {
    onKey(link.getAttribute("aria-keyshortcuts"), `${link.textContent} page`, () => location.assign(link.href));
  }
  setUp();
  if (!current()) choose(rows().find((row) => !row.classList.contains("checked") && !row.hidden) || null);
})();
