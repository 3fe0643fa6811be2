// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.kernel;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The one vocabulary of what can go wrong. The model reports violations itself, to a {@link Violations}. Every engine,
 * test and report uses this list and no other. A driver outside Racy adds its words to the same list, see {@link
 * Vocabulary}. There is one object for each word, so words are compared by identity.
 */
public final class Violation implements Comparable<Violation> {
    /** A set of reports is one {@code long}, so there are at most 64 violations. */
    private static final int MOST = Long.SIZE;

    private static final Pattern NAME = Pattern.compile("[A-Z][A-Z0-9]*(_[A-Z0-9]+)*");
    private static final Map<String, Violation> DEFINED = new LinkedHashMap<>();

    /** Runtime-PM usage went below zero. */
    public static final Violation PM_UNDERFLOW = define("PM_UNDERFLOW", "runtime-PM usage below zero");

    /**
     * When all contexts are idle, runtime-PM usage is not zero, or it is zero and nothing will suspend the device.
     */
    public static final Violation PM_LEAK =
            define("PM_LEAK", "runtime PM still holds the device powered when all is idle");

    /** A task's done fence was signalled as success though the hardware did not finish that task. */
    public static final Violation PREMATURE_SIGNAL =
            define("PREMATURE_SIGNAL", "done fence signalled though the hardware did not finish the task");

    /** Two contexts both own one published task. */
    public static final Violation DOUBLE_CLAIM = define("DOUBLE_CLAIM", "two contexts own one published task");

    /** A freed task, inference or fence was touched. */
    public static final Violation USE_AFTER_FREE = define("USE_AFTER_FREE", "freed object touched");

    /** An object was freed twice. */
    public static final Violation DOUBLE_FREE = define("DOUBLE_FREE", "object freed twice");

    /** A job was armed, which published its fences, and was then dropped: its fences never signal. */
    public static final Violation ARMED_NOT_PUSHED = define("ARMED_NOT_PUSHED", "armed job dropped without a push");

    /** A list was changed under a context that walks it without its lock, or an entry was added to it twice. */
    public static final Violation LIST_CORRUPTED =
            define("LIST_CORRUPTED", "list changed under a context that walks it, or entry added twice");

    /** No context claims a published task, or its completion never reaches its fence. */
    public static final Violation LOST_TASK =
            define("LOST_TASK", "published task claimed by nobody, or its completion lost");

    /** The claimed task's {@code done_fence} is not visible to the claimer yet. */
    public static final Violation NULL_DONE_FENCE = define("NULL_DONE_FENCE", "claimed task's done_fence not visible");

    /** The IRQ thread of an earlier task stopped the hardware while it ran another task. */
    public static final Violation LATE_IRQ_STOPS_HW =
            define("LATE_IRQ_STOPS_HW", "late IRQ thread stopped hardware that runs another task");

    /** Registers were touched while the core is in reset. */
    public static final Violation MMIO_IN_RESET =
            define("MMIO_IN_RESET", "registers touched while the core is in reset");

    /**
     * Registers were touched while the core is not powered. On the RK3588 such an access hangs the bus or raises an
     * SError. It is reported and has no effect.
     */
    public static final Violation MMIO_UNPOWERED =
            define("MMIO_UNPOWERED", "registers touched while the core is not powered");

    /** GO while a task is running. */
    public static final Violation HW_OVERLAP = define("HW_OVERLAP", "GO while a task is running");

    /** {@code iommu_attach_group()} answered -EBUSY to an innocent inference. */
    public static final Violation ATTACH_BUSY =
            define("ATTACH_BUSY", "IOMMU attach answered -EBUSY to an innocent inference");

    /** A task runs with another client's IOMMU domain attached, or with none. */
    public static final Violation WRONG_DOMAIN_DMA =
            define("WRONG_DOMAIN_DMA", "task ran with another client's IOMMU domain, or none");

    /** The inference's completion fence says success though one of its tasks never ran. */
    public static final Violation SILENT_PARTIAL_SUCCESS =
            define("SILENT_PARTIAL_SUCCESS", "completion fence says success though a task never ran");

    /**
     * A later task runs on a core without the on-chip state that the task before it left. In between came a foreign
     * task, a reset, another core, or a task that never ran.
     */
    public static final Violation STATE_LOST =
            define("STATE_LOST", "on-chip state lost between two tasks of one inference");

    /** A reset killed a task of an inference that did not time out. */
    public static final Violation INNOCENT_KILLED =
            define("INNOCENT_KILLED", "reset killed a task of an inference that did not time out");

