// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.report;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import racy.history.EvidenceNight;
import racy.history.History;
import racy.history.Night;
import racy.history.compare.Diff;
import racy.history.compare.Diffs;
import racy.report.Assets.Scripts;
import racy.report.PageFrame.Section;
import racy.review.Glossary;
import racy.review.Question;
import racy.text.IoReason;
import racy.text.Plain;

/**
 * The dashboard: a folder of pages, each of which carries all it needs. They ask nothing of anybody, so they work from
 * {@code file:} and from any web server. The same history gives the same bytes.
 */
public final class Site {
    /** Says that a folder is ours, and which of its files are. */
    static final String MARKER = ".racy-report";

    private static final TemplateEngine TEMPLATES =
            TemplateEngine.createPrecompiled(null, ContentType.Html, Site.class.getClassLoader(), "racy.report");

    private final Archive archive;
    private final Map<String, String> pages = new LinkedHashMap<>();

    private Site(Archive archive) {
        this.archive = archive;
    }

    /**
     * Writes the pages of the newest {@code nights} nights. Each page is replaced in one step; pages of an earlier site
     * that this one has no more go; other files stay.
     *
     * @throws IOException if {@code out} holds anything and is no site of ours, or cannot be written; its message names
     *     the folder and says why
     * @throws racy.history.HistoryException if the history cannot be read
     */
    public static void write(History history, int nights, Path out) throws IOException {
        try {
            Set<String> before = claim(out);
            write(pages(history, nights), before, out);
        } catch (IOException e) {
            throw new IOException("cannot write the pages into " + out + ": " + IoReason.of(e), e);
        }
    }

    private static void write(Map<String, String> pages, Set<String> before, Path out) throws IOException {
        Set<String> all = new LinkedHashSet<>(before);
        all.addAll(pages.keySet());
        mark(out, all);
        for (Map.Entry<String, String> page : pages.entrySet()) {
            replace(out.resolve(page.getKey()), page.getValue());
        }
        for (String old : before) {
            if (!pages.containsKey(old)) {
                Files.deleteIfExists(out.resolve(old));
            }
        }
        mark(out, pages.keySet());
    }

    /** The pages, by file name. */
    public static Map<String, String> pages(History history, int nights) {
        Site site = new Site(new Archive(history, nights));
        site.render();
        return site.pages;
    }

    /** The files that an earlier site left in {@code out}, which is created where it is not there. */
    private static Set<String> claim(Path out) throws IOException {
        Files.createDirectories(out);
        Path marker = out.resolve(MARKER);
        if (Files.isRegularFile(marker, LinkOption.NOFOLLOW_LINKS)) {
            Set<String> names = new LinkedHashSet<>();
            for (String name : Files.readAllLines(marker)) {
                if (name.matches("[A-Za-z0-9][A-Za-z0-9._-]*\\.html")) {
                    names.add(name);
                }
            }
            return names;
        }
        try (Stream<Path> files = Files.list(out)) {
            if (files.findAny().isPresent()) {
                throw new IOException("it holds something, and was not written by racy report (it has no " + MARKER
                        + "): name an empty directory");
            }
        }
        return Set.of();
    }

    private static void mark(Path out, Set<String> names) throws IOException {
        replace(out.resolve(MARKER), String.join("\n", names) + "\n");
    }

    private static void replace(Path file, String content) throws IOException {
        Path fresh = Files.createTempFile(file.toAbsolutePath().getParent(), ".racy-", ".part");
        try {
            Files.writeString(fresh, content, StandardCharsets.UTF_8);
            readableByAll(fresh);
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    /** A temporary file is private; a page is for a web server to read. */
    private static void readableByAll(Path file) throws IOException {
        if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.setPosixFilePermissions(file, java.nio.file.attribute.PosixFilePermissions.fromString("rw-r--r--"));
        }
    }

    private void render() {
        page("glossary.jte", PageFrame.of(archive, "glossary.html", "Glossary", Section.GLOSSARY), Glossary.entries());
        Optional<Night> latest = archive.latest();
        if (latest.isEmpty()) {
            page("empty.jte", PageFrame.of(archive, "index.html", "No night yet", Section.OVERVIEW), archive);
            return;
        }
        Night night = latest.get();
        Diff diff = Diffs.withLastComparable(archive.history(), night);
        Overview overview = Overview.of(archive, night, diff);
        page("overview.jte", PageFrame.of(archive, "index.html", "Tonight", Section.OVERVIEW), overview);
        page("questions.jte", PageFrame.of(archive, "questions.html", "Questions", Section.QUESTIONS), overview);
        List<EvidenceNight> evidence = archive.evidence(night);
        for (Question question : archive.questions()) {
            QuestionPage model = QuestionPage.of(archive, night, question, evidence);
            page(
                    "question.jte",
                    PageFrame.of(
                            archive,
                            QuestionPage.file(question.id()),
                            "Question " + question.id(),
                            Section.QUESTIONS,
                            Scripts.CHARTS,
                            model.data()),
                    model);
        }
        List<BenchPage> benchmarks = new ArrayList<>();
        for (String type : BenchPage.types(archive)) {
            BenchPage model = BenchPage.of(archive, type);
            benchmarks.add(model);
            page(
                    "bench.jte",
                    PageFrame.of(
                            archive,
                            BenchPage.file(type),
                            "Benchmark " + Text.name(type),
                            Section.BENCHMARKS,
                            Scripts.CHARTS,
                            model.data()),
                    model);
        }
        page(
                "benchmarks.jte",
                PageFrame.of(archive, "benchmarks.html", "Benchmarks", Section.BENCHMARKS),
                new BenchmarksPage(benchmarks, diff));
        page("nights.jte", PageFrame.of(archive, "nights.html", "Nights", Section.NIGHTS), NightsPage.of(archive));
        for (Night each : archive.nights()) {
            page(
                    "night.jte",
                    PageFrame.of(archive, NightPage.file(each), "Night " + Text.name(each.id()), Section.NIGHTS),
                    NightPage.of(archive, each));
        }
        ComparePage compare = ComparePage.of(archive, diff);
        page(
                "compare.jte",
                PageFrame.of(archive, "compare.html", "Compare", Section.COMPARE, Scripts.COMPARE, compare.data()),
                compare);
    }

    private void page(String template, PageFrame frame, Object model) {
        pages.put(frame.file(), render(template, frame, model));
    }

    /** A page. */
    static String render(String template, PageFrame frame, Object model) {
        StringOutput output = new StringOutput();
        TEMPLATES.render(template, Map.of("frame", frame, "model", model), output);
        // Whatever a template forgot: no attribute and no title has a character that cannot be seen.
        return Plain.numbered(output.toString());
    }
}
