// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.function.Consumer;
import racy.history.bundle.EngineFindings;
import racy.nightly.NightProgress;
import racy.nightly.NightSummary;
import racy.nightly.WorkerReport;
import racy.text.Plain;
import racy.text.ShellCommand;

/** A night as text: how far it is, and what it came to. */
final class NightText {
    private static final int LONGEST_PATH = 1000;

    private NightText() {}

    static String line(NightProgress progress) {
        WorkerReport worker = progress.worker();
        String doing = worker.countsForks()
                ? String.format(
                        "%d forks, %d of %d tests, %d of %d races seen",
                        worker.forks(), worker.covered(), worker.tests(), worker.witnessed(), worker.seeded())
                : worker.phase();
        return String.format(
                "%s left, JDK %s, %s, now %s",
                ProgressLine.clock(progress.left()), progress.jdk(), doing, worker.now());
    }

    static void print(NightSummary night, NightFindings findings, PrintWriter writer) {
        writer.println("Night " + night.night() + (night.sealed() ? "" : ", broken off"));
        boolean allMeasured = true;
        for (NightSummary.Part part : night.parts()) {
            int seeded = part.triedRaces().size();
            writer.printf(
                    "  JDK %-8s %d of %d tests in %d forks; %d of %d seeded races witnessed; %d of %d benchmarks%n",
                    part.jdk(),
                    part.covered(),
                    part.planned(),
                    part.forks(),
                    seeded - part.unwitnessed().size(),
                    seeded,
                    part.measuredBenchmarks(),
                    part.plannedBenchmarks());
            allMeasured &= part.measuredBenchmarks() == part.plannedBenchmarks();
        }
        print(findings.engines(), each -> writer.println("  " + each));
        findings.newForbidden().forEach(each -> writer.println("  may not happen, and was seen: " + each));
        findings.failures().forEach(each -> writer.println("  failed: " + each));
        findings.unwitnessed().forEach(each -> writer.println("  not witnessed: " + each));
        if (night.sealed() && !allMeasured) {
            writer.println("  all benchmarks fit in --budget " + words(night.budgetForBenchmarks()));
        }
        writer.println(night.sealed() ? "Kept in " + shown(night.bundle()) : goOn(night.bundle()));
        writer.flush();
    }

    /** The last line of a night that is not over. */
    static String goOn(Path bundle) {
        return ShellCommand.racy("nightly --resume --out")
                .path(bundle)
                .in("Go on with ", "", "Not sealed, in " + shown(bundle));
    }

    private static String shown(Path bundle) {
        return Plain.line(bundle.toString(), LONGEST_PATH);
    }

    /** What the engines found, a line each. */
    static void print(EngineFindings engines, Consumer<String> line) {
        engines.contradictions().forEach(each -> line.accept("contradiction: " + Plain.line(each)));
        engines.unexpected().forEach(each -> line.accept("declared safe, and was seen: " + Plain.line(each)));
        engines.failures().forEach(each -> line.accept("failed: " + Plain.line(each)));
        engines.missedRaces().forEach(each -> line.accept("not witnessed: " + Plain.line(each)));
    }

    /** Rounded up to a minute, as {@link Budget} reads it. */
    private static String words(Duration time) {
        Duration rounded = time.plusSeconds(59).truncatedTo(ChronoUnit.MINUTES);
        return (rounded.toHours() == 0 ? "" : rounded.toHours() + "h") + rounded.toMinutesPart() + "m";
    }
}