    /** A task that completed was reported cancelled. */
    public static final Violation COMPLETED_CANCELLED =
            define("COMPLETED_CANCELLED", "completed task reported cancelled");

    /** A task ran before the fences of its inputs were signalled. */
    public static final Violation EARLY_START = define("EARLY_START", "task ran before its inputs were ready");

    /** A task writes a buffer that an earlier inference still reads. */
    public static final Violation DMA_HAZARD =
            define("DMA_HAZARD", "task wrote a buffer that an earlier inference still reads");

    /** A task started though a reset had cancelled its inference before it restarted the scheduler. */
    public static final Violation CANCELLED_STARTED =
            define("CANCELLED_STARTED", "task started after a reset had cancelled its inference");

    /** No context can move and work is left. */
    public static final Violation DEADLOCK = define("DEADLOCK", "no context can move and work is left");

    /**
     * Memory that nobody will free. When all is idle, an object has a reference, or a core a domain, that nobody will
     * drop; or somebody has dropped the last pointer to an object that is not freed.
     */
    public static final Violation LEAK = define("LEAK", "object left that nobody will drop or free");

    /** The slot was written over a task that nobody had claimed, and nobody can claim it any more. */
    public static final Violation SLOT_OVERWRITTEN =
            define("SLOT_OVERWRITTEN", "slot written over a task that nobody had claimed");

    private static final List<Violation> COMMON = List.copyOf(DEFINED.values());

    private final String name;
    private final String meaning;
    private final int ordinal;

    private Violation(String name, String meaning, int ordinal) {
        this.name = name;
        this.meaning = meaning;
        this.ordinal = ordinal;
    }

    /**
     * Adds a word to the vocabulary. If it is there already with the same meaning, returns it.
     *
     * @param name capitals, digits and single underscores; outcomes of stress tests join names with {@code +}
     * @param meaning what it means, in a few words that can stand in an outcome description
     * @throws IllegalArgumentException if the name is malformed, or has another meaning already
     * @throws IllegalStateException if there are 64 words already
     */
    public static Violation define(String name, String meaning) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "'" + name + "' cannot be the name of a violation. Use capitals, digits and underscores");
        }
        synchronized (DEFINED) {
            Violation known = DEFINED.get(name);
            if (known == null) {
                if (DEFINED.size() == MOST) {
                    throw new IllegalStateException("the vocabulary is full: it has " + MOST + " violations");
                }
                known = new Violation(name, meaning, DEFINED.size());
                DEFINED.put(name, known);
            } else if (!known.meaning.equals(meaning)) {
                throw new IllegalArgumentException(
                        name + " means '" + known.meaning + "' already, not '" + meaning + "'");
            }
            return known;
        }
    }

    /** All words: those of this class in their order, then those of each {@link Vocabulary} on the class path. */
    public static List<Violation> all() {
        Extensions.load();
        synchronized (DEFINED) {
            return List.copyOf(DEFINED.values());
        }
    }

    /** The words of this class, in their order. Any driver may have them. */
    public static List<Violation> common() {
        return COMMON;
    }

    /** The word of this name. */
    public static Optional<Violation> find(String name) {
        Extensions.load();
        synchronized (DEFINED) {
            return Optional.ofNullable(DEFINED.get(name));
        }
    }

    /**
     * The word of this name.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static Violation valueOf(String name) {
        return find(name).orElseThrow(() -> new IllegalArgumentException("no violation is called " + name));
    }

    /** The words of these names. */
    public static Set<Violation> setOf(String... names) {
        Set<Violation> set = new TreeSet<>();
        for (String name : names) {
            set.add(valueOf(name));
        }
        return set;
    }

    /** Its name, as in outcomes, answers and files. */
    public String name() {
        return name;
    }

    /** What it means, in a few words that can stand in an outcome description. */
    public String meaning() {
        return meaning;
    }

    /** Its place in the vocabulary. */
    public int ordinal() {
        return ordinal;
    }

    long bit() {
        return 1L << ordinal;
    }

    /** Compares places in the vocabulary. */
    @Override
    public int compareTo(Violation other) {
        return Integer.compare(ordinal, other.ordinal);
    }

    @Override
    public String toString() {
        return name;
    }

    /** Loaded on first use, because a provider's class may itself define words while it is initialised. */
    private static final class Extensions {
        static {
            OpenList.providers(Vocabulary.class).forEach(Vocabulary::violations);
        }

        private static void load() {}
    }
}
