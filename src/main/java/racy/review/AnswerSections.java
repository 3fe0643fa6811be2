// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.review;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import racy.driver.variant.Variant;
import racy.driver.variant.Variants;
import racy.kernel.Violation;
import racy.text.ShellCommand;

/**
 * Puts an answer into words. Its claims are made from the evidence at hand. The stake of the question and the limits of
 * each engine are explanations.
 */
final class AnswerSections {
    private static final Set<String> FOR_A_MAIL = Set.of(Variants.AS_POSTED, Variants.PRE_PATCH, Variants.V2);

    private final Answer answer;
    private final List<Observation> run;
    private final List<EvidenceEngine> engines;
    private final Costs costs;

    /**
     * @param run all observations of the run, needed to tell whether an engine had teeth
     * @param engines the engines that were asked
     */
    AnswerSections(Answer answer, List<Observation> run, List<EvidenceEngine> engines, Costs costs) {
        this.answer = answer;
        this.run = run;
        this.engines = engines;
        this.costs = costs;
    }

    /** Everything that is known. */
    List<Section> all() {
        return sections(observations());
    }

    /** For a mail: only the observations of drivers that a reader of the patch knows, one line each. */
    List<Section> brief() {
        return sections(briefObservations());
    }

    private List<Section> sections(Section observations) {
        List<Section> sections = new ArrayList<>();
        sections.add(loud());
        sections.add(verdict());
        sections.add(witness());
        sections.add(observations);
        sections.add(mutants());
        sections.add(fixes());
        sections.add(limits());
        sections.add(reproduce());
        sections.removeIf(Section::isEmpty);
        return sections;
    }

    private Section loud() {
        List<String> prose = new ArrayList<>();
        for (Contradiction each : answer.contradictions()) {
            prose.add("CONTRADICTION: " + each
                    + ". One of the two engines is wrong; do not rely on this answer, and please report it.");
        }
        for (Observation each : answer.unexpected()) {
            prose.add("UNEXPECTED: " + each.name() + " was written to be safe and was seen " + each.hits()
                    + " times in " + each.effort().executions()
                    + ". Either the variant or its test is wrong; do not rely on this answer.");
        }
        for (Observation each : answer.unwitnessed()) {
            prose.add("NO TEETH: " + each.name() + " is a seeded race and was not witnessed in " + executions(each)
                    + ". So a \"not seen\" of this run proves little.");
        }
        for (Observation each : run) {
            if (each.questions().contains(answer.question().id())) {
                each.failures().forEach(failure -> prose.add("FAILED: " + each.name() + ": " + failure));
            }
        }
        return new Section("", prose, List.of());
    }

    private Section verdict() {
        List<String> prose = new ArrayList<>();
        List<Evidence> posted = answer.on(Variants.AS_POSTED);
        if (!answer.hasEvidence()) {
            prose.add(
                    answer.untried().isEmpty()
                            ? "Out of model: no engine at hand has a test for this."
                            : "No evidence yet: the budget did not reach any of its "
                                    + answer.untried().size() + " tests.");
            return new Section("", prose, List.of());
        }
        List<Evidence> relevant = answer.relevant();
        String where = posted.isEmpty()
                ? " in " + relevant.stream().map(Evidence::variant).distinct().collect(Collectors.joining(", "))
                : " as posted";
        switch (answer.verdict().kind()) {
            case RACY -> {
                Set<Violation> seen = seenOn(relevant);
                List<String> faults = new ArrayList<>();
                seen.forEach(each -> faults.add(each.meaning() + " (" + each + ")"));
                relevant.stream()
                        .flatMap(each -> each.observations().stream())
                        .filter(each -> each.isWitnessed() && each.found().isEmpty())
                        .forEach(each -> faults.add(each.finding().what() + " (" + each.name() + ")"));
                prose.add("Racy" + where + ": " + String.join("; ", faults) + ".");
                if (isSeenOnlyWithStall(relevant)) {
                    prose.add("Each schedule that shows it needs a stall with interrupts off: PREEMPT_RT or a stolen"
                            + " virtual CPU.");
                }
                beforeThePatch().ifPresent(prose::add);
            }
            case NOT_RACY ->
                prose.add("Not racy" + where + " under " + answer.verdict().under() + ": " + proof(relevant));
            case NOT_RACY_UNDER_STRONGER ->
                prose.add("Not racy" + where + " under " + answer.verdict().under() + "; weaker orders not looked at: "
                        + proof(relevant));
            case NOT_SEEN -> prose.add("Not seen" + where + ". " + tried(relevant));
            case OUT_OF_MODEL ->
                prose.add((answer.isNotReached()
                                ? "There is no evidence yet of the drivers as they are: the budget did not reach their tests."
                                : "Out of model for the drivers as they are.")
                        + " There is evidence about fixed drivers or isolated ideas below.");
        }
        allowed(posted).ifPresent(prose::add);
        prose.add("At stake: " + answer.question().stake());
        return new Section("", prose, List.of());
    }

