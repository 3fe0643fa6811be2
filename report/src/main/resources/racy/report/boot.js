/* SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0 */
(function () {
    var root = document.documentElement;
    root.classList.add("js");
    try {
        var theme = localStorage.getItem("racy-theme");
        if (theme === "dark" || theme === "light") root.dataset.theme = theme;
    } catch (e) { /* no storage for this origin */ }
})();
