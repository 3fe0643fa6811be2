// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import racy.driver.variant.Variants;
import racy.history.BenchNight;
import racy.history.Night;

/**
 * The benchmarks of one class.
 *
 * @param costs the newest night's, with their ratios to the floors of the same run
 * @param changes where a level changed, newest first
 * @param fixes what each variant costs, as a ratio to the patch as posted; empty for other benchmarks
 */
record BenchPage(
        String type,
        Optional<Night> night,
        List<Cost> costs,
        Scale scale,
        List<Cost> fixes,
        Scale fixesScale,
        List<BenchTrend.Change> changes,
        Map<String, Object> data) {
    private static final String VARIANT = "variant";

    /**
     * A benchmark in one night on one JDK.
     *
     * @param ratio to what {@code over} names, with the range over all pairs of forks; empty if that was not measured
     */
    record Cost(BenchNight bench, String over, Optional<Ratio> ratio) {
        String name() {
            return bench.key().method()
                    + (bench.key().params().isEmpty()
                            ? ""
                            : " "
                                    + bench.key().params().entrySet().stream()
                                            .map(param -> param.getKey() + "=" + param.getValue())
                                            .reduce((a, b) -> a + " " + b)
                                            .orElse(""));
        }

        String anchor() {
            return Slug.of(bench.key() + "-" + bench.jdk());
        }
    }

    record Ratio(double value, double low, double high) {
        static Ratio of(BenchNight bench, List<BenchNight> floors) {
            double floor = 0;
            double least = 0;
            double most = 0;
            for (BenchNight each : floors) {
                floor += each.score();
                least += low(each);
                most += high(each);
            }
            return new Ratio(bench.score() / floor, low(bench) / most, high(bench) / least);
        }

        private static double low(BenchNight bench) {
            return bench.forkMeans().stream()
                    .mapToDouble(Double::doubleValue)
                    .min()
                    .orElse(bench.score());
        }

        private static double high(BenchNight bench) {
            return bench.forkMeans().stream()
                    .mapToDouble(Double::doubleValue)
                    .max()
                    .orElse(bench.score());
        }

        String range() {
            return Text.ratio(low) + " to " + Text.ratio(high);
        }
    }

    /**
     * A logarithmic axis of ratios that has 1 in it.
     *
     * @param ticks ratios that are worth a line
     */
    record Scale(double low, double high, List<Double> ticks) {
        static final int WIDTH = 220;
        private static final int MARGIN = 4;
        private static final int LABEL = 30;
        private static final double[] STEPS = {1, 2, 5};
        private static final double[] FINE = {0.5, 0.6, 0.7, 0.8, 0.9, 1, 1.1, 1.25, 1.5, 2, 3};

        static Scale of(List<Cost> costs) {
            double low = 1;
            double high = 1;
            for (Cost cost : costs) {
                if (cost.ratio().isPresent()) {
                    Ratio ratio = cost.ratio().get();
                    low = finite(ratio.low()) ? Math.min(low, ratio.low()) : low;
                    high = finite(ratio.high()) ? Math.max(high, ratio.high()) : high;
                }
            }
            low /= 1.05;
            high *= 1.05;
            List<Double> ticks = new ArrayList<>();
            if (high / low < 6) {
                for (double tick : FINE) {
                    add(ticks, tick, low, high);
                }
            } else {
                boolean wide = high / low > 200;
                for (double power = 1e-6; power < 1e9; power *= 10) {
                    for (double step : STEPS) {
                        if (!wide || step == 1) {
                            add(ticks, step * power, low, high);
                        }
                    }
                }
            }
            return new Scale(low, high, apart(new Scale(low, high, ticks)));
        }

        /** The ticks whose labels have room, 1 before all others. */
        private static List<Double> apart(Scale crowded) {
            List<Double> kept = new ArrayList<>(List.of(1.0));
            for (double tick : crowded.ticks()) {
                if (kept.stream().allMatch(each -> Math.abs(crowded.x(each) - crowded.x(tick)) >= LABEL)) {
                    kept.add(tick);
                }
            }
            return kept;
        }

        private static boolean finite(double value) {
            return Double.isFinite(value) && value > 0;
        }

        private static void add(List<Double> ticks, double tick, double low, double high) {
            if (tick >= low && tick <= high) {
                ticks.add(tick);
            }
        }

        /** Where a ratio stands, in units of the drawing. */
        double x(double ratio) {
            double clipped = Math.max(low, Math.min(high, finite(ratio) ? ratio : 1));
            double share = Math.log(clipped / low) / Math.log(high / low);
            return Math.round((MARGIN + share * (WIDTH - 2 * MARGIN)) * 10) / 10.0;
        }
    }

    static String file(String type) {
        return "bench-" + Slug.of(type) + ".html";
    }

    /** Selects a benchmark on its page. */
    static String link(BenchNight.Key key) {
        return Slug.query(key.toString());
    }

    /** The classes that any night measured. */
    static List<String> types(Archive archive) {
        return archive.benchmarks().stream()
                .map(bench -> bench.key().type())
                .distinct()
                .sorted()
                .toList();
    }

    static BenchPage of(Archive archive, String type) {
        List<BenchNight> mine = archive.benchmarks().stream()
                .filter(bench -> bench.key().type().equals(type))
                .toList();
        List<BenchTrend> trends = BenchTrend.of(archive, mine);
        List<Night> nights = archive.nights();
        Optional<Night> night = Optional.empty();
        for (int i = nights.size() - 1; i >= 0 && night.isEmpty(); i--) {
            Night candidate = nights.get(i);
            night = mine.stream().anyMatch(bench -> bench.night().equals(candidate.id()))
                    ? Optional.of(candidate)
                    : Optional.empty();
        }
        String id = night.map(Night::id).orElse("");
        List<BenchNight> tonight = mine.stream()
                .filter(bench -> bench.night().equals(id))
                .sorted(Comparator.comparing(
                                (BenchNight bench) -> archive.jdks().indexOf(bench.jdk()))
                        .thenComparing(bench -> bench.key().method())
                        .thenComparing(BenchNight::key, BenchPage::byParams))
                .toList();
        List<Cost> costs = tonight.stream().map(bench -> cost(bench, tonight)).toList();
        List<Cost> fixes = tonight.stream()
                .filter(bench -> bench.key().params().containsKey(VARIANT) && !isThroughput(bench))
                .map(bench -> overAsPosted(bench, tonight))
                .toList();
        return new BenchPage(
                type,
                night,
                costs,
                Scale.of(costs),
                fixes,
                Scale.of(fixes),
                changes(trends),
                BenchData.json(archive, trends));
    }

    private static List<BenchTrend.Change> changes(List<BenchTrend> trends) {
        return trends.stream()
                .flatMap(trend -> trend.changes().stream())
                .sorted(BenchTrend.Change.NEWEST_FIRST)
                .toList();
    }

    /** The chart that a reader sees first: of the newest step, if there is one. */
    String first() {
        return changes.stream()
                .findFirst()
                .map(change -> change.key().toString())
                .orElse("");
    }

    /** Parameters that are numbers go by size. */
    private static int byParams(BenchNight.Key a, BenchNight.Key b) {
        for (String name : a.params().keySet()) {
            String x = a.params().get(name);
            String y = b.params().getOrDefault(name, "");
            boolean numbers = x.matches("\\d{1,9}") && y.matches("\\d{1,9}");
            int order = numbers ? Integer.compare(Integer.parseInt(x), Integer.parseInt(y)) : x.compareTo(y);
            if (order != 0) {
                return order;
            }
        }
        return a.compareTo(b);
    }

    /** More is better there, so that its ratio would say the opposite of the others. */
    private static boolean isThroughput(BenchNight bench) {
        return bench.unit().startsWith("ops/");
    }

    private static Cost cost(BenchNight bench, List<BenchNight> tonight) {
        List<BenchNight> floors = new ArrayList<>();
        for (String floor : bench.floor()) {
            tonight.stream()
                    .filter(each -> each.jdk().equals(bench.jdk())
                            && each.key().method().equals(floor)
                            && each.key().params().isEmpty())
                    .findFirst()
                    .ifPresent(floors::add);
        }
        boolean measured =
                !bench.floor().isEmpty() && floors.size() == bench.floor().size();
        return new Cost(
                bench,
                String.join(" + ", bench.floor()),
                measured ? Optional.of(Ratio.of(bench, floors)) : Optional.empty());
    }

    private static Cost overAsPosted(BenchNight bench, List<BenchNight> tonight) {
        Map<String, String> params = new TreeMap<>(bench.key().params());
        params.put(VARIANT, Variants.AS_POSTED);
        Optional<BenchNight> posted = tonight.stream()
                .filter(each -> each.jdk().equals(bench.jdk())
                        && each.key().method().equals(bench.key().method())
                        && each.key().params().equals(params))
                .findFirst();
        return new Cost(bench, Variants.AS_POSTED, posted.map(each -> Ratio.of(bench, List.of(each))));
    }
}
