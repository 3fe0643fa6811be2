// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.cli;

import java.io.PrintWriter;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import racy.review.Glossary;
import racy.review.Glossary.Entry;
import racy.review.TextWrap;

/** Says what the words of answers and pages mean. */
@Command(
        name = "glossary",
        description = "Says what the words of answers and of the dashboard mean.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  racy glossary              every word",
            "  racy glossary teeth        one word",
            "  racy glossary seeded race  a word of two words",
        })
final class GlossaryCommand implements Callable<Integer> {
    /** How entries are printed. */
    enum Format {
        text,
        markdown
    }

    /** For completion. */
    static final class Words implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return words().iterator();
        }
    }

    @Spec
    private CommandSpec spec;

    @Parameters(
            paramLabel = "WORD",
            arity = "0..*",
            completionCandidates = Words.class,
            description = "A word of the glossary. Default: all.")
    private List<String> word = List.of();

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "text",
            description = "One of: ${COMPLETION-CANDIDATES}; markdown is always all words. Default: ${DEFAULT-VALUE}.")
    private Format format;

    private static List<String> words() {
        return Glossary.entries().stream().map(Entry::word).toList();
    }

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        if (format == Format.markdown) {
            if (!word.isEmpty()) {
                throw new ParameterException(spec.commandLine(), "--format markdown prints all words: leave out WORD");
            }
            out.print(Glossary.markdown());
        } else if (word.isEmpty()) {
            Glossary.entries().forEach(entry -> print(entry, out));
        } else {
            print(entry(String.join(" ", word)), out);
        }
        out.flush();
        return ExitCode.CLEAN.value();
    }

    private Entry entry(String wanted) {
        return Glossary.find(wanted)
                .orElseThrow(() -> new ParameterException(
                        spec.commandLine(),
                        "no word \"" + wanted + "\" in the glossary." + Nearest.suggest(wanted, words())));
    }

    private static void print(Entry entry, PrintWriter out) {
        out.println(entry.word());
        TextWrap.wrap(entry.meaning(), "    ").forEach(out::println);
    }
}
