/* SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0 */
"use strict";

/* What every page does: the theme, tables that filter and sort, and an address that says all of it. */
const racy = (() => {
    const root = document.documentElement;
    const listeners = { theme: [], state: [] };
    const dataBlock = document.getElementById("data");
    const data = dataBlock ? JSON.parse(dataBlock.textContent) : null;

    /* The part of the address after the #: either the id of an element, or name=value pairs. */
    const state = {
        read: () => new URLSearchParams(location.hash.includes("=") ? location.hash.slice(1) : ""),
        write(name, value) {
            const all = state.read();
            if (value === "" || value === null) all.delete(name);
            else all.set(name, value);
            history.replaceState(null, "", all.toString() ? "#" + all : location.pathname + location.search);
        },
    };

    const short = (text) => (text.length > 120 ? text.slice(0, 117) + "…" : text);

    /* Text from data, without characters that turn the text after them around or do nothing that is seen. */
    const visible = (text) => text.replace(
        /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g,
        (found) => "\\u" + found.charCodeAt(0).toString(16).padStart(4, "0"));

    /* Elements from data: text never becomes markup. */
    function element(tag, attributes, ...children) {
        const made = document.createElement(tag);
        for (const [name, value] of Object.entries(attributes || {})) {
            if (value !== null && value !== undefined && value !== false) made.setAttribute(name, value);
        }
        made.append(...children.filter((child) => child !== null && child !== undefined)
            .map((child) => (typeof child === "string" ? visible(child) : child)));
        return made;
    }

    function isDark() {
        return root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    }

    function theme() {
        const button = document.getElementById("theme");
        const say = () => {
            button.textContent = isDark() ? "Light" : "Dark";
            button.setAttribute("aria-label", "Switch to the " + button.textContent.toLowerCase() + " theme");
        };
        button.hidden = false;
        say();
        button.addEventListener("click", () => {
            root.dataset.theme = isDark() ? "light" : "dark";
            try {
                localStorage.setItem("racy-theme", root.dataset.theme);
            } catch (e) { /* it holds for this page */ }
            say();
            listeners.theme.forEach((each) => each());
        });
        matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
            say();
            listeners.theme.forEach((each) => each());
        });
        /* Paper is white: canvases are drawn anew for it. */
        let before;
        addEventListener("beforeprint", () => {
            before = root.dataset.theme;
            root.dataset.theme = "light";
            listeners.theme.forEach((each) => each());
        });
        addEventListener("afterprint", () => {
            if (before) root.dataset.theme = before;
            else delete root.dataset.theme;
            listeners.theme.forEach((each) => each());
        });
    }

    const value = (cell) => cell.dataset.v !== undefined ? cell.dataset.v : cell.textContent.trim();

    function sortable(table, changed) {
        const heads = [...table.tHead.rows[0].cells];
        heads.forEach((head, column) => {
            if (!head.dataset.s) return;
            const button = element("button", { type: "button" });
            button.append(...head.childNodes);
            head.append(button);
            button.addEventListener("click", () => {
                const down = head.getAttribute("aria-sort") === "ascending";
                changed((down ? "-" : "") + (column + 1));
            });
        });
        const original = [...table.tBodies[0].rows];
        return (how) => {
            heads.forEach((head) => head.removeAttribute("aria-sort"));
            const column = Math.abs(parseInt(how, 10)) - 1;
            let rows = table.tBodies[0].rows.length === original.length ? original : [...table.tBodies[0].rows];
            if (how && heads[column] && heads[column].dataset.s) {
                const down = how.startsWith("-");
                const numbers = heads[column].dataset.s === "n";
                heads[column].setAttribute("aria-sort", down ? "descending" : "ascending");
                const keyed = rows.map((row, i) => {
                    const text = value(row.cells[column]);
                    const number = parseFloat(text.replace(/,/g, ""));
                    return { row, i, key: numbers ? (Number.isNaN(number) ? -Infinity : number) : text };
                });
                const order = numbers ? (a, b) => a.key - b.key : (a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0);
                keyed.sort((a, b) => (down ? order(b, a) : order(a, b)) || a.i - b.i);
                rows = keyed.map((each) => each.row);
            }
            table.tBodies[0].append(...rows);
        };
    }

    function tables() {
        return [...document.querySelectorAll("[data-table]")].map((box) => {
            const id = box.dataset.table;
            const table = document.getElementById(id);
            const tools = box.querySelector(".tools");
            const sort = sortable(table, (how) => {
                state.write("sort." + id, how);
                sort(how);
            });
            const filter = tools && tools.querySelector("input");
            const all = tools && tools.querySelector(".all");
            const count = tools && tools.querySelector(".n");

            function apply() {
                const words = filter.value.toLowerCase().split(/\s+/).filter(Boolean);
                const every = all && all.getAttribute("aria-pressed") === "true";
                let shown = 0;
                const rows = table.tBodies[0].rows;
                for (const row of rows) {
                    const text = words.length ? row.textContent.toLowerCase() : "";
                    const out = words.some((word) => !text.includes(word)) || (!every && row.classList.contains("quiet"));
                    row.hidden = out;
                    if (!out) shown++;
                }
                box.classList.toggle("none", shown === 0);
                count.textContent = shown === rows.length ? "" : shown + " of " + rows.length + " shown";
            }
            function setAll(on) {
                if (!all) return;
                all.setAttribute("aria-pressed", on);
                if (!all.dataset.words) all.dataset.words = all.textContent;
                all.textContent = on ? "Show fewer" : all.dataset.words;
            }
            if (tools) {
                tools.hidden = table.tBodies[0].rows.length > 0 && table.tBodies[0].rows.length < 8 && !all;
                filter.addEventListener("input", () => {
                    state.write("q." + id, filter.value);
                    apply();
                });
                if (all) {
                    all.addEventListener("click", () => {
                        const on = all.getAttribute("aria-pressed") !== "true";
                        state.write("all." + id, on ? "1" : "");
                        setAll(on);
                        apply();
                    });
                }
            }
            return {
                id,
                table,
                apply,
                load(from) {
                    sort(from.get("sort." + id) || "");
                    if (tools) {
                        filter.value = from.get("q." + id) || "";
                        setAll(from.get("all." + id) === "1");
                        apply();
                    }
                },
                reveal() {
                    if (tools) {
                        filter.value = "";
                        setAll(true);
                        apply();
                    }
                },
                isNamed: (from) => ["q.", "sort.", "all."].some((kind) => from.has(kind + id)),
            };
        });
    }

    const all = tables();

    function go() {
        const from = state.read();
        all.forEach((each) => each.load(from));
        listeners.state.forEach((each) => each(from));
        const named = all.find((each) => each.isNamed(from));
        if (named && from.has("q." + named.id)) named.table.scrollIntoView();
        let id = "";
        try {
            id = location.hash.includes("=") ? "" : decodeURIComponent(location.hash.slice(1));
        } catch (e) { /* not one of ours */ }
        const target = id && document.getElementById(id);
        document.querySelectorAll(".target").forEach((each) => each.classList.remove("target"));
        if (target) {
            const details = target.closest("details");
            if (details) details.open = true;
            if (target.hidden) all.filter((each) => each.table.contains(target)).forEach((each) => each.reveal());
            target.classList.add("target");
            target.scrollIntoView({ block: target.tagName === "TR" ? "center" : "start" });
        }
    }

    theme();
    addEventListener("DOMContentLoaded", go);
    addEventListener("hashchange", go);

    return {
        data,
        state,
        element,
        short,
        visible,
        table: (id) => all.find((each) => each.id === id),
        onTheme: (each) => listeners.theme.push(each),
        /* Called with the state of the address, at the start and whenever it changes. */
        onState: (each) => listeners.state.push(each),
    };
})();
