// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.driver;

import java.util.EnumMap;
import java.util.Map;
import java.util.SplittableRandom;

/** The faults of a simulation, each with its probability on each occasion. Immutable. */
public final class Faults {
    private final EnumMap<Fault, Double> probabilities;

    private Faults(EnumMap<Fault, Double> probabilities) {
        this.probabilities = probabilities;
    }

    /** Nothing goes wrong. */
    public static Faults none() {
        return new Faults(new EnumMap<>(Fault.class));
    }

    /** Every fault, as often as {@link Fault} says. */
    public static Faults all() {
        EnumMap<Fault, Double> all = new EnumMap<>(Fault.class);
        for (Fault fault : Fault.values()) {
            all.put(fault, fault.usual());
        }
        return new Faults(all);
    }

    /** The same, and {@code fault} with that probability. */
    public Faults with(Fault fault, double probability) {
        EnumMap<Fault, Double> changed = new EnumMap<>(probabilities);
        changed.put(fault, probability);
        return new Faults(changed);
    }

    public double of(Fault fault) {
        return probabilities.getOrDefault(fault, 0.0);
    }

    /** Whether one of them makes contexts wait for the clock. */
    boolean takeTime() {
        return of(Fault.HANG) + of(Fault.LATE) + of(Fault.DELAY) + of(Fault.LATE_INTERRUPT) > 0;
    }

    /** Whether {@code fault} happens on this occasion. */
    boolean happens(Fault fault, SplittableRandom random) {
        double probability = of(fault);
        return probability > 0 && random.nextDouble() < probability;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (Map.Entry<Fault, Double> fault : probabilities.entrySet()) {
            text.append(text.length() == 0 ? "" : " ")
                    .append(fault.getKey())
                    .append('=')
                    .append(fault.getValue());
        }
        return text.length() == 0 ? "none" : text.toString();
    }
}