    private static boolean isSeenOnlyWithStall(List<Evidence> evidence) {
        return evidence.stream()
                .flatMap(each -> each.observations().stream())
                .filter(Observation::isWitnessed)
                .allMatch(each -> each.finding().needsStall());
    }

    /** Which engine looked at every execution, and within which bounds. */
    private static String proof(List<Evidence> evidence) {
        return evidence.stream()
                .flatMap(each -> {
                    List<Observation> proofs = each.observations().stream()
                            .filter(its -> its.effort() instanceof Effort.Exhausted
                                    && its.failures().isEmpty())
                            .toList();
                    return proofs.isEmpty() ? Stream.of() : Stream.of(each.engine() + ", " + effort(proofs));
                })
                .collect(Collectors.joining("; ", "", "."));
    }

    /** What the memory model allows and this machine did not show. */
    private static Optional<String> allowed(List<Evidence> posted) {
        String unseen = posted.stream()
                .flatMap(each -> each.observations().stream())
                .filter(each -> each.expectation() == Expectation.ALLOWED && !each.isWitnessed())
                .map(each -> each.finding().violation() + " (" + each.name() + ": " + effort(List.of(each)) + ")")
                .collect(Collectors.joining("; "));
        return unseen.isEmpty()
                ? Optional.empty()
                : Optional.of("Allowed by the memory model and not observed on this machine: " + unseen
                        + ". That is no reason to rely on it.");
    }

    private static Set<Violation> seenOn(List<Evidence> evidence) {
        Set<Violation> seen = new TreeSet<>();
        for (Evidence each : evidence) {
            each.observations().forEach(o -> seen.addAll(o.found()));
        }
        return seen;
    }

