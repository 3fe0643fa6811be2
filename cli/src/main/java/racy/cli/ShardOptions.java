// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.cli;

import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import racy.history.bundle.BundleException;
import racy.history.bundle.Plan;
import racy.outside.OutsideFile;

/** The options that say which shard of which frozen plan a night runs, and under which name. */
final class ShardOptions {
    private static final Pattern SHARD = Pattern.compile("(\\d{1,5})/(\\d{1,5})");
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final int ID_DIGITS = 6;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(names = "--plan", paramLabel = "FILE", description = "A plan that was frozen by racy plan.")
    private Path planFile;

    @Option(names = "--shard", paramLabel = "I/N", description = "Which shard of the plan, of how many. Default: 1/1.")
    private String shard;

    @Option(
            names = "--night",
            paramLabel = "ID",
            description = "Name of the night, the same on every shard. Default: from the clock, or from the plan's id.")
    private String night;

    @Option(
            names = "--attempt",
            paramLabel = "N",
            defaultValue = "1",
            description = "How often this shard was begun. Default: ${DEFAULT-VALUE}.")
    private int attempt;

    /** Which of these options were given, by name. */
    Map<String, Boolean> given() {
        Map<String, Boolean> given = new LinkedHashMap<>();
        given.put("--plan", planFile != null);
        given.put("--shard", shard != null);
        given.put("--night", night != null);
        given.put("--attempt", attempt != 1);
        return given;
    }

    boolean isShardGiven() {
        return shard != null;
    }

    int attempt() {
        return attempt;
    }

    /** @param seedGiven whether the command line has a seed of its own */
    void check(boolean seedGiven) {
        if (planFile != null && seedGiven) {
            throw usage("--seed: the plan has its own");
        }
        if (planFile == null && shard != null) {
            throw usage("--shard: of which plan? Add --plan FILE; racy plan makes one");
        }
        if (attempt < 1) {
            throw usage("--attempt: " + attempt + " is no number of an attempt, 1 is the first");
        }
    }

    /** The plan in the file that was named. */
    Plan planOr(Supplier<Plan> unsharded) throws BundleException {
        return planFile != null ? Plan.read(OutsideFile.given(planFile)) : unsharded.get();
    }

    /** The shard to run, checked against the plan. */
    int number(Plan plan) throws BundleException {
        Matcher matcher = SHARD.matcher(shard == null ? "1/1" : shard);
        if (!matcher.matches()) {
            throw usage("--shard: '" + shard + "' is no I/N, such as 3/8");
        }
        int number = Integer.parseInt(matcher.group(1));
        try {
            plan.check(number, Integer.parseInt(matcher.group(2)), System.getProperty("os.arch"));
        } catch (BundleException e) {
            throw usage((shard == null ? "--plan: " : "--shard: ") + e.getMessage());
        }
        return number;
    }

    /** The night's id. One from the clock sorts by time; two machines that begin in the same second have two nights. */
    String night(Plan plan, Instant now) {
        if (night != null) {
            return night;
        }
        return planFile != null
                ? "plan-" + plan.id()
                : STAMP.format(now) + "-" + UUID.randomUUID().toString().substring(0, ID_DIGITS);
    }

    /** Where the bundle goes if nothing else is said. */
    Path directory(String id, int number, Plan plan) {
        String name = plan.shards() == 1 ? id : id + "-s" + number + "of" + plan.shards();
        return Results.NIGHTS.resolve(attempt == 1 ? name : name + "-a" + attempt);
    }

    private ParameterException usage(String message) {
        return new ParameterException(command.commandLine(), message);
    }
}
