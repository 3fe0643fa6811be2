// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.NoSuchElementException;
import java.util.Optional;
import racy.driver.variant.Variants;
import racy.review.Costs;

/** The cost of a variant for each task, from a run of {@link SubmitBenchmark}, as a ratio to the patch as posted. */
public final class TaskCosts implements Costs {
    private final BenchRun run;
    private final Path file;

    private TaskCosts(BenchRun run, Path file) {
        this.run = run;
        this.file = file;
    }

    /**
     * Reads JMH's JSON.
     *
     * @throws IOException if the file is no such run
     */
    public static TaskCosts read(Path file) throws IOException {
        return new TaskCosts(BenchRun.read(file), file);
    }

    /** Whether the run measured the patch as posted, with which every variant is compared. */
    public boolean isMeasured() {
        return cost(Variants.AS_POSTED).isPresent();
    }

    @Override
    public Optional<String> of(String variant) {
        return cost(Variants.AS_POSTED)
                .flatMap(posted -> cost(variant).map(its -> {
                    Estimate ratio = its.over(posted);
                    return String.format(
                            Locale.ROOT,
                            "%.2f times as posted for a task (forks %.2f to %.2f; %s)",
                            ratio.mean(),
                            ratio.low(),
                            ratio.high(),
                            file.getFileName());
                }));
    }

    private Optional<Estimate> cost(String variant) {
        try {
            return Optional.of(run.score(SubmitBenchmark.class, "task", "variant", variant));
        } catch (NoSuchElementException e) {
            return Optional.empty();
        }
    }
}
