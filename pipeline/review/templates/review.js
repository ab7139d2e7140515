// The review: decisions by key, sent at once; the page asks how far the run is that heeds them, and shows what changed.
// On pages of the audit it only leads to the queue. Nothing from a document ever becomes markup here.
"use strict";

(() => {
  const token = document.querySelector("meta[name=chronocite-token]").content;
  const queuePage = document.body.classList.contains("review");
  const goldPage = document.body.classList.contains("gold");
  const TABLES = ["events", "milestones", "agreements", "interviews", "claims"];
  const FIELD_HINTS = {
    value: "a date as EDTF: 2014-05-06, 2014-05, 2014; an actor as its code: JPN",
    authors: "“; ” between them",
    date: "EDTF: 2014, 2014-05, 2014-05-06, 2014-05/2014-07, empty for not said",
    participants: "codes, “; ” between them: JPN; GBR",
    parties: "codes, “; ” between them: JPN; GBR",
  };

  const { element: make, onKey, choose, chosen } = window.chronocite;

  function remember(name, value) {
    sessionStorage.setItem(`chronocite-${name}`, JSON.stringify(value));
  }

  function remembered(name, otherwise) {
    const kept = sessionStorage.getItem(`chronocite-${name}`);
    return kept === null ? otherwise : JSON.parse(kept);
  }

  // --- pages of the audit: a way to the queue ------------------------------------------------------------------

  function setUpNavigation() {
    const nav = document.querySelector("header nav");
    if (!nav) return;
    const link = make("a", "Review", { href: "/review" });
    if (queuePage) link.setAttribute("aria-current", "page");
    nav.prepend(link);
    const gold = document.querySelector("meta[name=chronocite-gold]");
    if (!gold) return;
    const way = make("a", "Gold", { href: gold.content });
    if (goldPage) way.setAttribute("aria-current", "page");
    link.after(way);
  }

  function queueOf(id) {
    return `/review?about=${encodeURIComponent(id)}`;
  }

  function setUpLinks() {
    const listed = [...TABLES, "findings"].map((name) => `section[data-id][data-kind="${name}"], li[data-id][data-kind="${name}"]`);
    for (const record of document.querySelectorAll(listed.join(", "))) {
      const heading = record.querySelector(":scope > :is(h2, h3)");
      if (heading) heading.append(" ", make("a", "decide", { class: "to-queue", href: queueOf(record.dataset.id) }));
    }
    onKey("d", "decide on the chosen one", () => {
      if (chosen()) location.assign(queueOf(chosen().dataset.id));
    });
    const told = document.getElementById("told");
    if (!told) return;
    function offer() {
      const mark = chosen();
      if (!mark || told.querySelector(".to-queue")) return;
      const alone = ["date", "actor", "citation"].includes(mark.dataset.kind) ? "decide on it" : "";
      const uses = [alone, mark.dataset.uses ? "on what rests on it" : ""].filter(Boolean).join(", or ").replace(/^on/, "decide on");
      if (uses) told.prepend(make("a", uses, { class: "to-queue", href: queueOf(mark.dataset.id), "aria-keyshortcuts": "d" }));
    }
    document.addEventListener("chronocite:chosen", offer);
    offer();
  }

  // --- asking the server ---------------------------------------------------------------------------------------

  async function send(path, content) {
    let answer;
    try {
      answer = await fetch(path, {
        method: "POST",
        headers: { "Content-Type": "application/json", "X-Chronocite-Token": token },
        body: JSON.stringify(content),
      });
    } catch {
      throw new Error("The server does not answer; start `chronocite review` again.");
    }
    const text = await answer.text();
    if (answer.ok) return JSON.parse(text);
    let reason = text;
    try {
      reason = JSON.parse(text).reason || text;
    } catch {
      // A refusal of the guard is plain text.
    }
    throw Object.assign(new Error(reason.trim()), { status: answer.status });
  }

  // --- the run -------------------------------------------------------------------------------------------------

  const run = { heard: 0, asked: 0, done: 0, server: "", said: "", timer: 0, looks: 0, refreshes: 0, late: false, failures: 0 };

  async function look() {
    clearTimeout(run.timer);
    run.looks += 1;
    const turn = run.looks;
    let wait = 2500;
    try {
      const answer = await fetch(`/review/state?since=${run.heard}`);
      if (!answer.ok) throw new Error((await answer.text()).trim());
      const state = await answer.json();
      // Who asked later knows better, and goes on asking.
      if (turn !== run.looks) return;
      if (run.failures > 1) run.said = "";
      run.failures = 0;
      heed(state);
      if (state.done < state.asked) wait = 400;
    } catch (error) {
      if (turn !== run.looks) return;
      run.failures += 1;
      if (run.failures > 1) say("The server does not answer; start `chronocite review` again and open its address.", "bad");
      wait = 5000;
    }
    run.timer = setTimeout(look, document.hidden ? 10000 : wait);
  }

  function heed(state) {
    const first = run.server === "";
    if (!first && state.server !== run.server) {
      location.reload();
      return;
    }
    run.server = state.server;
    const pending = state.pending.map((one) => one.decision_id).join(" ");
    const others = !first && (pending !== run.pending || state.done !== run.done);
    run.pending = pending;
    run.asked = state.asked;
    run.done = state.done;
    document.body.dataset.done = String(state.done);
    if (state.done < state.asked) {
      const ours = state.pending.length ? `Reconciling with ${count(state.pending.length, "decision")} …` : "Reconciling …";
      report(state.waiting ? `Waiting: ${state.waiting}` : ours, "busy");
    } else if (state.error) {
      report(`The run failed: ${state.error} Your decisions are kept.`, "bad");
    } else {
      report(state.remarks.length ? state.remarks.join("; ") : "The dataset is up to date.", state.remarks.length ? "" : "idle");
    }
    if (first) {
      // What earlier runs changed, a page that is loaded now shows already.
      run.heard = state.done;
    } else {
      if (state.done > run.heard) {
        run.heard = state.done;
        tell(state.changes);
      }
      if (others) refresh();
    }
  }

  function report(text, kind) {
    // What answered a key stays until there is news: nobody reads as fast as a page asks how things stand.
    if (text === run.said) return;
    run.said = text;
    say(text, kind);
  }

  function say(text, kind) {
    const line = document.getElementById("run");
    if (line.textContent !== text) line.textContent = text;
    line.className = kind;
  }

  function count(number, what) {
    return `${number.toLocaleString("en")} ${what}${number === 1 ? "" : "s"}`;
  }

  function tell(changes) {
    const box = document.getElementById("changes");
    if (!changes.length) {
      box.hidden = true;
      return;
    }
    const close = make("button", "close", { type: "button" });
    close.addEventListener("click", () => { box.hidden = true; });
    const title = make("h2", `The run changed ${count(changes.length, "row")}`);
    title.append(" ", close);
    const list = make("ul");
    for (const change of changes.slice(0, 40)) {
      const item = make("li", "", { class: change.how });
      item.append(make("b", change.how), ` ${change.table.replace(/s$/, "")} `);
      item.append(change.href && change.how !== "gone" ? make("a", change.label, { href: change.href }) : make("span", change.label));
      for (const [column, before, after] of change.says.slice(0, 6)) {
        const line = make("div", `${column}: `, { class: "facts" });
        line.append(make("del", shortened(before) || "–"), " → ", make("ins", shortened(after) || "–"));
        item.append(line);
      }
      list.append(item);
    }
    if (changes.length > 40) list.append(make("li", `and ${count(changes.length - 40, "other row")}`));
    box.replaceChildren(title, list);
    box.hidden = false;
  }

  function shortened(text) {
    return text.length > 90 ? `${text.slice(0, 90)}…` : text;
  }

  async function refresh() {
    run.refreshes += 1;
    const turn = run.refreshes;
    const answer = await fetch(location.href);
    if (!answer.ok) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    // An answer that was overtaken shows what was before.
    if (turn !== run.refreshes) return;
    // A form that is open is about a row as it was shown.
    run.late = Boolean(document.querySelector("dialog[open]"));
    if (run.late) return;
    const held = current();
    const at = cards().indexOf(held);
    const height = held?.getBoundingClientRect().top;
    for (const part of ["#queue", ".queues", ".asked .facts"]) {
      const [old, renewed] = [document.querySelector(part), fresh.querySelector(part)];
      if (old && renewed) old.replaceWith(document.adoptNode(renewed));
    }
    setUpCards();
    if (!held) return;
    // What stood there stays there: rows above it may be gone.
    const now = byId(held.dataset.id) || cards()[Math.min(at, cards().length - 1)] || null;
    choose(now);
    if (now) scrollBy({ top: now.getBoundingClientRect().top - height, behavior: "instant" });
  }

  // --- the queue -----------------------------------------------------------------------------------------------

  const ACTIONS = [
    ["accept", "a", "Accept"],
    ["reject", "r", "Reject"],
    ["correct", "c", "Correct"],
    ["split", "s", "Split"],
    ["pick", "x", "Pick"],
  ];

  let picked = queuePage ? remembered("picked", []) : [];
  let mine = queuePage ? remembered("mine", []) : [];

  function cards() {
    return [...document.querySelectorAll(".decidable")];
  }

  function byId(id) {
    return document.getElementById(`r=${id}`);
  }

  function current() {
    const card = chosen();
    return card && card.isConnected && card.matches(".decidable") ? card : null;
  }

  function go(card) {
    choose(card);
    card.scrollIntoView({ block: "start" });
  }

  function setUpCards() {
    for (const card of cards()) {
      const bar = card.querySelector(".actions");
      for (const [action, key, label] of ACTIONS) {
        const button = make("button", label, { type: "button", "aria-keyshortcuts": key, "data-action": action });
        button.append(" ", make("kbd", key));
        if (!can(card, action)) continue;
        if (action === "split" && !card.querySelector("template.parts")) button.disabled = true;
        if (action === "pick") button.setAttribute("aria-pressed", String(isPicked(card)));
        button.addEventListener("click", () => {
          choose(card);
          act(action, card);
        });
        bar.append(button);
      }
      card.addEventListener("focusin", () => { if (current() !== card) choose(card); });
      card.querySelector(".fields")?.addEventListener("dblclick", (event) => {
        const field = event.target.closest("div")?.querySelector("[data-field]");
        if (field) correct(card, field.dataset.field);
      });
    }
    for (const button of document.querySelectorAll("[data-undo]")) {
      button.addEventListener("click", () => undo(button.dataset.undo, button.closest(".decidable")));
    }
    showPicked();
  }

  function can(card, action) {
    return card.dataset.acts.split(" ").includes(action === "pick" ? "merge" : action);
  }

  function act(action, card) {
    if (!card) return;
    if (!can(card, action)) {
      note(card, `What can be decided about ${card.dataset.kind} is: ${card.dataset.acts.replaceAll(" ", ", ")}.`, "bad");
      return;
    }
    if (action === "accept" || action === "reject") decide({ action, rows: [seen(card)] }, [card]);
    else if (action === "correct") correct(card);
    else if (action === "split") split(card);
    else if (action === "pick") pick(card);
  }

  function seen(card) {
    return { key: card.dataset.id, seen: card.dataset.seen };
  }

  // What is on its way to the server; who takes something back means what was done last, be it written or not yet.
  let sending = Promise.resolve();

  function decide(wish, about) {
    const taken = put(wish, about);
    sending = Promise.all([sending, taken]);
    return taken;
  }

  async function put(wish, about) {
    const next = about.length ? after(about[0]) : null;
    for (const card of about) {
      card.classList.add("settled");
      note(card, "…", "busy");
    }
    // On to the next row at once: the answer comes when the line is written.
    if (next) go(next);
    try {
      const taken = await send("/review/decide", wish);
      mine = [...mine, taken.decision_id];
      remember("mine", mine);
      for (const card of about) settle(card, wish.action, taken.decision_id);
      picked = picked.filter((one) => !taken.rows.includes(one.key));
      remember("picked", picked);
      showPicked();
      look();
      return true;
    } catch (error) {
      for (const card of about) {
        card.classList.remove("settled");
        note(card, error.message, "bad");
      }
      // Back to what was refused, unless one has gone on meanwhile.
      if (next && current() === next) go(about[0]);
      say(error.message, "bad");
      if (error.status === 409) refresh();
      return false;
    }
  }

  function after(card) {
    const open = cards().filter((one) => one === card || !one.classList.contains("settled"));
    return open[open.indexOf(card) + 1] || open[open.indexOf(card) - 1] || card;
  }

  function settle(card, action, id) {
    card.classList.add("settled");
    note(card, `${{ accept: "Accepted", reject: "Rejected", correct: "Corrected", split: "Split", merge: "Merged", apart: "Kept apart" }[action]}. `, "");
    const button = make("button", "take back", { type: "button" });
    button.addEventListener("click", () => undo(id, card));
    card.querySelector(".said").append(button);
  }

  function note(card, text, kind) {
    const line = card.querySelector(".said");
    line.textContent = text;
    line.className = `said ${kind}`;
  }

  async function undo(id, card) {
    try {
      await send("/review/undo", { decision_id: id });
      mine = mine.filter((one) => one !== id);
      remember("mine", mine);
      say("Taken back.", "");
      if (card) card.classList.remove("settled");
      look();
      await refresh();
    } catch (error) {
      if (card) note(card, error.message, "bad");
      say(error.message, "bad");
      if (error.status === 409) {
        mine = mine.filter((one) => one !== id);
        remember("mine", mine);
        refresh();
      }
    }
  }

  // --- forms ---------------------------------------------------------------------------------------------------

  const form = document.getElementById("form");

  // Keys pressed in a form are the form's own, until it is closed: the browser takes the focus out of it a frame later.
  form?.addEventListener("keydown", (event) => {
    if (form.open) event.stopPropagation();
  });

  function ask(title, inputs, wishOf) {
    document.getElementById("form-title").textContent = title;
    form.querySelector(".inputs").replaceChildren(...inputs);
    form.querySelector("form").reset();
    form.returnValue = "";
    form.onclose = () => {
      if (form.returnValue === "yes") wishOf(form.querySelector("[name=comment]").value.trim());
    };
    form.showModal();
  }

  function correct(card, field) {
    const fields = [...card.querySelectorAll("[data-field]")];
    const which = make("select", "", { name: "field" });
    for (const one of fields) which.append(make("option", one.dataset.field, { value: one.dataset.field }));
    const value = make("input", "", { name: "value", autocomplete: "off", maxlength: "500" });
    const list = make("datalist", "", { id: "values-now" });
    value.setAttribute("list", list.id);
    const hint = make("p", "", { class: "facts" });
    function shown() {
      const one = fields.find((f) => f.dataset.field === which.value);
      value.value = one.dataset.value;
      const known = document.getElementById(`values-${card.dataset.kind}-${which.value}`);
      // What other places say of this very row comes first.
      const others = one.dataset.others ? one.dataset.others.split(" | ") : [];
      const all = new Set([...others, ...[...(known ? known.options : [])].map((option) => option.value)]);
      list.replaceChildren(...[...all].map((text) => make("option", "", { value: text })));
      hint.textContent = FIELD_HINTS[which.value] || "";
    }
    which.addEventListener("change", () => { shown(); value.focus(); value.select(); });
    const labels = [make("label", "Field "), make("label", "is ")];
    labels[0].append(which);
    labels[1].append(value);
    ask(`Correct “${card.dataset.label}”`, [...labels, hint, list], (comment) =>
      decide({ action: "correct", rows: [seen(card)], field: which.value, value: value.value.trim(), comment }, [card]));
    // What is doubted most, the gravest doubt first; the first field where nothing is.
    const doubts = [...card.querySelectorAll(".doubts [data-about]")].map((doubt) => doubt.dataset.about);
    const doubted = doubts.map((name) => fields.find((f) => f.dataset.field === name)).find(Boolean);
    const doubtful = field || (fields.find((f) => f.dataset.others) || doubted || fields.find((f) => !f.dataset.value) || fields[0]).dataset.field;
    which.value = doubtful;
    shown();
    (field ? value : which).focus();
    if (field) value.select();
  }

  function split(card) {
    const parts = card.querySelector("template.parts");
    if (!parts) {
      note(card, "It rests on one place only.", "bad");
      return;
    }
    const list = make("fieldset");
    list.append(make("legend", "What tells of something else?"), document.importNode(parts.content, true));
    ask(`Split “${card.dataset.label}”`, [list], (comment) => {
      const mentions = [...list.querySelectorAll("input:checked")].map((box) => box.value);
      decide({ action: "split", rows: [seen(card)], mentions, comment }, [card]);
    });
  }

  // --- several rows --------------------------------------------------------------------------------------------

  function isPicked(card) {
    return picked.some((one) => one.key === card.dataset.id);
  }

  function pick(card) {
    if (isPicked(card)) {
      picked = picked.filter((one) => one.key !== card.dataset.id);
    } else if (picked.length && picked[0].table !== card.dataset.kind) {
      note(card, `Picked so far are ${picked[0].table}: only rows of one table can be one, or kept apart.`, "bad");
      return;
    } else {
      picked = [...picked, { ...seen(card), table: card.dataset.kind, label: card.dataset.label }];
    }
    remember("picked", picked);
    showPicked();
  }

  function showPicked() {
    // What a row is now, if it is on this page.
    picked = picked.map((one) => (byId(one.key) ? { ...one, seen: byId(one.key).dataset.seen } : one));
    for (const card of cards()) {
      card.classList.toggle("picked", isPicked(card));
      card.querySelector("[data-action=pick]")?.setAttribute("aria-pressed", String(isPicked(card)));
    }
    const box = document.getElementById("picked");
    if (!box) return;
    box.hidden = !picked.length;
    const list = make("ol");
    for (const one of picked) list.append(make("li", one.label));
    const buttons = [["merge", "m", "Merge"], ["apart", "p", "Keep apart"], ["clear", "z", "Clear"]].map(([action, key, label]) => {
      const button = make("button", label, { type: "button", "aria-keyshortcuts": key, "data-several": action });
      button.append(" ", make("kbd", key));
      button.disabled = action !== "clear" && picked.length < 2;
      button.addEventListener("click", () => several(action));
      return button;
    });
    box.replaceChildren(make("h2", `${count(picked.length, "row")} picked`), list, ...buttons);
  }

  function several(action) {
    if (action === "clear") {
      picked = [];
      remember("picked", picked);
      showPicked();
      return;
    }
    if (picked.length < 2) {
      say("Pick two rows or more with x first.", "bad");
      return;
    }
    const rows = picked.map(({ key, seen: shown }) => ({ key, seen: shown }));
    const about = rows.map(({ key }) => byId(key)).filter(Boolean);
    decide({ action, rows }, about);
  }

  // --- keys ----------------------------------------------------------------------------------------------------

  function setUpKeys() {
    onKey("a", "accept", () => act("accept", current()));
    onKey("r", "reject", () => act("reject", current()));
    onKey("c", "correct a field", () => act("correct", current()));
    onKey("s", "split what was put together", () => act("split", current()));
    onKey("x", "pick, for merging or keeping apart", () => act("pick", current()));
    onKey("m", "merge what is picked", () => several("merge"));
    onKey("p", "keep what is picked apart, for good", () => several("apart"));
    onKey("z", "pick nothing", () => several("clear"));
    onKey("u", "take back your last decision", () => {
      sending = sending.then(() => (mine.length ? undo(mine.at(-1)) : say("Nothing was decided in this window.", "")));
    });
    onKey("v", "view all rows, or the undecided only", () => document.getElementById("asked-undecided")?.click());
    onKey("/", "only rows with words", () => document.getElementById("asked-words")?.focus());
  }

  function setUpFilter() {
    const words = document.getElementById("asked-words");
    const undecided = document.getElementById("asked-undecided");
    if (!words) return;
    function ask() {
      const asked = new URLSearchParams(location.search);
      asked.delete("page");
      asked.set("q", words.value);
      if (undecided.checked) asked.delete("all");
      else asked.set("all", "1");
      location.search = asked.toString();
    }
    words.addEventListener("change", ask);
    words.addEventListener("keydown", (event) => {
      if (event.key === "Escape") words.blur();
    });
    undecided.addEventListener("change", ask);
  }

  setUpNavigation();
  if (queuePage) {
    setUpKeys();
    setUpFilter();
    setUpCards();
    if (!current() && cards().length) choose(cards()[0]);
    document.addEventListener("visibilitychange", () => { if (!document.hidden) look(); });
    document.addEventListener("close", () => { if (run.late) refresh(); }, true);
    look();
  } else if (goldPage) {
    // The editor's own script asks the server by the same way.
    window.chronocite.send = send;
  } else {
    setUpLinks();
  }
})();
