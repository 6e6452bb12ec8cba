
"use strict";
(() => {
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const one = (id) => document.getElementById(id);
  const words = (text) => (text ? text.split(" ") : []);
  const strings = JSON.parse(one("strings").textContent);
  const root = document.documentElement;

  // a page opened from a file, or with storage blocked, has no memory: that is no reason to fail
  const recall = (key) => { try { return localStorage.getItem("termlock." + key); } catch { return null; } };
  const remember = (key, value) => { try { localStorage.setItem("termlock." + key, value); } catch { /* as above */ } };

  // ---- language and theme
  function speak(lang) {
    const table = strings[lang];
    root.lang = lang;
    root.dir = lang === "en" ? "ltr" : "rtl";
    document.title = table.title + " – termlock";
    for (const element of all("[data-t]")) element.textContent = table[element.dataset.t];
    for (const element of all("[data-t-label]")) element.setAttribute("aria-label", table[element.dataset.tLabel]);
    for (const button of all("[data-lang]")) button.setAttribute("aria-pressed", String(button.dataset.lang === lang));
  }
  for (const button of all("[data-lang]")) {
    button.addEventListener("click", () => { speak(button.dataset.lang); remember("lang", button.dataset.lang); });
  }
  function paint(theme) {
    if (theme) root.dataset.theme = theme; else delete root.dataset.theme;
    one("theme").value = theme;
  }
  one("theme").addEventListener("change", () => { paint(one("theme").value); remember("theme", one("theme").value); });

  // ---- filters
  const rows = all(".row").map((element) => ({
    element,
    concepts: new Set(words(element.dataset.concepts)),
    findings: all(".finding", element),
  }));
  const loose = all(".whole .finding");
  const marks = all("button[data-findings]").filter((mark) => mark.dataset.findings);
  let visible = [];
  let current = -1;

  function filter() {
    const off = { severity: new Set(), code: new Set() };
    for (const box of all("[data-filter]")) if (!box.checked) off[box.dataset.filter].add(box.value);
    const concept = one("concept").value;
    const only = one("only").checked;
    const wanted = (finding) => !off.severity.has(finding.dataset.severity) && !off.code.has(finding.dataset.code)
      && (!concept || words(finding.dataset.concepts).includes(concept));
    const before = visible[current];
    visible = [];
    for (const finding of loose) show(finding, wanted(finding));
    let shown = 0;
    for (const row of rows) {
      const fits = !concept || row.concepts.has(concept);
      let some = false;
      for (const finding of row.findings) some = show(finding, fits && wanted(finding)) || some;
      row.element.hidden = !fits || (only && !some);
      if (!row.element.hidden) shown += 1;
    }
    const kept = new Set(visible.map((finding) => finding.id));
    for (const mark of marks) {
      const gravest = ["error", "warning", "note"].find((severity) =>
        words(mark.dataset.findings).some((id) => kept.has(id) && one(id).dataset.severity === severity));
      mark.className = "mark " + mark.dataset.kind + " " + (gravest || "");
    }
    one("shown").textContent = shown + " / " + rows.length;
    one("nothing").hidden = shown > 0 || rows.length === 0;
    current = visible.indexOf(before);
    place();
  }
  function show(finding, yes) {
    finding.hidden = !yes;
    if (yes) visible.push(finding);
    return yes;
  }
  for (const control of [...all("[data-filter]"), one("concept"), one("only")]) control.addEventListener("change", filter);
  one("reset").addEventListener("click", () => {
    for (const box of all("[data-filter]")) box.checked = true;
    one("concept").value = "";
    one("only").checked = false;
    filter();
  });

  // ---- from finding to finding
  function place() {
    for (const finding of all(".finding.current")) finding.classList.remove("current");
    if (current >= 0) visible[current].classList.add("current");
    one("position").textContent = (current + 1) + " / " + visible.length;
    one("previous").disabled = one("next").disabled = visible.length === 0;
  }
  function move(step) {
    if (!visible.length) return;
    current = current < 0 ? (step > 0 ? 0 : visible.length - 1) : (current + step + visible.length) % visible.length;
    place();
    visible[current].focus({ preventScroll: true });
    visible[current].scrollIntoView({ block: "center" });
  }
  one("next").addEventListener("click", () => move(1));
  one("previous").addEventListener("click", () => move(-1));
  const steps = { j: 1, n: 1, k: -1, p: -1 };
  // a key of the Arabic or Hebrew layout counts as the Latin letter in its place
  const letter = (event) => (/^[a-z]$/i.test(event.key) ? event.key : event.code.replace("Key", "")).toLowerCase();

  // ---- concept cards
  const card = one("card");
  let owner = null;
  let pinned = false;
  let leaving = 0;

  function open(mark) {
    clearTimeout(leaving);
    if (owner === mark) return;
    close();
    const body = one("card-body");
    body.replaceChildren(...[...words(mark.dataset.findings), ...words(mark.dataset.concepts)].map((id) => {
      const copy = one(id).cloneNode(true);
      for (const element of [copy, ...all("[id]", copy)]) element.removeAttribute("id");
      copy.classList.remove("current");
      return copy;
    }));
    owner = mark;
    card.showPopover();
    const at = mark.getBoundingClientRect();
    if (matchMedia("(max-width: 42rem)").matches) {
      card.removeAttribute("style");
      return;
    }
    const below = at.bottom + 6 + card.offsetHeight <= innerHeight;
    const top = below ? at.bottom + 6 : Math.max(4, at.top - 6 - card.offsetHeight);
    const start = root.dir === "rtl" ? at.right - card.offsetWidth : at.left;
    card.style.top = top + "px";
    card.style.left = Math.min(Math.max(4, start), innerWidth - card.offsetWidth - 4) + "px";
  }
  function close() {
    if (!owner) return;
    card.hidePopover();
    owner = null;
    pinned = false;
  }
  const marked = (event) => event.target.closest?.("button.mark");
  document.addEventListener("pointerover", (event) => {
    if (event.pointerType !== "mouse") return;
    if (marked(event)) { if (!pinned) open(marked(event)); }
    else if (card.contains(event.target)) clearTimeout(leaving);
    else if (owner && !pinned) { clearTimeout(leaving); leaving = setTimeout(close, 250); }
  });
  document.addEventListener("focusin", (event) => {
    if (marked(event) && marked(event).matches(":focus-visible")) { open(marked(event)); pinned = true; }
    else if (owner && !card.contains(event.target) && event.target !== owner) close();
  });
  document.addEventListener("click", (event) => {
    const mark = marked(event);
    if (mark && mark === owner && pinned && event.detail) close();
    else if (mark) { open(mark); pinned = true; }
    else if (event.target === one("close")) {
      const back = owner;
      close();
      back?.focus({ preventScroll: true });
      close();  // focusing opens it again where the browser shows focus
    }
    else if (!card.contains(event.target)) close();
  });
  addEventListener("resize", close);

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") { close(); return; }
    const typing = event.target.closest?.("select, textarea, input:not([type=checkbox])");
    if (event.ctrlKey || event.altKey || event.metaKey || typing || !one("keys").checked || !(letter(event) in steps)) return;
    event.preventDefault();
    move(steps[letter(event)]);
  });

  const lang = recall("lang");
  speak(lang in strings ? lang : root.lang);
  paint(["light", "dark"].includes(recall("theme")) ? recall("theme") : "");
  filter();
})();
