/* While a section is typed: keeps it as a draft and shows what the server's check says of it.
   The page works without it; the same check runs when the section is saved. */
"use strict";

(() => {
  const form = document.querySelector("form[data-watch]");
  if (!form) return;
  const said = form.querySelector("[data-saved]");
  const WAIT = 900; // milliseconds of rest after which the check is asked
  let timer = 0;
  let asked = 0; // the newest question; answers to older ones are dropped
  let dirty = false;

  const entryOf = (key) => form.querySelector(`[data-key="${CSS.escape(key)}"]`);

  function show(entry, key, wrong, findings) {
    const place = entry.querySelector(".entry__told");
    if (!place) return;
    const lines = findings.map((one) => [one.answered ? "answered" : one.severity, one.message]);
    if (wrong) lines.unshift(["error", wrong]);
    place.replaceChildren(
      ...lines.map(([severity, message]) => {
        const line = document.createElement("p");
        line.dataset.severity = severity;
        line.textContent = message;
        return line;
      })
    );
    const isWrong = lines.some(([severity]) => severity === "error");
    entry.classList.toggle("entry--wrong", isWrong);
    const input = entry.querySelector(".entry__input");
    if (input) input.toggleAttribute("aria-invalid", isWrong);
    const comment = entry.querySelector(".entry__comment");
    if (comment && lines.some(([severity]) => severity === "comment")) comment.open = true;
  }

  function answer(told) {
    form.querySelectorAll("[data-key]").forEach((entry) => {
      const key = entry.dataset.key;
      show(entry, key, told.wrong[key], told.findings[key] || []);
      const output = entry.querySelector("[data-sum]");
      if (output && key in told.sums) output.textContent = told.sums[key];
    });
    dirty = false;
    said.textContent = `${said.dataset.word || "Rozepsané hodnoty uchovány v"} ${told.saved}`;
  }

  async function ask() {
    const mine = ++asked;
    try {
      const got = await fetch(form.dataset.watch, {
        method: "POST",
        body: new FormData(form),
        headers: { "X-Requested-With": "XMLHttpRequest" },
      });
      if (mine !== asked) return;
      if (got.redirected) {
        said.textContent = "Přihlášení vypršelo. Uložte oddíl, po přihlášení vám hodnoty nabídneme.";
      } else if (got.ok) {
        answer(await got.json());
      } else {
        said.textContent = "Průběžné uložení se nepovedlo, uložte oddíl tlačítkem.";
      }
    } catch {
      said.textContent = "Spojení vypadlo. Napsané zůstává na stránce.";
    }
  }

  form.addEventListener("input", () => {
    dirty = true;
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT);
  });
  form.addEventListener("submit", () => {
    dirty = false;
    clearTimeout(timer);
    asked += 1;
  });
  window.addEventListener("beforeunload", (event) => {
    if (dirty) event.preventDefault(); // typed within the last second, not kept yet
  });
})();