    /**
     * Of the known races that were seen as posted: which ones were looked for before the patch, and with what result.
     */
    private Optional<String> beforeThePatch() {
        Map<String, Boolean> before = racesOn(Variants.PRE_PATCH);
        List<String> too = new ArrayList<>();
        List<String> not = new ArrayList<>();
        racesOn(Variants.AS_POSTED).forEach((race, seen) -> {
            if (seen && before.containsKey(race)) {
                (before.get(race) ? too : not).add(race);
            }
        });
        List<String> parts = new ArrayList<>();
        if (!too.isEmpty()) {
            parts.add("seen too: " + String.join(", ", too));
        }
        if (!not.isEmpty()) {
            parts.add("not seen: " + String.join(", ", not));
        }
        return parts.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        "In the driver before the patch, by the known races' names, " + String.join("; ", parts) + ".");
    }

    /** The known races that were looked for on the variant, in order, and whether each one was seen. */
    private Map<String, Boolean> racesOn(String variant) {
        Map<String, Boolean> races = new TreeMap<>();
        answer.on(variant).stream()
                .flatMap(each -> each.observations().stream())
                .filter(each -> !each.subject().race().isEmpty())
                .forEach(each -> races.merge(each.subject().race(), each.isWitnessed(), Boolean::logicalOr));
        return races;
    }

    private static String tried(List<Evidence> evidence) {
        return evidence.stream()
                .map(each -> each.engine()
                        + (each.variant().equals(Variants.AS_POSTED) ? "" : " in " + each.variant()) + ": "
                        + effort(each.observations()))
                .collect(Collectors.joining("; ", "", "."));
    }

    /** How hard an engine looked at these tests, none of which shows anything. */
    private static String effort(List<Observation> misses) {
        return Effort.sums(misses.stream().map(Observation::effort).toList()).stream()
                .map(sum -> sum.missed((int) misses.stream()
                        .filter(each -> each.effort().isLike(sum))
                        .count()))
                .collect(Collectors.joining("; "));
    }

    private static String executions(Observation each) {
        long executions = each.effort().executions();
        return executions + (executions == 1 ? " execution" : " executions");
    }

    /**
     * One interleaving: of a race that the driver before the patch did not show, and without a stall, if there is such
     * a one.
     */
    private Section witness() {
        Set<String> before = answer.on(Variants.PRE_PATCH).stream()
                .flatMap(evidence -> evidence.observations().stream())
                .filter(Observation::isWitnessed)
                .map(Observation::name)
                .collect(Collectors.toSet());
        return answer.on(Variants.AS_POSTED).stream()
                .flatMap(evidence -> evidence.observations().stream())
                .filter(each -> !each.finding().witnesses().isEmpty())
                .min(Comparator.comparing((Observation each) -> before.contains(each.name()))
                        .thenComparing(each -> each.finding().needsStall()))
                .map(each -> new Section(
                        "How it happens",
                        List.of(each.name() + ": " + each.finding().what() + "."
                                + (each.finding().needsStall() ? " " + Interleaving.STALL : "")),
                        each.finding().witnesses().get(0).lines()))
                .orElse(new Section("", List.of(), List.of()));
    }

    /**
     * Of the patch as posted, every observation. Of each other variant, what it shows, or how hard it was looked at.
     */
    private Section observations() {
        List<String> lines = new ArrayList<>();
        List<Evidence> posted = answer.on(Variants.AS_POSTED);
        if (!posted.isEmpty()) {
            lines.add(Variants.AS_POSTED);
            posted.forEach(evidence -> evidence.observations().forEach(each -> lines.addAll(observation(each))));
        }
        Set<String> likePosted = new LinkedHashSet<>();
        Set<String> variants = new LinkedHashSet<>();
        answer.evidence().forEach(each -> variants.add(each.variant()));
        variants.remove(Variants.AS_POSTED);
        for (String variant : variants) {
            if (isLikePosted(variant)) {
                likePosted.add(variant);
                continue;
            }
            lines.add(heading(variant));
            answer.on(variant).forEach(evidence -> lines.addAll(summary(evidence)));
        }
        if (!likePosted.isEmpty()) {
            lines.add("one engine only, with the outcomes of as-posted");
            lines.addAll(TextWrap.wrap(String.join(", ", likePosted), "  "));
        }
        if (!answer.ideas().isEmpty()) {
            lines.add("fixed drivers and isolated ideas");
            answer.ideas().forEach(each -> lines.addAll(observation(each)));
        }
        if (!answer.outOfModel().isEmpty()) {
            lines.add("out of model");
            for (Observation each : answer.outOfModel()) {
                lines.addAll(TextWrap.wrap(
                        each.engine() + ", " + each.name() + ": "
                                + each.effort().missed(1),
                        "  ",
                        "    "));
            }
        }
        if (!answer.untried().isEmpty()) {
            lines.add("not reached in this budget");
            lines.addAll(TextWrap.wrap(
                    answer.untried().stream().map(Observation::name).collect(Collectors.joining(", ")), "  "));
        }
        return new Section("What was seen", List.of(), lines);
    }

    /** Whether the mutants of the tests that showed nothing were seen. Empty if there are no mutants. */
    private String teeth(List<Observation> misses) {
        List<String> toothless = misses.stream()
                .filter(each -> Teeth.of(each, run).filter(has -> !has).isPresent())
                .map(Observation::name)
                .toList();
        if (!toothless.isEmpty()) {
            return "; counts for nothing, because a mutant was not seen in this run: " + String.join(", ", toothless);
        }
        boolean any = misses.stream().anyMatch(each -> Teeth.of(each, run).isPresent());
        return any ? "; the mutants of these tests were seen" : "";
    }

    private Section briefObservations() {
        List<String> lines = new ArrayList<>();
        int others = 0;
        Set<String> variants = new LinkedHashSet<>();
        answer.evidence().forEach(each -> variants.add(each.variant()));
        for (String variant : variants) {
            if (!FOR_A_MAIL.contains(variant)) {
                others++;
                continue;
            }
            lines.add(heading(variant));
            for (Evidence evidence : answer.on(variant)) {
                evidence.observations().forEach(each -> lines.add("  " + each.line()));
                if (!evidence.verdict().equals(Verdict.RACY)) {
                    String words =
                            evidence.engine() + ", " + effort(evidence.observations()) + teeth(evidence.observations());
                    lines.addAll(TextWrap.wrap(words, "    "));
                }
            }
        }
        if (others > 0) {
            lines.add("and " + others + " other variants"
                    + ShellCommand.racy("ask").word(answer.question().id()).in("; ", " lists them", ""));
        }
        return new Section("What was seen", List.of(), lines);
    }

    /** Whether only one engine tried the variant and every test had the same outcome as on the patch as posted. */
    private boolean isLikePosted(String variant) {
        List<Evidence> its = answer.on(variant);
        if (its.size() != 1) {
            return false;
        }
        Evidence only = its.get(0);
        return answer.on(Variants.AS_POSTED).stream()
                .filter(posted -> posted.engine().equals(only.engine()))
                .anyMatch(posted -> seenBy(posted).equals(seenBy(only)));
    }

    private static Set<String> seenBy(Evidence evidence) {
        return evidence.observations().stream()
                .map(each -> each.name() + (each.isWitnessed() ? " seen" : " not seen"))
                .collect(Collectors.toSet());
    }

    /** One line for each violation that was seen, and one line for all that were not seen. */
    private List<String> summary(Evidence evidence) {
        List<String> lines = new ArrayList<>();
        List<Observation> misses = new ArrayList<>();
        for (Observation each : evidence.observations()) {
            if (each.isWitnessed()) {
                lines.addAll(observation(each));
            } else {
                misses.add(each);
            }
        }
        if (misses.size() == 1) {
            lines.addAll(observation(misses.get(0)));
        } else if (!misses.isEmpty()) {
            long samples = misses.stream()
                    .mapToLong(each -> each.effort().executions())
                    .sum();
            lines.add("  Observation " + evidence.question() + "/" + evidence.variant() + " Never 0 " + samples);
            lines.addAll(TextWrap.wrap(evidence.engine() + ", " + effort(misses) + teeth(misses), "    "));
        }
        return lines;
    }

    private static String heading(String variant) {
        return Variants.find(variant)
                .map(Variant::origin)
                .filter(origin -> origin == Variant.Origin.MUTANT || origin == Variant.Origin.FIX)
                .map(origin -> variant + " (" + origin + ")")
                .orElse(variant);
    }

    private List<String> observation(Observation each) {
        List<String> lines = new ArrayList<>();
        lines.add("  " + each.line());
        StringBuilder more = new StringBuilder(each.engine());
        if (!each.found().isEmpty()) {
            more.append(", ").append(names(each.found()));
        } else if (!each.subject().wanted().isEmpty()) {
            more.append(", ")
                    .append(
                            each.subject().wanted().size() > 3
                                    ? each.subject().wanted().size() + " violations"
                                    : names(each.subject().wanted()));
        }
        if (!each.subject().race().isEmpty() && !each.subject().race().equals(each.name())) {
            more.append(", ").append(each.subject().race());
        }
        if (each.isWitnessed() && each.effort() instanceof Effort.Sampled sampled) {
            more.append(", in ")
                    .append(each.finding().forksWithHits())
                    .append(" of ")
                    .append(sampled.forks())
                    .append(" forks");
        } else if (each.isWitnessed()) {
            more.append(", ").append(each.finding().what());
            if (each.finding().needsStall()) {
                more.append("; needs a stall with interrupts off");
            }
        } else {
            more.append(", ").append(effort(List.of(each)));
            teeth(each).ifPresent(more::append);
        }
        lines.addAll(TextWrap.wrap(more.toString(), "    "));
        return lines;
    }

    private Optional<String> teeth(Observation each) {
        if (each.expectation() == Expectation.ALLOWED) {
            return Optional.of("; the memory model allows it");
        }
        return Teeth.of(each, run)
                .map(has -> has
                        ? "; its mutant " + each.subject().twin() + " was seen"
                        : "; counts for nothing: its mutant " + each.subject().twin() + " was not seen in this run");
    }

    /** The mutants that show what the patch as posted did not. They show what the weakened line is there for. */
    private Section mutants() {
        Set<Violation> posted = seenOn(answer.on(Variants.AS_POSTED));
        List<String> lines = new ArrayList<>();
        for (Variant variant : Variants.all()) {
            if (variant.origin() != Variant.Origin.MUTANT) {
                continue;
            }
            Set<Violation> more = seenOn(answer.on(variant.id()));
            more.removeAll(posted);
            if (!more.isEmpty()) {
                lines.addAll(TextWrap.wrap(
                        variant.id() + ": " + variant.difference() + ". Seen with it: " + names(more) + ".",
                        "  ",
                        "    "));
            }
        }
        return new Section("What makes it worse", List.of(), lines);
    }

    private static String names(Set<Violation> violations) {
        return violations.stream().map(Violation::name).collect(Collectors.joining(", "));
    }

    /**
     * The fixes with which a violation of the patch as posted was looked for and not seen, and the engines that looked.
     */
    private Section fixes() {
        Set<Violation> posted = seenOn(answer.on(Variants.AS_POSTED));
        List<String> lines = new ArrayList<>();
        for (Variant variant : Variants.all()) {
            if (variant.origin() == Variant.Origin.FIX) {
                gone(variant.id(), posted).ifPresent(words -> {
                    String cost =
                            costs.of(variant.id()).map(its -> "; cost: " + its).orElse("");
                    lines.addAll(TextWrap.wrap(
                            variant.id() + ": " + variant.difference() + ". " + words + cost + ".", "  ", "    "));
                });
            }
        }
        return new Section("Not seen with these fixes", List.of(), lines);
    }

    private Optional<String> gone(String variant, Set<Violation> posted) {
        List<Observation> its = answer.on(variant).stream()
                .flatMap(each -> each.observations().stream())
                .toList();
        Set<Violation> left = new TreeSet<>();
        its.forEach(each -> left.addAll(each.finding().seen()));
        left.retainAll(posted);
        Map<Violation, Set<String>> gone = new TreeMap<>();
        for (Observation each : its) {
            boolean counts = Teeth.of(each, run).orElse(true);
            for (Violation violation : each.subject().wanted()) {
                if (counts && posted.contains(violation) && !left.contains(violation)) {
                    gone.computeIfAbsent(violation, v -> new TreeSet<>()).add(each.engine());
                }
            }
        }
        if (gone.isEmpty()) {
            return Optional.empty();
        }
        String words = gone.entrySet().stream()
                .map(each -> each.getKey() + " (" + String.join(", ", each.getValue()) + ")")
                .collect(Collectors.joining(", ", "Not seen: ", ""));
        return Optional.of(left.isEmpty() ? words : words + "; still seen: " + names(left));
    }

    private Section limits() {
        List<String> prose = new ArrayList<>();
        Set<String> used = run.stream()
                .filter(each -> each.questions().contains(answer.question().id()) && each.isTried())
                .map(Observation::engine)
                .collect(Collectors.toSet());
        engines.stream()
                .filter(engine -> used.contains(engine.id()))
                .forEach(engine -> prose.add(engine.id() + ": " + engine.limits()));
        if (!prose.isEmpty()) {
            prose.add("All of this is about a model of the driver in Java, not about the driver itself.");
        }
        boolean weak = run.stream()
                .filter(each -> each.questions().contains(answer.question().id()))
                .anyMatch(each -> each.expectation() == Expectation.ALLOWED);
        if (weak) {
            prose.add(
                    "The RK3588 is ARM64. An order that ARM64 can show and x86-64 cannot is called allowed, whether it"
                            + " was seen or not.");
        }
        return new Section("Limits", prose, List.of());
    }

    private Section reproduce() {
        List<String> lines = new ArrayList<>();
        ShellCommand.racy("ask").word(answer.question().id()).text().ifPresent(command -> lines.add("  " + command));
        answer.on(Variants.AS_POSTED).stream()
                .flatMap(evidence -> evidence.observations().stream())
                .map(Observation::command)
                .flatMap(command -> ShellCommand.known(command).stream())
                .distinct()
                .forEach(command -> lines.add("  " + command));
        return new Section("To reproduce", List.of(), lines);
    }
}
