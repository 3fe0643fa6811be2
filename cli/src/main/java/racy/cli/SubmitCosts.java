// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import racy.bench.TaskCosts;
import racy.review.Costs;

/** Finds a benchmark result that says what each fix costs. */
final class SubmitCosts {
    private SubmitCosts() {}

    /** The file that was asked for; else the newest below results that measured it; else nothing is known. */
    static Costs find(CommandLine command, Path wanted) {
        if (wanted != null) {
            try {
                return TaskCosts.read(wanted);
            } catch (IOException | IllegalArgumentException e) {
                throw new ParameterException(command, "--bench: " + wanted + " is no JMH result file: " + e);
            }
        }
        for (Path file : results()) {
            Optional<TaskCosts> costs = readIfAny(file);
            if (costs.isPresent()) {
                return costs.get();
            }
        }
        return Costs.UNKNOWN;
    }

    /** One that is damaged or of other benchmarks does not count. */
    private static Optional<TaskCosts> readIfAny(Path file) {
        try {
            return Optional.of(TaskCosts.read(file)).filter(TaskCosts::isMeasured);
        } catch (IOException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Newest first, by the time in their names. */
    private static List<Path> results() {
        try (Stream<Path> files = Files.list(Results.FOLDER)) {
            return files.filter(file -> file.getFileName().toString().matches("bench-.*\\.json"))
                    .sorted(Comparator.comparing(Path::getFileName).reversed())
                    .toList();
        } catch (IOException e) {
            return List.of();
        }
    }
}
