// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.report;

import java.util.List;
import racy.history.Night;
import racy.history.Origin;

/**
 * What every page has around its content.
 *
 * @param file name beside the other pages
 * @param section of the navigation that it belongs to; null for a page that stands alone
 * @param banner says that numbers are a generator's; empty if none is
 * @param data JSON for the scripts, safe to stand in a script element; empty for a page without
 */
record PageFrame(
        String file, String title, Section section, String banner, String footer, Assets.Scripts scripts, String data) {
    private static final String DEMONSTRATION =
            "Demonstration data: a generator made these numbers; nothing here was measured";
    private static final String SOME_DEMONSTRATION =
            "Demonstration data among these nights: a generator made their numbers; nothing was measured in them";

    /** The navigation. */
    enum Section {
        OVERVIEW("index.html", "Overview"),
        QUESTIONS("questions.html", "Questions"),
        BENCHMARKS("benchmarks.html", "Benchmarks"),
        NIGHTS("nights.html", "Nights"),
        COMPARE("compare.html", "Compare"),
        GLOSSARY("glossary.html", "Glossary");

        private final String file;
        private final String words;

        Section(String file, String words) {
            this.file = file;
            this.words = words;
        }

        String file() {
            return file;
        }

        String words() {
            return words;
        }
    }

    /** Of a page that has no pages beside it. */
    static PageFrame alone(String title, String footer) {
        return new PageFrame("", title, null, "", footer, Assets.Scripts.PLAIN, "");
    }

    static PageFrame of(Archive archive, String file, String title, Section section) {
        return of(archive, file, title, section, Assets.Scripts.PLAIN, "");
    }

    static PageFrame of(
            Archive archive, String file, String title, Section section, Assets.Scripts scripts, Object data) {
        return new PageFrame(
                file,
                title,
                section,
                banner(archive.nights()),
                footer(archive),
                scripts,
                data.equals("") ? "" : Assets.json(data));
    }

    private static String banner(List<Night> nights) {
        long generated = nights.stream()
                .filter(night -> night.origin() == Origin.DEMONSTRATION)
                .count();
        if (generated == 0) {
            return "";
        }
        return generated == nights.size() ? DEMONSTRATION : SOME_DEMONSTRATION;
    }

    private static String footer(Archive archive) {
        return archive.latest()
                .map(latest -> Text.plural(archive.nights().size(), "night") + ", the last of them "
                        + Text.name(latest.id()) + " of " + Text.minute(latest.started()))
                .orElse("No night yet");
    }

    boolean isAlone() {
        return section == null;
    }

    String policy() {
        return Assets.policy(scripts);
    }
}
