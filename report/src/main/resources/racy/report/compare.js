/* SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0 */
"use strict";

/* Two nights of the reader's choice, as counts of forks. */
(() => {
    const { data, element, short, state } = racy;
    if (!data || data.nights.t.length < 2) return;
    const nights = data.nights;
    const last = nights.t.length - 1;
    const box = document.getElementById("any-two");
    const selects = [document.getElementById("a"), document.getElementById("b")];
    const body = document.querySelector("#pairs tbody");
    const day = (seconds) => new Date(seconds * 1000).toISOString().slice(0, 10);

    function what(a, b, grade) {
        if (a.n < 1 && b.n < 1) return null;
        if (a.n < 1) return "appeared";
        if (b.n < 1) return "disappeared";
        if (a.k === 0 && b.k > 0) return grade === "fails" ? "now fails" : "now seen";
        if (a.k > 0 && b.k === 0) return grade === "fails" ? "no longer fails" : "not seen now";
        return a.k * b.n === b.k * a.n ? "same" : "rate differs";
    }

    const isLoud = (words, grade) => words !== "same" && (words !== "rate differs" || grade === "fails");

    function show(a, b) {
        const notes = [];
        const rows = [];
        for (const jdk of data.jdks) {
            const [x, y] = [data.fingerprints[jdk][a], data.fingerprints[jdk][b]];
            if (x < 0 || y < 0) notes.push("JDK " + jdk + ": " + (x < 0 && y < 0 ? "in neither night" : "in one of the nights only") + ".");
            else if (x !== y) {
                notes.push("JDK " + jdk + ": the environments differ, so the counts say nothing about the code.");
            } else notes.push("JDK " + jdk + ": the environments are the same.");
        }
        for (const [test, byJdk] of Object.entries(data.tests)) {
            for (const [jdk, its] of Object.entries(byJdk)) {
                const same = data.fingerprints[jdk][a] === data.fingerprints[jdk][b];
                for (const [outcome, k] of Object.entries(its.k)) {
                    const grade = (data.grades[test] || {})[outcome] || "";
                    const before = { n: its.n[a], k: k[a] };
                    const after = { n: its.n[b], k: k[b] };
                    const words = what(before, after, grade);
                    if (words === null || (before.k === 0 && after.k === 0)) continue;
                    const cell = (each) => element("td", { class: "num", "data-v": each.n > 0 ? each.k / each.n : -1 },
                        each.n > 0 ? each.k + " of " + each.n : "no fork");
                    rows.push(element("tr", { class: isLoud(words, grade) && same ? null : "quiet" },
                        element("td", null, element("code", { class: "name" }, short(test.replace(/^racy\.stress\./, "")))),
                        element("td", null, jdk),
                        element("td", null, element("code", { class: "name o-" + grade }, short(outcome))),
                        element("td", null, words + (same ? "" : ", not comparable")),
                        cell(before), cell(after)));
                }
            }
        }
        document.getElementById("comparable").replaceChildren(...notes.map((note) => element("li", null, note)));
        body.replaceChildren(...rows);
        const quiet = rows.filter((row) => row.classList.contains("quiet")).length;
        const button = document.querySelector("[data-table=pairs] .all");
        button.dataset.words = "Show " + quiet + " rows that say little";
        if (button.getAttribute("aria-pressed") !== "true") button.textContent = button.dataset.words;
        racy.table("pairs").load(state.read());
    }

    box.hidden = false;
    selects.forEach((select, which) => {
        nights.t.forEach((_, i) => {
            const place = last - i;
            select.append(element("option", { value: nights.id[place] }, day(nights.t[place]) + " · " + nights.id[place]));
        });
        select.addEventListener("change", () => {
            state.write(which === 0 ? "a" : "b", select.value);
            show(...selects.map((each) => last - each.selectedIndex));
        });
    });
    racy.onState((from) => {
        const [a, b] = ["a", "b"].map((name) => nights.id.indexOf(from.get(name)));
        selects[0].selectedIndex = last - (a < 0 ? last - 1 : a);
        selects[1].selectedIndex = last - (b < 0 ? last : b);
        show(...selects.map((each) => last - each.selectedIndex));
    });
})();
