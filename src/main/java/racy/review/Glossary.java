// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.review;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import racy.kernel.Violation;

/**
 * The words that Racy uses in a sense of its own. The text is in {@code glossary.txt} beside this class. The violations
 * are among them, with the meaning that {@link Violation} gives. Every place that shows a meaning takes it from here.
 */
public final class Glossary {
    private static final String RESOURCE = "glossary.txt";
    private static final String SEPARATOR = " = ";
    private static final List<Entry> ENTRIES = Stream.concat(
                    parse(text()).stream(), Violation.common().stream().map(Glossary::entryOf))
            .sorted(Comparator.comparing(Entry::word, String.CASE_INSENSITIVE_ORDER))
            .toList();

    private Glossary() {}

    /**
     * A word and what it means.
     *
     * @param word as it stands in a sentence
     * @param meaning one or a few sentences
     */
    public record Entry(String word, String meaning) {
        /** The anchor of the entry in a page, such as {@code seeded-race}. */
        public String anchor() {
            return word.toLowerCase(Locale.ROOT).replace(' ', '-').replace('_', '-');
        }
    }

    private static Entry entryOf(Violation violation) {
        return new Entry(violation.name(), "A violation: " + violation.meaning() + ".");
    }

    /** All entries, in alphabetical order. The violations of another driver are not among them. */
    public static List<Entry> entries() {
        return ENTRIES;
    }

    /**
     * The entry of this word. Upper and lower case count as the same. A plural that only adds an "s" finds its
     * singular. The violations of another driver have entries here too.
     */
    public static Optional<Entry> find(String word) {
        String wanted = word.strip();
        return ENTRIES.stream()
                .filter(entry -> entry.word().equalsIgnoreCase(wanted) || (entry.word() + "s").equalsIgnoreCase(wanted))
                .findFirst()
                .or(() -> Violation.find(wanted.toUpperCase(Locale.ROOT)).map(Glossary::entryOf));
    }

    /** All entries as a page of Markdown, each with an anchor to link to. */
    public static String markdown() {
        StringBuilder page = new StringBuilder();
        page.append("<!-- SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0 -->\n")
                .append(
                        "<!-- Made from src/main/resources/racy/review/glossary.txt and racy.kernel.Violation. Edit those, then run:\n")
                .append("     ./racy glossary --format markdown > docs/glossary.md -->\n")
                .append("# Glossary\n\n")
                .append("The words that Racy uses in a sense of its own. `./racy glossary WORD` prints one of them.\n");
        for (Entry entry : ENTRIES) {
            page.append("\n<a id=\"")
                    .append(entry.anchor())
                    .append("\"></a>\n**")
                    .append(entry.word())
                    .append("**: ")
                    .append(entry.meaning())
                    .append('\n');
        }
        return page.toString();
    }

    static List<Entry> parse(String text) {
        List<Entry> entries = new ArrayList<>();
        for (String line : text.lines().toList()) {
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            if (line.startsWith(" ") && !entries.isEmpty()) {
                Entry last = entries.remove(entries.size() - 1);
                entries.add(new Entry(last.word(), last.meaning() + " " + line.strip()));
                continue;
            }
            int separator = line.indexOf(SEPARATOR);
            if (separator <= 0) {
                throw new IllegalArgumentException(RESOURCE + " has a line that is not an entry: " + line);
            }
            entries.add(new Entry(
                    line.substring(0, separator),
                    line.substring(separator + SEPARATOR.length()).strip()));
        }
        return List.copyOf(entries);
    }

    private static String text() {
        try (InputStream in = Glossary.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException("the build lacks " + RESOURCE);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
