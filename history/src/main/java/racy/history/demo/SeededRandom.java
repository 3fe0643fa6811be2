// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.history.demo;

import java.util.SplittableRandom;

/** Numbers that a seed and a place decide: what is planted at one place moves nothing at another. */
final class SeededRandom {
    /** Uniform numbers that, added up, have a variance of one. */
    private static final int UNIFORMS = 12;

    private final SplittableRandom random;

    /** @param place where the numbers are used; parts whose {@code toString} is the same on every JVM */
    SeededRandom(long seed, Object... place) {
        long mixed = seed;
        for (Object part : place) {
            mixed = mixed * 0x9E3779B97F4A7C15L + part.toString().hashCode();
        }
        random = new SplittableRandom(mixed);
    }

    /** Below {@code bound}. */
    int below(int bound) {
        return random.nextInt(bound);
    }

    /** Uniform in [low, high). */
    double between(double low, double high) {
        return low + (high - low) * random.nextDouble();
    }

    /** Uniform in [low, high] on a logarithmic scale. */
    double logBetween(double low, double high) {
        return low * StrictMath.pow(high / low, random.nextDouble());
    }

    boolean chance(double probability) {
        return random.nextDouble() < probability;
    }

    /** About normal, of mean 0 and standard deviation 1; by addition only, so that it is the same everywhere. */
    double normal() {
        double sum = -UNIFORMS / 2.0;
        for (int i = 0; i < UNIFORMS; i++) {
            sum += random.nextDouble();
        }
        return sum;
    }

    /** Hexadecimal digits, as of a digest. */
    String hex(int digits) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < digits; i++) {
            text.append(Character.forDigit(random.nextInt(16), 16));
        }
        return text.toString();
    }
}
