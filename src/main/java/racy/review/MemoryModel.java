// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.review;

import java.util.Collection;
import java.util.EnumSet;
import java.util.Set;

/** The rules that decide which executions there are. An engine that looks at every execution names its model. */
public enum MemoryModel {
    /** Sequential consistency (Lamport, 1979): interleavings of whole steps. */
    SC("interleavings of whole steps"),
    /** x86-TSO (Sewell and others, CACM 2010): each CPU has a store buffer. It does not include what compilers do. */
    TSO("store buffers as on x86-64, code as it is written"),
    /** Java's access modes (JAM21: Liu, Bender, Palsberg, ECOOP 2022). */
    JAM("Java's access modes"),
    /** The Linux-kernel memory model ({@code tools/memory-model}; Alglave and others, ASPLOS 2018). */
    LKMM("the Linux-kernel memory model");

    private final String words;

    MemoryModel(String words) {
        this.words = words;
    }

    /** What it allows, in a few words. */
    public String words() {
        return words;
    }

    /**
     * Whether this model allows every execution that {@code other} allows. Then whatever this model excludes, the other
     * one excludes too. Neither of {@link #JAM} and {@link #LKMM} covers the other, because they are models of
     * different languages.
     */
    public boolean covers(MemoryModel other) {
        return switch (this) {
            case SC -> other == SC;
            case TSO -> other == SC || other == TSO;
            case JAM, LKMM -> other != JAM && other != LKMM || other == this;
        };
    }

    /** Whether this model covers one of these. */
    public boolean coversAny(Collection<MemoryModel> others) {
        return others.stream().anyMatch(this::covers);
    }

    /** All models that this one covers. */
    public Set<MemoryModel> covered() {
        Set<MemoryModel> covered = EnumSet.allOf(MemoryModel.class);
        covered.removeIf(other -> !covers(other));
        return covered;
    }
}
