// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.explore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import racy.explore.jcstress.JcstressTests;
import racy.explore.search.Limits;
import racy.review.MemoryModel;

/**
 * On random programs the explorer finds the same outcomes as an enumeration that walks every interleaving and merges no
 * two states. With {@code -Dracy.explore.programs=N} it tries N programs.
 */
class RandomProgramsTest {
    private static final int PROGRAMS = Integer.getInteger("racy.explore.programs", 150);
    private static final int LOCATIONS = 2;
    private static final String NAME = "random/Program";
    private static final String RESULT = "org/openjdk/jcstress/infra/results/IIIIII_Result";
    private static final String ANNOTATIONS = "Lorg/openjdk/jcstress/annotations/";

    enum Kind {
        LOAD,
        STORE,
        VOLATILE_LOAD,
        VOLATILE_STORE,
        ADD,
        FENCE
    }

    /** An operation on a location. Loads and additions put what they saw into a field of the result. */
    record Operation(Kind kind, int location, int value, int result) {
        /** Whether it waits until the store buffer is empty. */
        boolean drains() {
            return kind == Kind.VOLATILE_STORE || kind == Kind.ADD || kind == Kind.FENCE;
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = MemoryModel.class,
            names = {"SC", "TSO"})
    void randomPrograms_everyOutcome_asTheEnumeration(MemoryModel model) {
        for (int seed = 0; seed < PROGRAMS; seed++) {
            List<List<Operation>> program = program(new Random(seed));
            int number = seed;
            assertEquals(
                    enumerate(program, model, Limits.ANY),
                    explore(program, model, Bounds.ofStates(100_000)).keySet(),
                    () -> "seed " + number + ": " + program);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = MemoryModel.class,
            names = {"SC", "TSO"})
    void randomPrograms_fewPreemptions_asTheEnumerationWithSoFew(MemoryModel model) {
        for (int seed = 0; seed < PROGRAMS; seed++) {
            List<List<Operation>> program = program(new Random(seed));
            for (int most = 0; most <= 2; most++) {
                String which = "seed " + seed + " with " + most + " preemptions: " + program;
                Map<String, Long> found = explore(program, model, Bounds.parse("time=1h,preemptions=" + most));
                assertEquals(enumerate(program, model, most), found.keySet(), which);
            }
        }
    }

    private static List<List<Operation>> program(Random random) {
        List<List<Operation>> program = new ArrayList<>();
        int results = 0;
        int value = 0;
        int threads = 2 + random.nextInt(2);
        for (int thread = 0; thread < threads; thread++) {
            List<Operation> operations = new ArrayList<>();
            int length = threads == 3 ? 2 : 2 + random.nextInt(2);
            for (int i = 0; i < length; i++) {
                Kind kind = Kind.values()[random.nextInt(Kind.values().length)];
                boolean reads = kind == Kind.LOAD || kind == Kind.VOLATILE_LOAD || kind == Kind.ADD;
                operations.add(new Operation(kind, random.nextInt(LOCATIONS), ++value, reads ? ++results : 0));
            }
            program.add(operations);
        }
        return program;
    }

    // --- the enumeration ---

    /** @param preemptions at most so many switches away from a thread that could go on */
    private static Set<String> enumerate(List<List<Operation>> program, MemoryModel model, int preemptions) {
        Set<String> outcomes = new TreeSet<>();
        List<Deque<int[]>> buffers = new ArrayList<>();
        program.forEach(thread -> buffers.add(new ArrayDeque<>()));
        int[] at = new int[program.size()];
        walk(program, model, at, buffers, new int[LOCATIONS], new int[7], -1, preemptions, outcomes);
        return outcomes;
    }

    private static boolean canGoOn(List<Operation> thread, int at, Deque<int[]> buffer) {
        return at < thread.size() && (buffer.isEmpty() || !thread.get(at).drains());
    }

    private static void walk(
            List<List<Operation>> program,
            MemoryModel model,
            int[] at,
            List<Deque<int[]>> buffers,
            int[] memory,
            int[] results,
            int running,
            int preemptions,
            Set<String> outcomes) {
        boolean ended = true;
        boolean canStay = running >= 0 && canGoOn(program.get(running), at[running], buffers.get(running));
        for (int thread = 0; thread < at.length; thread++) {
            Deque<int[]> buffer = buffers.get(thread);
            if (!buffer.isEmpty()) {
                ended = false;
                List<Deque<int[]>> fewer = copy(buffers);
                int[] stored = memory.clone();
                int[] store = fewer.get(thread).remove();
                stored[store[0]] = store[1];
                int stays = canStay ? running : -1;
                walk(program, model, at, fewer, stored, results, stays, preemptions, outcomes);
            }
            if (at[thread] < program.get(thread).size()) {
                ended = false;
                Operation next = program.get(thread).get(at[thread]);
                int left = preemptions - (canStay && thread != running ? 1 : 0);
                if (!canGoOn(program.get(thread), at[thread], buffer) || left < 0) {
                    continue;
                }
                int[] further = at.clone();
                further[thread]++;
                int[] stored = memory.clone();
                int[] seen = results.clone();
                List<Deque<int[]>> more = copy(buffers);
                int value = memory[next.location];
                for (int[] store : buffer) {
                    value = store[0] == next.location ? store[1] : value;
                }
                switch (next.kind) {
                    case LOAD, VOLATILE_LOAD -> seen[next.result] = value;
                    case STORE -> {
                        if (model == MemoryModel.TSO) {
                            more.get(thread).add(new int[] {next.location, next.value});
                        } else {
                            stored[next.location] = next.value;
                        }
                    }
                    case VOLATILE_STORE -> stored[next.location] = next.value;
                    case ADD -> {
                        seen[next.result] = value;
                        stored[next.location] = value + next.value;
                    }
                    case FENCE -> {}
                }
                walk(program, model, further, more, stored, seen, thread, left, outcomes);
            }
        }
        if (ended) {
            String text = Arrays.toString(Arrays.copyOfRange(results, 1, 7));
            outcomes.add(text.substring(1, text.length() - 1));
        }
    }

    private static List<Deque<int[]>> copy(List<Deque<int[]>> buffers) {
        List<Deque<int[]>> copy = new ArrayList<>();
        buffers.forEach(buffer -> copy.add(new ArrayDeque<>(buffer)));
        return copy;
    }

    // --- the explorer ---

    private static Map<String, Long> explore(List<List<Operation>> program, MemoryModel model, Bounds bounds) {
        byte[] classFile = compile(program);
        ClassLoader source = new ClassLoader(RandomProgramsTest.class.getClassLoader()) {
            @Override
            public InputStream getResourceAsStream(String name) {
                return name.equals(NAME + ".class")
                        ? new ByteArrayInputStream(classFile)
                        : super.getResourceAsStream(name);
            }
        };
        var test = new JcstressTests(source).read("random", NAME.replace('/', '.'));
        Exploration exploration = new Explorer(source, model, bounds).explore(test, () -> false);
        assertTrue(exploration.isComplete(), exploration::gaveUp);
        assertEquals(bounds.within().isUnbounded(), exploration.isExhaustive());
        return exploration.outcomes();
    }

    /** A JCStress test whose actors use one AtomicIntegerArray. */
    private static byte[] compile(List<List<Operation>> program) {
        ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_MAXS);
        writer.visit(Opcodes.V11, Opcodes.ACC_PUBLIC, NAME, null, "java/lang/Object", null);
        writer.visitAnnotation(ANNOTATIONS + "State;", true).visitEnd();
        writer.visitField(Opcodes.ACC_FINAL, "memory", "Ljava/util/concurrent/atomic/AtomicIntegerArray;", null, null)
                .visitEnd();
        MethodVisitor made = writer.visitMethod(Opcodes.ACC_PUBLIC, "<init>", "()V", null, null);
        made.visitVarInsn(Opcodes.ALOAD, 0);
        made.visitMethodInsn(Opcodes.INVOKESPECIAL, "java/lang/Object", "<init>", "()V", false);
        made.visitVarInsn(Opcodes.ALOAD, 0);
        made.visitTypeInsn(Opcodes.NEW, "java/util/concurrent/atomic/AtomicIntegerArray");
        made.visitInsn(Opcodes.DUP);
        made.visitIntInsn(Opcodes.BIPUSH, LOCATIONS);
        made.visitMethodInsn(
                Opcodes.INVOKESPECIAL, "java/util/concurrent/atomic/AtomicIntegerArray", "<init>", "(I)V", false);
        made.visitFieldInsn(Opcodes.PUTFIELD, NAME, "memory", "Ljava/util/concurrent/atomic/AtomicIntegerArray;");
        made.visitInsn(Opcodes.RETURN);
        made.visitMaxs(0, 0);
        made.visitEnd();
        for (int i = 0; i < program.size(); i++) {
            MethodVisitor actor =
                    writer.visitMethod(Opcodes.ACC_PUBLIC, "actor" + i, "(L" + RESULT + ";)V", null, null);
            actor.visitAnnotation(ANNOTATIONS + "Actor;", true).visitEnd();
            program.get(i).forEach(each -> emit(actor, each));
            actor.visitInsn(Opcodes.RETURN);
            actor.visitMaxs(0, 0);
            actor.visitEnd();
        }
        writer.visitEnd();
        return writer.toByteArray();
    }

