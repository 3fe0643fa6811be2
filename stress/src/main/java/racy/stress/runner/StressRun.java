// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.stress.runner;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectReader;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import racy.outside.Limits;
import racy.outside.OutsideFile;

/**
 * A run: finished, interrupted, or read from its directory.
 *
 * @param forks in the order in which they ran
 * @param warnings what could not be read, by file and line
 */
public record StressRun(Path directory, Manifest manifest, List<ForkRecord> forks, List<String> warnings) {
    private static final int MOST_WARNINGS = 20;
    private static final ObjectReader FORK = Json.MAPPER.readerFor(ForkRecord.class);

    /** Reads a run. A line that is cut off or damaged is left out, with a warning. */
    public static StressRun read(Path directory) throws StressException {
        Path forksFile = directory.resolve(Ledger.FORKS);
        Manifest manifest = readManifest(directory);
        try {
            Optional<List<ForkRecord>> whole = whole(forksFile);
            return whole.isPresent()
                    ? new StressRun(directory, manifest, whole.get(), List.of())
                    : readLineByLine(directory, manifest);
        } catch (IOException e) {
            throw new StressException("cannot read " + forksFile + ": " + Ledger.reason(e), e);
        }
    }

    private static StressRun readLineByLine(Path directory, Manifest manifest) throws IOException {
        Path forksFile = directory.resolve(Ledger.FORKS);
        List<ForkRecord> forks = new ArrayList<>();
        List<String> warnings = new ArrayList<>();
        int damaged = 0;
        try (BufferedReader lines = new BufferedReader(
                new InputStreamReader(OutsideFile.openLines(forksFile, Limits.records()), StandardCharsets.UTF_8))) {
            int number = 0;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                number++;
                try {
                    forks.add(fork(line));
                } catch (JsonProcessingException e) {
                    damaged++;
                    if (damaged <= MOST_WARNINGS) {
                        warnings.add(
                                forksFile + ":" + number + ": not a whole fork, left out: " + OutsideJson.reason(e));
                    }
                }
            }
        }
        if (damaged > MOST_WARNINGS) {
            warnings.add(forksFile + ": " + (damaged - MOST_WARNINGS) + " more lines are no whole forks, left out");
        }
        return new StressRun(directory, manifest, List.copyOf(forks), List.copyOf(warnings));
    }

    /**
     * Reads a ledger at once, in half the time that line by line takes. Empty unless every line is one complete fork.
     */
    private static Optional<List<ForkRecord>> whole(Path ledger) throws IOException {
        List<ForkRecord> forks = new ArrayList<>();
        try (OutsideFile.Lines bytes = OutsideFile.openLines(ledger, Limits.records())) {
            // Checked because an array would be read as the values in it.
            if (bytes.peek() != '{') {
                return Optional.empty();
            }
            try (MappingIterator<ForkRecord> values = FORK.readValues(bytes)) {
                while (values.hasNextValue()) {
                    ForkRecord fork = values.nextValue();
                    forks.add(fork);
                    if (fork == null || values.getCurrentLocation().getLineNr() != forks.size()) {
                        return Optional.empty();
                    }
                }
                // The parser is at the end of the file. There it counts one line more than the file has.
                return bytes.isAtEndOfLine() && values.getCurrentLocation().getLineNr() == forks.size() + 1
                        ? Optional.of(List.copyOf(forks))
                        : Optional.empty();
            }
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    private static ForkRecord fork(String line) throws IOException {
        ForkRecord fork = FORK.readValue(line);
        if (fork == null) {
            throw JsonMappingException.from((JsonParser) null, "null is not a fork");
        }
        return fork;
    }

    /** Writes a run that has ended to its directory. The engine does not use this: it writes its forks one by one. */
    public void write() throws StressException {
        try {
            Files.createDirectories(directory);
            Json.MAPPER
                    .writerWithDefaultPrettyPrinter()
                    .writeValue(directory.resolve(Ledger.MANIFEST).toFile(), manifest);
            StringBuilder lines = new StringBuilder();
            for (ForkRecord fork : forks) {
                lines.append(Json.MAPPER.writeValueAsString(fork)).append('\n');
            }
            Files.writeString(directory.resolve(Ledger.FORKS), lines);
        } catch (IOException e) {
            throw new StressException("cannot write the run to " + directory + ": " + Ledger.reason(e), e);
        }
    }

    /**
     * Repairs the directory of a run whose process was killed. Removes a line that was being written, or everything if
     * the run was not begun. No process may be writing to the directory.
     */
    public static void mend(Path directory) throws StressException {
        try {
            if (!Files.exists(directory)) {
                return;
            }
            if (Ledger.begun(directory).isPresent()) {
                Ledger.resume(directory).close();
            } else {
                Files.delete(directory);
            }
        } catch (IOException e) {
            throw new StressException("cannot mend the run in " + directory + ": " + Ledger.reason(e), e);
        }
    }

    /** What the run in a directory was asked for; empty if there is none, or none that was begun. */
    public static Optional<Manifest> begun(Path directory) throws StressException {
        return Files.exists(directory.resolve(Ledger.MANIFEST))
                ? Optional.of(readManifest(directory))
                : Optional.empty();
    }

    /**
     * The lines of a run that was broken off that are no forks, by file and line. The last one may be cut off, as a kill
     * leaves it, and is then no damage.
     */
    public static List<String> damagedLines(Path directory) throws StressException {
        if (begun(directory).isEmpty()) {
            return List.of();
        }
        Path forksFile = directory.resolve(Ledger.FORKS);
        try {
            String text = Files.readString(forksFile);
            List<String> lines =
                    text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
            List<String> damaged = new ArrayList<>();
            for (int i = 0; i < lines.size(); i++) {
                try {
                    fork(lines.get(i));
                } catch (IOException e) {
                    damaged.add(forksFile + ":" + (i + 1) + ": not a whole fork; the run cannot be continued");
                }
            }
            return damaged;
        } catch (IOException e) {
            throw new StressException("cannot read " + forksFile + ": " + Ledger.reason(e), e);
        }
    }

    /** Reads what a run was asked for. */
    static Manifest readManifest(Path directory) throws StressException {
        Path file = directory.resolve(Ledger.MANIFEST);
        try {
            Manifest manifest = Json.MAPPER.readValue(OutsideFile.bytes(file, Limits.DOCUMENT), Manifest.class);
            if (manifest == null || manifest.version() != Manifest.VERSION || manifest.tests() == null) {
                throw new StressException(
                        file + " is no manifest of version " + Manifest.VERSION + ", which is all this Racy reads");
            }
            return manifest;
        } catch (JsonProcessingException e) {
            int line = e.getLocation() == null ? 1 : e.getLocation().getLineNr();
            throw new StressException(file + ":" + line + ": " + OutsideJson.reason(e), e);
        } catch (IOException e) {
            throw new StressException("cannot read " + file + ": " + Ledger.reason(e), e);
        }
    }

    /** The fork on this line of {@code forks.jsonl}, counted from 1. */
    public static ForkRecord readFork(Path directory, int line) throws StressException {
        Path forksFile = directory.resolve(Ledger.FORKS);
        try (BufferedReader lines = OutsideFile.reader(forksFile, Limits.UNPARSED)) {
            int number = 0;
            for (String text = lines.readLine(); text != null; text = lines.readLine()) {
                number++;
                if (number == line) {
                    return fork(text);
                }
            }
            throw new StressException(forksFile + " has lines 1 to " + number + ", not " + line);
        } catch (JsonProcessingException e) {
            throw new StressException(forksFile + ":" + line + ": " + OutsideJson.reason(e), e);
        } catch (IOException e) {
            throw new StressException("cannot read " + forksFile + ": " + Ledger.reason(e), e);
        }
    }

    /** What the run says about each test that it was asked for, even a test without a fork. */
    public List<TestSummary> summaries() {
        Map<String, List<ForkRecord>> byTest =
                forks.stream().collect(Collectors.groupingBy(fork -> fork.spec().test()));
        return manifest.tests().stream()
                .map(test -> TestSummary.of(test, byTest.getOrDefault(test.name(), List.of())))
                .toList();
    }
}
