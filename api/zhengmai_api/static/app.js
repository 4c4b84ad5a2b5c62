// Runs the queries of the start page in place. Without it the forms submit to /sparql, which answers with a page.
"use strict";

const box = document.getElementById("result");
const namespace = "https://w3id.org/policyplan";
const shownRows = 200;
// What every address of this page keeps: the language, where it was chosen, and the release, where it was named.
const kept = Object.entries({ lang: box.dataset.lang, release: box.dataset.release }).filter(([, value]) => value);
let running = null;

function element(name, text, attributes = {}) {
  const made = document.createElement(name);
  if (text) made.textContent = text;
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}

function shorten(iri) {
  const declared = initialPrefixes;
  let best = null;
  for (const [, prefix, target] of declared.matchAll(/PREFIX\s+([^\s:]*):\s*<([^>]*)>/gi)) {
    if (iri.startsWith(target) && iri.length > target.length && (!best || target.length > best[1].length)) best = [prefix, target];
  }
  return best ? `${best[0]}:${iri.slice(best[1].length)}` : iri;
}

const initialPrefixes = document.getElementById("query-text").value;

function cell(binding) {
  const made = element("td");
  if (!binding) return made;
  if (binding.type !== "uri") {
    made.append(binding.value);
    if (binding.value.length > 20) made.className = "long";
    return made;
  }
  let target = binding.value;
  if (target.startsWith(`${namespace}/`)) {
    target = target.slice(namespace.length);
    if (kept.length) {
      const [path, fragment] = target.split("#", 2);
      target = `${path}?${new URLSearchParams(kept)}${fragment ? `#${fragment}` : ""}`;
    }
  }
  const follows = target.startsWith("/") || /^https?:/.test(target);
  made.append(follows ? element("a", shorten(binding.value), { href: target }) : shorten(binding.value));
  return made;
}

function downloads(query, names) {
  const line = element("p", "", { class: "formats" });
  line.append(element("span", box.dataset.download, { class: "quiet" }));
  for (const name of names) {
    const named = kept.filter(([key]) => key === "release");
    const address = `/sparql?${new URLSearchParams([["query", query], ["format", name], ...named])}`;
    line.append(element("a", name.toUpperCase(), { href: address }));
  }
  return line;
}

function table(answer) {
  const names = answer.head.vars;
  const rows = answer.results.bindings;
  const parts = [];
  const text = rows.length > shownRows ? box.dataset.shown : box.dataset.rows;
  parts.push(element("p", text.replace("{total}", rows.length).replace("{shown}", shownRows), { class: "quiet" }));
  if (!rows.length) return [element("p", box.dataset.empty)];
  const made = element("table");
  const head = made.createTHead().insertRow();
  for (const name of names) head.append(element("th", name, { scope: "col" }));
  const body = made.createTBody();
  for (const row of rows.slice(0, shownRows)) {
    const line = body.insertRow();
    for (const name of names) line.append(cell(row[name]));
  }
  const scroll = element("div", "", { class: "scroll", tabindex: "0" });
  scroll.append(made);
  parts.push(scroll);
  return parts;
}

function show(parts, scroll) {
  box.replaceChildren(...parts);
  box.hidden = false;
  if (scroll) box.scrollIntoView({ block: "nearest" });
}

async function run(query, label) {
  if (running) running.abort();
  const mine = new AbortController();
  running = mine;
  const title = element("h3", label);
  box.setAttribute("aria-busy", "true");
  show([title, element("p", box.dataset.running, { class: "quiet" })], true);
  try {
    const named = new URLSearchParams(kept.filter(([key]) => key === "release")).toString();
    const response = await fetch(named ? `/sparql?${named}` : "/sparql", {
      method: "POST",
      headers: {
        "Content-Type": "application/sparql-query",
        Accept: "application/sparql-results+json, text/turtle;q=0.9, application/problem+json;q=0.8",
        "Accept-Language": document.documentElement.lang,
      },
      body: query,
      signal: mine.signal,
    });
    const type = response.headers.get("Content-Type") || "";
    if (!response.ok) {
      const problem = await response.json();
      const failed = element("div", "", { class: "problem", role: "alert" });
      failed.append(element("h2", problem.title), element("p", problem.detail));
      if (problem.caret) failed.append(element("pre", problem.caret, { class: "caret" }));
      show([title, failed], true);
    } else if (type.startsWith("text/turtle")) {
      show([title, element("pre", await response.text(), { class: "code" }), downloads(query, ["ttl", "nt", "rdf", "jsonld"])], true);
    } else {
      const answer = await response.json();
      const parts = "boolean" in answer
        ? [element("p", answer.boolean ? box.dataset.yes : box.dataset.no, { class: "answer" })]
        : table(answer);
      show([title, ...parts, downloads(query, ["json", "xml", "csv", "tsv"])], true);
    }
  } catch (error) {
    if (mine.signal.aborted) return;
    show([title, element("p", box.dataset.failed, { role: "alert" })], true);
  } finally {
    if (running === mine) {
      box.removeAttribute("aria-busy");
      running = null;
    }
  }
}

for (const form of document.querySelectorAll("[data-example]")) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const button = form.querySelector("button");
    for (const other of document.querySelectorAll("[data-example] button")) other.setAttribute("aria-pressed", String(other === button));
    const query = form.elements.query.value;
    document.getElementById("query-text").value = query;
    run(query, button.lastElementChild.textContent);
  });
}

// The query stands below its prefixes.
document.getElementById("query-text").scrollTop = document.getElementById("query-text").scrollHeight;

for (const form of document.querySelectorAll("[data-query-form]")) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    run(form.elements.query.value, "");
  });
}