    private static void emit(MethodVisitor actor, Operation operation) {
        if (operation.kind == Kind.FENCE) {
            actor.visitMethodInsn(Opcodes.INVOKESTATIC, "java/lang/invoke/VarHandle", "fullFence", "()V", false);
            return;
        }
        if (operation.result > 0) {
            actor.visitVarInsn(Opcodes.ALOAD, 1);
        }
        actor.visitVarInsn(Opcodes.ALOAD, 0);
        actor.visitFieldInsn(Opcodes.GETFIELD, NAME, "memory", "Ljava/util/concurrent/atomic/AtomicIntegerArray;");
        actor.visitIntInsn(Opcodes.BIPUSH, operation.location);
        if (operation.kind != Kind.LOAD && operation.kind != Kind.VOLATILE_LOAD) {
            actor.visitIntInsn(Opcodes.BIPUSH, operation.value);
        }
        String method = switch (operation.kind) {
            case LOAD -> "getPlain";
            case STORE -> "setPlain";
            case VOLATILE_LOAD -> "get";
            case VOLATILE_STORE -> "set";
            default -> "getAndAdd";
        };
        String descriptor = switch (operation.kind) {
            case LOAD, VOLATILE_LOAD -> "(I)I";
            case STORE, VOLATILE_STORE -> "(II)V";
            default -> "(II)I";
        };
        actor.visitMethodInsn(
                Opcodes.INVOKEVIRTUAL, "java/util/concurrent/atomic/AtomicIntegerArray", method, descriptor, false);
        if (operation.result > 0) {
            actor.visitFieldInsn(Opcodes.PUTFIELD, RESULT, "r" + operation.result, "I");
        }
    }
}
