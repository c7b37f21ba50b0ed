/* Rich text: the visual editor (richedit.js) or Markdown with buttons and a live preview; paste from
   Word, drafts kept meanwhile. Everything works without scripts too; their words stand in the page. */
(() => {
  "use strict";

  const WAIT = 700; // ms after the last key before the preview is asked for
  const KEEP = 3000; // ms after the last key before the draft is kept
  const LONGEST = 20000; // ms after which an answer is not waited for any more

  const token = () => {
    const found = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/);
    const field = document.querySelector("[name=csrfmiddlewaretoken]");
    return found ? found[1] : field ? field.value : "";
  };

  const send = (url, fields, more) => {
    const body = new FormData();
    for (const [name, value] of Object.entries(fields)) body.append(name, value);
    return fetch(url, {
      method: "POST",
      body,
      headers: { "X-CSRFToken": token() },
      credentials: "same-origin",
      redirect: "manual",
      ...more,
    });
  };

  /* text goes in as if typed, so that the browser can take it back */
  const put = (area, text) => {
    area.focus();
    if (!document.execCommand("insertText", false, text)) {
      area.setRangeText(text, area.selectionStart, area.selectionEnd, "end");
      area.dispatchEvent(new Event("input", { bubbles: true }));
    }
  };

  const selected = (area) => area.value.slice(area.selectionStart, area.selectionEnd);

  const around = (area, before, after, sample) => {
    const inner = selected(area) || sample;
    put(area, before + inner + after);
    const end = area.selectionEnd - after.length;
    area.setSelectionRange(end - inner.length, end);
  };

  const lines = (area, mark) => {
    const start = area.value.lastIndexOf("\n", area.selectionStart - 1) + 1;
    let end = area.value.indexOf("\n", area.selectionEnd);
    if (end < 0) end = area.value.length;
    area.setSelectionRange(start, end);
    const marked = selected(area)
      .split("\n")
      .map((line, at) => mark(line.replace(/^(#{2,4} |- |\d+\. |> )/, ""), at))
      .join("\n");
    put(area, marked);
  };

  const block = (area, text) => {
    const before = area.value.slice(0, area.selectionStart);
    const gap = before === "" || before.endsWith("\n\n") ? "" : before.endsWith("\n") ? "\n" : "\n\n";
    area.setSelectionRange(area.selectionEnd, area.selectionEnd);
    put(area, `${gap}${text}\n\n`);
  };

  const actions = {
    bold: (area, sample) => around(area, "**", "**", sample),
    italic: (area, sample) => around(area, "*", "*", sample),
    heading: (area) => lines(area, (line) => `## ${line}`),
    subheading: (area) => lines(area, (line) => `### ${line}`),
    list: (area) => lines(area, (line) => `- ${line}`),
    numbers: (area) => lines(area, (line, at) => `${at + 1}. ${line}`),
    quote: (area) => lines(area, (line) => `> ${line}`),
    link: (area, sample) => {
      const inner = selected(area) || sample;
      put(area, `[${inner}](https://)`);
      area.setSelectionRange(area.selectionEnd - 1, area.selectionEnd - 1);
    },
    note: (area, sample) => around(area, "^[", "]", sample),
    table: (area, sample) => block(area, sample),
  };

  /* -- two ways of writing: as it looks, or with signs -------------------------------------------- */

  const MODE = "sitis-writes-with-signs";
  const isVisual = (root) => root.dataset.mode === "visual";
  const remembered = () => {
    try {
      return localStorage.getItem(MODE) === "yes";
    } catch {
      return false;
    }
  };

  /* what is sent of the text, and in which form */
  const typed = (root, area) =>
    isVisual(root)
      ? { text: root.editor.value(), text_format: "html" }
      : { text: area.value, text_format: "markdown" };

  const setModes = (root, area, editor, closePreview) => {
    const button = root.querySelector("[data-toggle-signs]");
    const preview = root.querySelector("[data-toggle-preview]");
    root.editor = editor;
    const show = (visual) => {
      root.dataset.mode = visual ? "visual" : "signs";
      editor.field.hidden = !visual;
      area.hidden = visual;
      /* links of errors lead to what is seen */
      const id = area.id || editor.field.id;
      area.id = editor.field.id = "";
      (visual ? editor.field : area).id = id;
      (visual ? area : editor.field).removeAttribute("id");
      button.setAttribute("aria-pressed", String(!visual));
      if (visual) closePreview();
      preview.hidden = visual || !area.dataset.preview;
      root.querySelector("[data-table-tools]").hidden = true;
      if (!visual) for (const one of root.querySelectorAll("[data-action]")) one.removeAttribute("aria-pressed");
    };
    const turn = async () => {
      const visual = !isVisual(root);
      try {
        const answer = await send(area.dataset.preview, typed(root, area));
        const said = await answer.json();
        if (!answer.ok) throw new Error(said.error);
        if (visual) editor.set(said.edit);
        else area.value = said.markdown;
        show(visual);
        localStorage.setItem(MODE, visual ? "no" : "yes");
      } catch {
        root.say("failed");
      }
    };
    button.hidden = !area.dataset.preview;
    button.addEventListener("click", turn);
    show(!(remembered() && area.dataset.preview));
    root.closest("form")?.addEventListener("submit", () => {
      if (!isVisual(root)) return;
      area.value = editor.value();
      root.querySelector("[data-format]").value = "html";
    });
  };

  const dress = (root) => {
    const area = root.querySelector("textarea");
    const tools = root.querySelector("template[data-tools]");
    if (!area || !tools || root.dataset.dressed) return;
    root.dataset.dressed = "1";
    root.insertBefore(tools.content.cloneNode(true), area);
    const status = root.querySelector("[data-tool-status]");
    const url = area.dataset.preview;
    const say = (name) => {
      status.textContent = name ? status.dataset[name] : "";
    };
    root.say = say;
    const editor = window.richEditor ? window.richEditor(root, area, send) : null;

    for (const button of root.querySelectorAll("button[data-action]")) {
      button.addEventListener("click", () => {
        const { action, sample } = button.dataset;
        if (isVisual(root)) editor.run(action, sample || "");
        else actions[action](area, sample || "");
      });
    }
    area.addEventListener("keydown", (event) => {
      const name = { b: "bold", i: "italic" }[event.key.toLowerCase()];
      if (name && (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey) {
        event.preventDefault();
        root.querySelector(`[data-action=${name}]`).click();
      }
    });

    const choice = root.querySelector("select[data-blocks]");
    if (choice) {
      root.querySelector("[data-insert]").addEventListener("click", () => {
        if (isVisual(root)) editor.block(choice.value);
        else block(area, choice.value);
      });
    }

    const toggle = root.querySelector("[data-toggle-preview]");
    const shown = root.querySelector("[data-preview-shown]");
    area.after(shown);
    let asked = 0;
    let timer = 0;
    const preview = async () => {
      const mine = ++asked;
      try {
        const answer = await send(url, { text: area.value });
        const said = await answer.json();
        if (mine === asked) shown.innerHTML = said.html || "";
        say(answer.ok ? "" : "refused");
      } catch {
        say("failed");
      }
    };
    if (toggle && url) {
      toggle.addEventListener("click", () => {
        const open = toggle.getAttribute("aria-expanded") !== "true";
        toggle.setAttribute("aria-expanded", String(open));
        shown.hidden = !open;
        if (open) preview();
      });
      area.addEventListener("input", () => {
        clearTimeout(timer);
        if (!shown.hidden) timer = setTimeout(preview, WAIT);
      });
    } else if (toggle) {
      toggle.hidden = true;
    }

    if (editor) setModes(root, area, editor, () => {
      if (!shown.hidden) toggle.click();
    });

    area.addEventListener("paste", async (event) => {
      const html = event.clipboardData && event.clipboardData.getData("text/html");
      if (!html || !url) return;
      event.preventDefault();
      const plain = event.clipboardData.getData("text/plain");
      say("reading");
      try {
        const answer = await send(url, { text: html, text_format: "html" });
        const said = await answer.json();
        if (!answer.ok) throw new Error(said.error);
        put(area, said.markdown.trim());
        say("pasted");
      } catch {
        put(area, plain);
        say("plain");
      }
    });
  };

  const keepDrafts = (form) => {
    const area = form.querySelector(".rich-text textarea");
    const status = form.querySelector("[data-autosave-status]");
    const version = form.querySelector("[name=version]");
    const draft = form.querySelector("[name=draft]"); // the stamp of the draft that is continued
    if (!area || !status) return;
    const root = area.closest(".rich-text");
    let kept = typed(root, area).text;
    let timer = 0;
    let failed = false;
    let sending = null;
    const ask = async (more) => {
      const now = typed(root, area);
      if (now.text === kept) return;
      failed = true;
      try {
        const fields = { ...now, version: version.value, draft: draft.value };
        const signal = AbortSignal.timeout(LONGEST);
        const answer = await send(form.dataset.autosave, fields, { signal, ...more });
        if (answer.type === "opaqueredirect") {
          status.textContent = status.dataset.signedOut;
          return;
        }
        if (answer.status === 403 && !answer.headers.get("Content-Type").includes("json")) {
          status.textContent = status.dataset.refused;
          return;
        }
        const said = await answer.json();
        if (said.draft) { // kept, even if the section was closed meanwhile
          kept = now.text;
          draft.value = said.draft;
          failed = false;
        }
        status.textContent = said.error || `${status.dataset.saved} ${said.saved}.`;
      } catch {
        status.textContent = status.dataset.failed;
        clearTimeout(timer);
        timer = setTimeout(keep, 4 * KEEP);
      }
    };
    /* one after another: each brings the stamp that the answer to the one before it gave */
    const keep = (more) => {
      const mine = Promise.resolve(sending).then(() => ask(more)).then(() => {
        if (sending === mine) sending = null;
      });
      sending = mine;
    };
    root.addEventListener("input", (event) => {
      if (event.target !== area && !event.target.isContentEditable) return;
      clearTimeout(timer);
      timer = setTimeout(keep, KEEP);
    });
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden") keep({ keepalive: true });
    });
    /* what could not be kept would be lost with the page */
    window.addEventListener("beforeunload", (event) => {
      if (failed && typed(root, area).text !== kept) event.preventDefault();
    });
    form.addEventListener("submit", (event) => {
      clearTimeout(timer);
      if (sending) {
        event.preventDefault();
        sending.then(() => form.requestSubmit(event.submitter));
        return;
      }
      kept = typed(root, area).text;
      /* after signing in again in another window the token is a new one */
      form.querySelector("[name=csrfmiddlewaretoken]").value = token();
    });
  };

  document.querySelectorAll(".rich-text").forEach(dress);
  document.querySelectorAll("form[data-autosave]").forEach(keepDrafts);
})();
