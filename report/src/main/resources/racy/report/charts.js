/* SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0 */
"use strict";

/* The charts in which a reader moves through the nights. Each has a table that is made of the same arrays. */
(() => {
    const { data, element, short, state, visible } = racy;
    if (!data) return;
    const nights = data.nights;
    const day = (seconds) => new Date(seconds * 1000).toISOString().slice(0, 10);
    const percent = (share) => (share * 100).toFixed(share > 0 && share < 0.1 ? 1 : 0) + "%";
    const colours = ["--j0", "--j1", "--j2", "--j3"];
    const dashes = [[], [6, 3], [2, 3], [8, 3, 2, 3]];

    /* A custom property as a colour that a canvas understands, in the theme of the moment. */
    function colour(name) {
        const probe = element("i", { hidden: "" });
        document.body.append(probe);
        probe.style.color = "var(" + name + ")";
        const resolved = getComputedStyle(probe).color;
        probe.remove();
        return resolved;
    }

    function line(u, x0, y0, x1, y1) {
        u.ctx.beginPath();
        u.ctx.moveTo(x0, y0);
        u.ctx.lineTo(x1, y1);
        u.ctx.stroke();
    }

    /* Where the numbers stop comparing: a line, its number in the list below the chart, and the JDKs it is about. */
    function drawMarks(u, marks) {
        const scale = devicePixelRatio;
        u.ctx.save();
        u.ctx.strokeStyle = colour("--mark");
        u.ctx.fillStyle = colour("--mark");
        u.ctx.lineWidth = scale;
        u.ctx.setLineDash([3 * scale, 3 * scale]);
        u.ctx.font = 11 * scale + "px system-ui, sans-serif";
        u.ctx.textAlign = "left";
        const labels = new Map();
        marks.forEach((mark, i) => {
            labels.set(mark.place, (labels.has(mark.place) ? labels.get(mark.place) + "," : "") + (i + 1));
        });
        for (const mark of new Map(marks.map((each) => [each.place, each])).values()) {
            const at = mark.place > 0 ? (nights.t[mark.place - 1] + nights.t[mark.place]) / 2 : nights.t[0];
            const x = Math.round(u.valToPos(at, "x", true));
            if (x < u.bbox.left || x > u.bbox.left + u.bbox.width) continue;
            line(u, x, u.bbox.top, x, u.bbox.top + u.bbox.height);
            u.ctx.fillText(labels.get(mark.place), x + 3 * scale, u.bbox.top + 11 * scale);
        }
        u.ctx.restore();
    }

    function marksOf(jdks) {
        const marks = new Map();
        for (const jdk of jdks) {
            for (const [place, words] of data.breaks[jdk] || []) {
                const key = place + words;
                if (!marks.has(key)) marks.set(key, { place, words, jdks: [] });
                marks.get(key).jdks.push(jdk);
            }
        }
        return [...marks.values()].sort((a, b) => a.place - b.place);
    }

    function listMarks(list, marks) {
        list.replaceChildren(...marks.map((mark) => element("li", null,
            day(nights.t[mark.place]) + ", JDK " + mark.jdks.join(" and ") + ": " + mark.words)));
        list.hidden = marks.length === 0;
    }

    function legend(box, jdks, extra) {
        box.replaceChildren(...jdks.map((jdk, i) => {
            const swatch = document.createElementNS("http://www.w3.org/2000/svg", "svg");
            swatch.setAttribute("viewBox", "0 0 26 8");
            swatch.setAttribute("width", "26");
            swatch.setAttribute("height", "8");
            const stroke = document.createElementNS("http://www.w3.org/2000/svg", "line");
            for (const [name, value] of Object.entries({ x1: 0, x2: 26, y1: 4, y2: 4, class: "j" + (i % 4) })) {
                stroke.setAttribute(name, value);
            }
            swatch.append(stroke);
            return element("span", null, swatch, " JDK " + jdk);
        }), element("span", { class: "note" }, extra));
    }

    /* One chart at a time in its figure. The last one's data stay on the element, where the tests find them. */
    class Chart {
        constructor(figure, options) {
            this.figure = figure;
            this.plot = figure.querySelector(".plot");
            this.readout = figure.querySelector(".readout");
            this.options = options;
            this.plot.addEventListener("keydown", (event) => this.key(event));
            new ResizeObserver(() => this.resize()).observe(this.plot);
            racy.onTheme(() => this.draw());
        }

        show(model) {
            this.model = model;
            this.place = -1;
            this.readout.textContent = "";
            this.draw();
        }

        width() {
            return Math.max(240, Math.floor(this.plot.clientWidth));
        }

        resize() {
            if (this.u && this.u.width !== this.width()) this.u.setSize({ width: this.width(), height: 260 });
        }

        draw() {
            if (!this.model) return;
            if (this.u) this.u.destroy();
            const ink = colour("--ink2");
            const grid = { stroke: colour("--rule"), width: 1 };
            const axis = { stroke: ink, grid, ticks: grid, font: "12px system-ui, sans-serif" };
            const model = this.model;
            this.u = new uPlot({
                width: this.width(),
                height: 260,
                legend: { show: false },
                cursor: { y: false, drag: { x: true, y: false } },
                scales: { x: { time: true }, y: { range: model.range } },
                axes: [{ ...axis, values: (u, ticks) => ticks.map((tick) => day(tick).slice(5)), space: 60 },
                    { ...axis, size: 58, values: (u, ticks) => ticks.map(model.tick) }],
                series: [{}, ...model.series.map((series) => ({
                    scale: "y",
                    spanGaps: false,
                    stroke: series.stroke === null ? undefined : colour(series.stroke),
                    fill: series.fill ? colour(series.fill) : undefined,
                    width: series.width,
                    paths: series.stepped ? uPlot.paths.stepped({ align: 1 }) : undefined,
                    dash: series.dash,
                    points: { show: series.points || false, size: 5, fill: series.stroke && colour(series.stroke) },
                }))],
                bands: (model.bands || []).map((band) => ({ series: band.series, fill: colour(band.fill) })),
                hooks: {
                    draw: [(u) => {
                        if (model.dots) this.dots(u, model.dots);
                        drawMarks(u, model.marks);
                    }],
                    setCursor: [(u) => this.read(u.cursor.idx)],
                },
            }, [nights.t, ...model.series.map((series) => series.values)], this.plot);
            this.plot.racyData = this.u.data;
        }

        dots(u, all) {
            const scale = devicePixelRatio;
            u.ctx.save();
            u.ctx.beginPath();
            u.ctx.rect(u.bbox.left, u.bbox.top, u.bbox.width, u.bbox.height);
            u.ctx.clip();
            for (const { stroke, forks, shift } of all) {
                u.ctx.fillStyle = colour(stroke);
                u.ctx.globalAlpha = 0.55;
                forks.forEach((means, place) => {
                    const x = u.valToPos(nights.t[place], "x", true) + shift * scale;
                    for (const mean of means || []) {
                        if (mean === null) continue;
                        u.ctx.beginPath();
                        u.ctx.arc(x, u.valToPos(mean, "y", true), 1.8 * scale, 0, 7);
                        u.ctx.fill();
                    }
                });
            }
            u.ctx.restore();
        }

        read(place) {
            if (place === null || place === undefined || place === this.place) return;
            this.place = place;
            this.readout.textContent = visible(
                day(nights.t[place]) + " · " + nights.id[place] + " · " + this.model.read(place));
        }

        key(event) {
            const step = { ArrowLeft: -1, ArrowRight: 1, Home: -1e9, End: 1e9 }[event.key];
            if (!step || !this.u) return;
            event.preventDefault();
            const last = nights.t.length - 1;
            const from = this.place < 0 ? (step < 0 ? last + 1 : -1) : this.place;
            const place = Math.max(0, Math.min(last, from + step));
            this.u.setCursor({ left: this.u.valToPos(nights.t[place], "x"), top: 20 });
            this.read(place);
        }
    }

    function tableOf(table, caption, heads, rows) {
        table.replaceChildren(
            element("caption", null, caption),
            element("thead", null, element("tr", null, ...heads.map((head) => element("th", { scope: "col" }, head)))),
            element("tbody", null, ...rows.map((cells) => element("tr", null, ...cells.map((cell) =>
                cell instanceof Node ? element("td", null, cell) : element("td", { class: "num" }, cell))))));
    }

    const link = (place) => element("a", { href: nights.page[place] }, nights.id[place]);
    const backwards = nights.t.map((_, i) => nights.t.length - 1 - i);
    const shortName = (key) => key.replace(/^racy\.stress\./, "");

    function choose(select, keys, name, label, groups) {
        const made = new Map();
        for (const key of keys) {
            const option = element("option", { value: key }, short(label(key)));
            const group = groups && groups(key);
            if (!group) {
                select.append(option);
                continue;
            }
            if (!made.has(group)) {
                made.set(group, element("optgroup", { label: short(group) }));
                select.append(made.get(group));
            }
            made.get(group).append(option);
        }
        select.addEventListener("change", () => {
            state.write(name, select.value);
            select.dispatchEvent(new Event("chosen"));
        });
    }

    function rates() {
        const figure = document.getElementById("rates-chart");
        const rows = [...document.querySelectorAll("#outcomes tbody tr")];
        if (!figure || rows.length === 0) return;
        figure.hidden = false;
        const keys = rows.map((row) => row.dataset.key).filter((key) => data.seen[key]);
        if (keys.length === 0) {
            figure.hidden = true;
            return;
        }
        const notable = new Set(rows.filter((row) => !row.classList.contains("quiet")).map((row) => row.dataset.key));
        const select = document.getElementById("outcome");
        const split = (key) => [key.slice(0, key.indexOf("|")), key.slice(key.indexOf("|") + 1)];
        choose(select, keys, "o", (key) => shortName(split(key)[0]) + " · " + split(key)[1],
            (key) => (notable.has(key) ? "Looked for, or forbidden" : "Ordinary"));
        const chart = new Chart(figure);

        function show(key) {
            const test = split(key)[0];
            const jdks = data.jdks.filter((jdk) => data.forks[test] && data.forks[test][jdk]);
            const series = [];
            const bands = [];
            const table = {};
            jdks.forEach((jdk, i) => {
                const n = data.forks[test][jdk];
                const k = (data.seen[key][jdk]) || n.map(() => 0);
                const at = n.map((forks, place) => (forks > 0 ? data.interval[k[place] + "/" + forks] : null));
                const rate = n.map((forks, place) => (forks > 0 ? k[place] / forks : null));
                table[jdk] = { n, k, at, rate };
                const first = series.length + 1;
                const j = colours[data.jdks.indexOf(jdk) % 4];
                series.push(
                    { values: at.map((each) => (each ? each[1] : null)), stroke: null, width: 0 },
                    { values: at.map((each) => (each ? each[0] : null)), stroke: null, width: 0 },
                    { values: rate, stroke: j, width: 2, dash: dashes[data.jdks.indexOf(jdk) % 4], points: true });
                bands.push({ series: [first, first + 1], fill: j + "b" });
            });
            const marks = marksOf(jdks);
            const words = (jdk, place) => {
                const { n, k, at, rate } = table[jdk];
                return n[place] > 0
                    ? k[place] + " of " + n[place] + " forks, " + percent(rate[place]) + " (" + percent(at[place][0])
                        + " to " + percent(at[place][1]) + ")"
                    : "no fork";
            };
            chart.show({
                series,
                bands,
                marks,
                range: (u, low, high) => [0, Math.min(1, Math.max(0.1, high * 1.05))],
                tick: percent,
                read: (place) => jdks.map((jdk) => "JDK " + jdk + ": " + words(jdk, place)).join(" · "),
            });
            legend(figure.querySelector(".legend"), jdks, "the band is the 95% interval; a rate is a share of forks");
            listMarks(figure.querySelector(".marks"), marks);
            const heads = ["Night", "Started", "Revision"];
            jdks.forEach((jdk) => heads.push("JDK " + jdk + ", forks", "Rate", "95% interval"));
            tableOf(document.getElementById("rates-table"), "Forks that showed " + short(shortName(key)), heads,
                backwards.map((place) => [link(place), day(nights.t[place]), nights.rev[place], ...jdks.flatMap((jdk) => {
                    const { n, k, at, rate } = table[jdk];
                    return n[place] > 0
                        ? [k[place] + " of " + n[place], percent(rate[place]),
                            percent(at[place][0]) + " to " + percent(at[place][1])]
                        : ["–", "–", "–"];
                })]));
            ever(figure.querySelector(".ever"), key);
            rows.forEach((row) => row.classList.toggle("chosen", row.dataset.key === key));
        }

        /* Every night in which it was seen, also those too old for the chart. */
        function ever(box, key) {
            const runs = data.ever[key] || [];
            const total = runs.reduce((sum, [from, to]) => sum + to - from + 1, 0);
            const night = (place) => {
                const [id, when, revision, page] = data.past[place];
                const words = when + " (" + revision + ")";
                return page ? element("a", { href: page, title: id }, words) : element("span", { title: id }, words);
            };
            box.replaceChildren(
                element("h3", null, "Where it was ever seen"),
                element("p", null, "In " + total + " of " + data.past.length + " nights known:"),
                element("ol", null, ...runs.slice().reverse().map(([from, to]) => (from === to
                    ? element("li", null, night(from))
                    : element("li", null, night(from), " to ", night(to), ", " + (to - from + 1) + " nights in a row")))));
        }

        select.addEventListener("chosen", () => show(select.value));
        rows.forEach((row) => {
            if (!data.seen[row.dataset.key]) return;
            const button = element("button", { type: "button", class: "draw" }, "chart");
            button.setAttribute("aria-label", "Chart " + short(shortName(row.dataset.key)));
            row.cells[2].append(button);
            button.addEventListener("click", () => {
                select.value = row.dataset.key;
                select.dispatchEvent(new Event("change"));
                figure.scrollIntoView({ block: "start" });
            });
        });
        racy.onState((from) => {
            const wanted = from.get("o");
            const key = wanted !== null && keys.includes(wanted) ? wanted : keys[0];
            select.value = key;
            show(key);
            if (wanted !== null) figure.scrollIntoView({ block: "start" });
        });
    }

    function trend() {
        const figure = document.getElementById("trend-chart");
        if (!figure) return;
        const keys = Object.keys(data.series).sort();
        if (keys.length === 0) return;
        figure.hidden = false;
        const select = document.getElementById("series");
        const method = (key) => key.slice(key.indexOf(".") + 1).replace(/\[.*$/, "");
        choose(select, keys, "s", (key) => key.slice(key.indexOf(".") + 1), (key) => method(key).split(":")[0]);
        const chart = new Chart(figure);

        function show(key) {
            const jdks = data.jdks.filter((jdk) => data.series[key][jdk]);
            const unit = data.units[key];
            const series = [];
            const dots = [];
            jdks.forEach((jdk, i) => {
                const its = data.series[key][jdk];
                const at = data.jdks.indexOf(jdk) % 4;
                series.push({ values: its.s, stroke: colours[at], width: 1.25, dash: dashes[at] });
                if (its.level) series.push({ values: its.level, stroke: colours[at], width: 3, stepped: true });
                dots.push({ stroke: colours[at], forks: its.f, shift: (i - (jdks.length - 1) / 2) * 3 });
            });
            let low = Infinity;
            let high = -Infinity;
            dots.forEach(({ forks }) => forks.forEach((means) => (means || []).forEach((mean) => {
                if (mean === null) return;
                low = Math.min(low, mean);
                high = Math.max(high, mean);
            })));
            series.forEach(({ values }) => values.forEach((each) => {
                if (each === null) return;
                low = Math.min(low, each);
                high = Math.max(high, each);
            }));
            const room = Math.max((high - low) * 0.08, Math.abs(high) * 0.01, 1e-9);
            const marks = marksOf(jdks).concat(steps(key, jdks)).sort((a, b) => a.place - b.place);
            const spread = (means) => {
                const there = (means || []).filter((mean) => mean !== null);
                return there.length ? Math.min(...there) + " to " + Math.max(...there) + ", " + there.length + " forks" : "–";
            };
            chart.show({
                series,
                dots,
                marks,
                range: () => [Math.max(0, low - room), high + room],
                tick: (tick) => String(+tick.toPrecision(6)),
                read: (place) => jdks.map((jdk) => {
                    const its = data.series[key][jdk];
                    return "JDK " + jdk + ": " + (its.s[place] === null ? "not measured"
                        : its.s[place] + " " + unit + " (forks " + spread(its.f[place]) + ")");
                }).join(" · "),
            });
            const levels = jdks.some((jdk) => data.series[key][jdk].level);
            legend(figure.querySelector(".legend"), jdks, unit + "; a dot is a fork, the line the score"
                + (levels ? ", the thick line the level between changes" : "") + ". The axis need not start at 0.");
            listMarks(figure.querySelector(".marks"), marks);
            const heads = ["Night", "Started", "Revision"];
            jdks.forEach((jdk) => heads.push("JDK " + jdk + ", " + unit, "Forks", "Level"));
            tableOf(document.getElementById("trend-table"), "Scores of " + short(key), heads,
                backwards.map((place) => [link(place), day(nights.t[place]), nights.rev[place], ...jdks.flatMap((jdk) => {
                    const its = data.series[key][jdk];
                    return its.s[place] === null ? ["–", "–", "–"]
                        : [String(its.s[place]), spread(its.f[place]),
                            its.level && its.level[place] !== null ? String(its.level[place]) : "–"];
                })]));
            document.querySelectorAll("tr[data-key]").forEach((row) =>
                row.classList.toggle("chosen", row.dataset.key === key));
        }

        function steps(key, jdks) {
            return jdks.flatMap((jdk) => (data.series[key][jdk].steps || []).map(([place, words]) =>
                ({ place, words, jdks: [jdk] })));
        }

        select.addEventListener("chosen", () => show(select.value));
        document.querySelectorAll("tr[data-key]").forEach((row) => {
            if (!data.series[row.dataset.key]) return;
            const button = element("button", { type: "button", class: "draw" }, "chart");
            button.setAttribute("aria-label", "Chart " + short(row.dataset.key));
            row.cells[0].append(button);
            button.addEventListener("click", () => {
                select.value = row.dataset.key;
                select.dispatchEvent(new Event("change"));
                figure.scrollIntoView({ block: "start" });
            });
        });
        racy.onState((from) => {
            const wanted = from.get("s");
            const key = wanted !== null && keys.includes(wanted) ? wanted : figure.dataset.first || keys[0];
            select.value = key;
            show(key);
            if (wanted !== null) figure.scrollIntoView({ block: "start" });
        });
    }

    rates();
    trend();
})();
