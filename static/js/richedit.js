/* The visual editor of rich text: headings, lists, tables, links, notes and live blocks in place.
   It stands over the text area of richtext.js and sends HTML, which the server cleans. */
(() => {
  "use strict";

  const run = (name, value) => document.execCommand(name, false, value);
  const escaped = (text) => {
    const box = document.createElement("span");
    box.textContent = text;
    return box.innerHTML;
  };

  window.richEditor = (root, area, send) => {
    const start = root.querySelector("template[data-edited]");
    if (!start) return null;
    const words = root.querySelector("[data-tool-status]").dataset;
    const field = document.createElement("div");
    field.className = "rich rich-edit";
    field.contentEditable = "true";
    for (const [name, value] of [["role", "textbox"], ["aria-multiline", "true"]]) {
      field.setAttribute(name, value);
    }
    for (const name of ["aria-describedby", "aria-invalid", "aria-required"]) {
      if (area.hasAttribute(name)) field.setAttribute(name, area.getAttribute(name));
    }
    const label = document.querySelector(`label[for="${area.id}"]`);
    if (label) {
      label.id = label.id || `${area.id}_label`;
      field.setAttribute("aria-labelledby", label.id);
      label.addEventListener("click", () => field.hidden || field.focus());
    }
    field.append(start.content.cloneNode(true));
    area.before(field);
    run("defaultParagraphSeparator", "p");
    run("styleWithCSS", false);

    /* -- what is in the field -------------------------------------------------------------------- */

    /* there is always a line to write on before and after a block or a table */
    const line = () => {
      const made = document.createElement("p");
      made.append(document.createElement("br"));
      return made;
    };
    const FIXED = "[data-block], table";
    const roomy = () => {
      if (!field.firstElementChild) field.append(line());
      for (const one of field.querySelectorAll(":scope > [data-block], :scope > table")) {
        if (!one.previousElementSibling || one.previousElementSibling.matches(FIXED)) one.before(line());
        if (!one.nextElementSibling) one.after(line());
      }
      for (const block of field.querySelectorAll("[data-block]:not(:has(> [data-remove]))")) {
        const button = document.createElement("button");
        button.type = "button";
        button.dataset.remove = "";
        button.textContent = words.remove;
        block.prepend(button);
      }
    };

    const value = () => {
      const copy = field.cloneNode(true);
      for (const block of copy.querySelectorAll("[data-block]")) {
        block.replaceChildren();
        block.removeAttribute("contenteditable");
      }
      return copy.innerHTML;
    };

    /* figures of live blocks are worked out on the server */
    const draw = async () => {
      if (!area.dataset.preview || !field.querySelector("[data-block]")) return;
      try {
        const answer = await send(area.dataset.preview, { text: value(), text_format: "html" });
        const drawn = document.createElement("template");
        drawn.innerHTML = (await answer.json()).edit || "";
        const waiting = [...field.querySelectorAll("[data-block]")];
        for (const block of drawn.content.querySelectorAll("[data-block]")) {
          const place = waiting.shift();
          if (place && place.dataset.block === block.dataset.block) place.replaceWith(block);
        }
        roomy();
      } catch {
        /* names of the blocks stay */
      }
    };

    const set = (html) => {
      field.innerHTML = html;
      roomy();
    };

    const changed = () => {
      roomy();
      field.dispatchEvent(new Event("input", { bubbles: true }));
    };

    /* -- where the caret is ------------------------------------------------------------------------ */

    let kept = null;
    const keep = () => {
      const here = document.getSelection();
      if (!here.rangeCount || !field.contains(here.anchorNode)) return;
      kept = here.getRangeAt(0).cloneRange();
      mark();
    };
    document.addEventListener("selectionchange", keep);
    field.addEventListener("focusout", keep); /* a browser at work tells the change later than that */

    const back = () => {
      field.focus();
      const here = document.getSelection();
      if (kept && field.contains(kept.startContainer)) {
        here.removeAllRanges();
        here.addRange(kept);
      } else {
        here.selectAllChildren(field);
        here.collapseToEnd();
      }
    };

    const around = (selector) => {
      const here = document.getSelection().anchorNode;
      const element = here && (here.nodeType === 1 ? here : here.parentElement);
      const found = element && element.closest(selector);
      return found && field.contains(found) && found !== field ? found : null;
    };

    const STATES = {
      bold: "strong, b",
      italic: "em, i",
      heading: "h2",
      subheading: "h3",
      list: "ul",
      numbers: "ol",
      quote: "blockquote",
      link: "a",
      note: "[data-note]",
      table: "table",
    };
    const tools = root.querySelector(".rich-text__tools");
    const tableTools = root.querySelector("[data-table-tools]");
    const mark = () => {
      if (field.hidden) return;
      for (const [name, selector] of Object.entries(STATES)) {
        const button = tools.querySelector(`[data-action="${name}"]`);
        button.setAttribute("aria-pressed", String(Boolean(around(selector))));
      }
      tableTools.hidden = !around("table");
    };

    /* -- asking for an address or the text of a note ------------------------------------------------ */

    const ask = root.querySelector("[data-ask]");
    const askInput = ask.querySelector("input");
    let answered = null;
    const question = (name, given, then) => {
      ask.querySelector("label").textContent = words[name];
      askInput.value = given;
      ask.hidden = false;
      answered = then;
      askInput.focus();
      askInput.select();
    };
    const settle = (said) => {
      const then = answered;
      ask.hidden = true;
      answered = null;
      back();
      if (then && said) then(said);
    };
    ask.querySelector("[data-ask-yes]").addEventListener("click", () => settle(askInput.value.trim()));
    ask.querySelector("[data-ask-no]").addEventListener("click", () => settle(""));
    askInput.addEventListener("keydown", (event) => {
      if (event.key === "Enter") {
        event.preventDefault();
        settle(askInput.value.trim());
      } else if (event.key === "Escape") {
        settle("");
      }
    });

    /* -- what the buttons do ------------------------------------------------------------------------ */

    const insert = (html) => {
      run("insertHTML", html);
      changed();
    };

    /* on a line of its own after the one with the caret, so that nothing is split */
    const insertLine = (html) => {
      let top = around("h2, h3, h4, p, table, ul, ol, blockquote, [data-block]");
      while (top && top.parentElement !== field) top = top.parentElement;
      const box = document.createElement("template");
      box.innerHTML = html;
      const added = box.content.firstElementChild;
      if (top) top.after(added);
      else field.append(added);
      if (top && top.matches("p") && !top.textContent) top.remove();
      roomy();
      if (added.matches("table")) document.getSelection().selectAllChildren(added.querySelector("th"));
      else document.getSelection().collapse(added.nextElementSibling, 0);
      changed();
    };

    /* the caret stays in its word when the line becomes another one */
    const still = (change) => {
      const here = document.getSelection();
      const [node, at] = [here.anchorNode, here.anchorOffset];
      const isCaret = here.isCollapsed;
      change();
      if (!isCaret || !at) return;
      const place = around("li, h2, h3, p, blockquote");
      if (node.nodeType === 3 && node.isConnected) here.collapse(node, at);
      else if (place && here.anchorOffset === 0) {
        here.selectAllChildren(place);
        here.collapseToEnd();
      }
    };
    const format = (tag) => run("formatBlock", around(tag) ? "p" : tag);
    const actions = {
      bold: () => run("bold"),
      italic: () => run("italic"),
      heading: () => still(() => format("h2")),
      subheading: () => still(() => format("h3")),
      list: () => still(() => run("insertUnorderedList")),
      numbers: () => still(() => run("insertOrderedList")),
      quote: () =>
        still(() => (around("blockquote") ? run("outdent") : run("formatBlock", "blockquote"))),
      link: (sample) => {
        const link = around("a");
        if (link) document.getSelection().selectAllChildren(link);
        kept = document.getSelection().getRangeAt(0).cloneRange();
        question("link", link ? link.getAttribute("href") : "https://", (href) => {
          const text = String(document.getSelection()) || sample;
          if (link) link.replaceWith(...link.childNodes);
          if (link || text === sample) {
            insert(`<a href="${escaped(href).replaceAll('"', "%22")}">${escaped(text)}</a>`);
          } else {
            run("createLink", href);
          }
        });
      },
      note: () => {
        const note = around("[data-note]");
        question("note", note ? note.textContent : "", (text) => {
          if (note) {
            note.textContent = text;
            changed();
            return;
          }
          const made = document.createElement("span");
          made.dataset.note = "";
          made.textContent = text;
          /* a mark of no width is where one goes on writing; cleaning takes it out */
          const gap = document.createTextNode("\u200b");
          const place = document.getSelection().getRangeAt(0);
          place.collapse(false);
          const look = around("a, b, strong, i, em");
          if (look) {
            const rest = place.cloneRange();
            rest.setEndAfter(look);
            if (!rest.toString()) place.setStartAfter(look);
            place.collapse(true);
          }
          place.insertNode(gap);
          place.insertNode(made);
          document.getSelection().collapse(gap, 1);
          changed();
        });
      },
      table: (sample) => {
        const [first, second] = sample.split("\n")[0].split("|").slice(1, 3);
        const row = "<tr><td><br></td><td><br></td></tr>";
        insertLine(
          `<table><caption>${escaped(words.caption)}</caption><thead><tr><th scope="col">` +
            `${escaped(first.trim())}</th><th scope="col">${escaped(second.trim())}</th></tr></thead>` +
            `<tbody>${row}${row}</tbody></table>`,
        );
      },
    };

    const cell = (tag) => {
      const made = document.createElement(tag);
      if (tag === "th") made.scope = "col";
      made.append(document.createElement("br"));
      return made;
    };
    const tableActions = {
      "row-add": (table, row) => {
        const made = document.createElement("tr");
        made.append(...[...row.cells].map(() => cell("td")));
        if (row.closest("thead")) (table.tBodies[0] || table.createTBody()).prepend(made);
        else row.after(made);
        document.getSelection().collapse(made.cells[0], 0);
      },
      "row-out": (_table, row) => row.remove(),
      "column-add": (table, _row, at) => {
        for (const row of table.rows) {
          const beside = row.cells[Math.min(at, row.cells.length - 1)];
          if (beside) beside.after(cell(row.closest("thead") ? "th" : "td"));
        }
      },
      "column-out": (table, _row, at) => {
        for (const row of [...table.rows]) if (row.cells[at]) row.cells[at].remove();
      },
      "table-out": (table) => table.remove(),
    };
    tableTools.addEventListener("click", (event) => {
      const name = event.target.closest("button")?.dataset.table;
      back();
      const here = around("td, th");
      const table = around("table");
      if (!name || !table) return;
      const row = here ? here.parentElement : table.rows[0];
      tableActions[name](table, row, here ? here.cellIndex : 0);
      if (!table.rows.length || !table.rows[0].cells.length) table.remove();
      changed();
      mark();
    });

    /* -- keys, paste, blocks ------------------------------------------------------------------------- */

    field.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (around("[data-note]") || around("caption"))) {
        event.preventDefault();
      } else if (event.key === "Enter" && !event.shiftKey && around("td, th")) {
        event.preventDefault();
        run("insertLineBreak");
      }
    });
    field.addEventListener("click", (event) => {
      if (!event.target.closest("[data-remove]")) return;
      event.target.closest("[data-block]").remove();
      changed();
    });
    field.addEventListener("paste", async (event) => {
      const html = event.clipboardData.getData("text/html");
      const plain = event.clipboardData.getData("text/plain");
      if (!html || !area.dataset.preview) return;
      event.preventDefault();
      root.say("reading");
      try {
        const answer = await send(area.dataset.preview, { text: html, text_format: "html" });
        const said = await answer.json();
        if (!answer.ok) throw new Error(said.error);
        const box = document.createElement("template");
        box.innerHTML = said.edit;
        for (const one of box.content.querySelectorAll("[id]")) one.removeAttribute("id");
        back();
        insert(box.innerHTML);
        root.say("pasted");
      } catch {
        back();
        run("insertText", plain);
        root.say("plain");
      }
    });

    roomy();
    draw();
    return {
      field,
      value,
      set,
      draw,
      run: (name, sample) => {
        back();
        actions[name](sample);
        mark();
      },
      block: (snippet) => {
        const [kind, ...options] = snippet.slice(2, -2).trim().split(/\s+/);
        back();
        insertLine(
          `<div data-block="${kind}" data-options="${options.join(";")}" contenteditable="false"></div>`,
        );
        draw();
      },
    };
  };
})();
