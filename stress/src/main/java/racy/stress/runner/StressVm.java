// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.stress.runner;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.openjdk.jcstress.Options;
import org.openjdk.jcstress.vm.CompileMode;
import org.openjdk.jcstress.vm.VMSupport;
import racy.outside.OutsideFile;

/**
 * The JVM under test, which is the JVM of this process. JCStress keeps what it probes in static fields, so there is one
 * per process. The probe starts about twenty short-lived JVMs.
 */
public final class StressVm {
    private static final String STRESS_SEED = "-XX:StressSeed=";

    private static final String ELSEWHERE =
            " does not use on this JDK, " + Runtime.version().feature() + ": run it on the JDK that it ran on";

    /** What a fork has from this process, besides what JCStress adds; this process was given it by its user. */
    private static final Set<String> INHERITED = inherited();

    /** As JCStress's flags look: they switch something or set a number. None names a file or a command. */
    private static final Pattern FLAG = Pattern.compile("-Xint|-XX:[+-][A-Za-z0-9]+|-XX:[A-Za-z0-9]+=[0-9]+");

    private static StressVm instance;

    private final List<Flags> flags;

    /**
     * One of JCStress's sets of JVM flags.
     *
     * @param onlyWithC2 whether it has an effect only with C2
     * @param seeded whether it randomises C2 and takes a seed
     */
    record Flags(List<String> args, boolean onlyWithC2, boolean seeded) {
        List<String> withSeed(int seed) {
            if (!seeded) {
                return args;
            }
            List<String> all = new ArrayList<>(args);
            all.add(STRESS_SEED + seed);
            return List.copyOf(all);
        }
    }

    private StressVm(List<Flags> flags) {
        this.flags = flags;
    }

    /** Probes the JVM on the first call. The heap of that call applies to all forks of this process. */
    static synchronized StressVm probe(ForkSettings settings) throws StressException {
        if (instance == null) {
            ByteArrayOutputStream said = new ByteArrayOutputStream();
            List<Flags> found = quietly(said, () -> {
                Options options = options(settings);
                VMSupport.initFlags(options);
                VMSupport.detectAvailableVMConfigs(
                        options.isSplitCompilation(), options.getJvmArgs(), options.getJvmArgsPrepend());
                return VMSupport.getAvailableVMConfigs().stream()
                        .map(StressVm::flags)
                        .distinct()
                        .toList();
            });
            if (found.isEmpty()) {
                throw new StressException("no JVM can be started for the forks; JCStress says:\n"
                        + said.toString(StandardCharsets.UTF_8).strip());
            }
            instance = new StressVm(found);
        }
        return instance;
    }

    List<Flags> flags() {
        return flags;
    }

    /**
     * The fork that this engine runs for a record.
     *
     * @throws StressException if this engine would not run such a fork on this JVM
     */
    ForkSpec replayed(StressTest test, ForkSpec recorded) throws StressException {
        int[] modes = compileModes(test.actors().size());
        if (Arrays.stream(modes).noneMatch(mode -> mode == recorded.compileMode())) {
            throw new StressException("the fork ran with the compile mode " + recorded.compileMode() + ", which "
                    + test.shortName() + ELSEWHERE);
        }
        Set<String> own = new HashSet<>(recorded.jvmArgs());
        own.removeAll(INHERITED);
        int seed = seed(own);
        own.removeIf(arg -> arg.startsWith(STRESS_SEED));
        for (Flags each : flags) {
            Set<String> its = new HashSet<>(each.args());
            its.removeAll(INHERITED);
            if (its.equals(own) && each.seeded() == (seed >= 0)) {
                return new ForkSpec(
                        test.name(), recorded.fork(), recorded.compileMode(), each.withSeed(seed), recorded.settings());
            }
        }
        throw new StressException("the fork ran with " + OutsideFile.excerpt(String.join(" ", recorded.jvmArgs()))
                + ", which JCStress" + ELSEWHERE);
    }

    /**
     * Refuses a record of a fork that has anything but flags of the JVM in it. No JVM was started for it.
     *
     * @throws StressException naming the first argument that no replay takes
     */
    static void checkReplay(List<String> recorded) throws StressException {
        for (String arg : recorded) {
            if (!INHERITED.contains(arg) && !FLAG.matcher(arg).matches()) {
                throw new StressException("the fork ran with " + OutsideFile.excerpt(arg)
                        + ", which a replay does not take: it takes JCStress's flags and -XX:StressSeed=N");
            }
        }
    }

    /** The recorded stress seed; -1 if there is none. */
    private static int seed(Set<String> args) throws StressException {
        List<String> seeds =
                args.stream().filter(arg -> arg.startsWith(STRESS_SEED)).toList();
        try {
            if (seeds.size() > 1) {
                throw new NumberFormatException();
            }
            return seeds.isEmpty() ? -1 : Integer.parseInt(seeds.get(0).substring(STRESS_SEED.length()));
        } catch (NumberFormatException e) {
            throw new StressException(
                    "the fork ran with " + OutsideFile.excerpt(seeds) + ", which is no stress seed", e);
        }
    }

    /** The numbers of the compile modes of a test. There is one for each way to give every actor a compiler. */
    int[] compileModes(int actors) {
        return VMSupport.compilerDirectivesAvailable()
                ? CompileMode.casesFor(actors, VMSupport.c1Available(), VMSupport.c2Available())
                : new int[] {CompileMode.UNIFIED};
    }

    /** The compiler of each actor in words. */
    public static String describe(int compileMode, List<String> actors) {
        if (compileMode == CompileMode.UNIFIED) {
            return "unified";
        }
        List<String> words = new ArrayList<>();
        for (int a = 0; a < actors.size(); a++) {
            String compiler =
                    CompileMode.isC2(compileMode, a) ? "C2" : CompileMode.isC1(compileMode, a) ? "C1" : "Interpreter";
            words.add(actors.get(a) + " " + compiler);
        }
        return String.join(", ", words);
    }

    private static Set<String> inherited() {
        Set<String> arguments =
                new HashSet<>(ManagementFactory.getRuntimeMXBean().getInputArguments());
        // A night's workers have it, and so has every command.
        arguments.add("--enable-native-access=ALL-UNNAMED");
        return Set.copyOf(arguments);
    }

    /** JCStress's options for these settings. */
    static Options options(ForkSettings settings) {
        try {
            Options options = new Options(settings.toArguments().toArray(String[]::new));
            if (!options.parse()) {
                throw new IllegalArgumentException("JCStress does not take " + settings.toArguments());
            }
            return options;
        } catch (IOException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** The flags of one configuration, without those that belong to this process alone. */
    private static Flags flags(VMSupport.Config config) {
        List<String> args = config.origArgs().stream()
                .filter(arg -> !arg.startsWith("-Xm") && !arg.startsWith("-D") && !arg.contains("agent"))
                .toList();
        boolean seeded = config.args().stream().anyMatch(arg -> arg.startsWith(STRESS_SEED))
                && args.stream().noneMatch(arg -> arg.startsWith(STRESS_SEED));
        return new Flags(args, config.onlyIfC2(), seeded);
    }

    /** JCStress reports its probing on the standard output, which Racy uses for its own. */
    private static <T> T quietly(ByteArrayOutputStream said, Supplier<T> probing) {
        PrintStream out = System.out;
        System.setOut(new PrintStream(said, true, StandardCharsets.UTF_8));
        try {
            return probing.get();
        } finally {
            System.setOut(out);
        }
    }
}
