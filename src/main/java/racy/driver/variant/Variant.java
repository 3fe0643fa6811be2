// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.driver.variant;

import java.util.List;
import java.util.function.Consumer;
import racy.driver.Design;

/** A driver with a name, an origin and a difference of one line. */
public interface Variant {
    /** Where a driver comes from. */
    enum Origin {
        PRE_PATCH("before the patch"),
        AS_POSTED("as posted"),
        MUTANT("mutant"),
        FIX("fix");

        private final String words;

        Origin(String words) {
            this.words = words;
        }

        @Override
        public String toString() {
            return words;
        }
    }

    /** The name that users type: lower case, dashes. */
    String id();

    Origin origin();

    /** What it does differently from the patch as posted, in one line. */
    String difference();

    /** The answer that the variant gives evidence for, in one line. */
    String answer();

    /** Changes the decisions that the variant is about and nothing else, so that fixes can be combined. */
    void apply(Design design);

    /** The driver's design: the patch as posted, changed by this. */
    default Design design() {
        Design design = new Design();
        apply(design);
        return design;
    }

    /**
     * A variant that says all of this in its constructor. A variant that needs code of its own extends it or a
     * subclass.
     */
    abstract class Base implements Variant {
        private final String id;
        private final Origin origin;
        private final String difference;
        private final String answer;

        /**
         * Takes what {@link #id()}, {@link #origin()}, {@link #difference()} and {@link #answer()} return.
         */
        protected Base(String id, Origin origin, String difference, String answer) {
            this.id = id;
            this.origin = origin;
            this.difference = difference;
            this.answer = answer;
        }

        @Override
        public final String id() {
            return id;
        }

        @Override
        public final Origin origin() {
            return origin;
        }

        @Override
        public final String difference() {
            return difference;
        }

        @Override
        public final String answer() {
            return answer;
        }

        @Override
        public final String toString() {
            return id;
        }
    }

    /** One weakening of the patch. */
    abstract class Mutant extends Base {
        protected Mutant(String id, String difference, String answer) {
            super(id, Origin.MUTANT, difference, answer);
        }
    }

    /** One repair of the patch. */
    abstract class Fix extends Base {
        protected Fix(String id, String difference, String answer) {
            super(id, Origin.FIX, difference, answer);
        }
    }

    /** One weakening that needs no class of its own. */
    static Variant mutant(String id, String difference, String answer, Consumer<Design> change) {
        return new Mutant(id, difference, answer) {
            @Override
            public void apply(Design design) {
                change.accept(design);
            }
        };
    }

    /** One repair that needs no class of its own. */
    static Variant fix(String id, String difference, String answer, Consumer<Design> change) {
        return new Fix(id, difference, answer) {
            @Override
            public void apply(Design design) {
                change.accept(design);
            }
        };
    }

    /** Applies several variants, in order. */
    static void applyAll(List<? extends Variant> parts, Design design) {
        parts.forEach(part -> part.apply(design));
    }
}
