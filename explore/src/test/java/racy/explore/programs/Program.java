// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.explore.programs;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import racy.explore.Bounds;
import racy.explore.Exploration;
import racy.explore.Explorer;
import racy.explore.jcstress.JcstressTests;
import racy.review.MemoryModel;

/**
 * A program without branches on three locations, and the same as a JCStress test.
 *
 * @param hasArbiter whether at the end the last three fields of the result take what the locations hold
 */
public record Program(List<List<Operation>> threads, boolean hasArbiter) {
    public static final int LOCATIONS = 3;
    static final int RESULTS = 6;

    private static final String NAME = "random/Program";
    private static final String RESULT = "org/openjdk/jcstress/infra/results/IIIIII_Result";
    private static final String ANNOTATIONS = "Lorg/openjdk/jcstress/annotations/";
    private static final String HANDLE = "java/lang/invoke/VarHandle";

    /** A program of two or three threads with such operations on two locations. */
    public static Program random(Random random, List<String> methods) {
        int threads = 2 + random.nextInt(2);
        int[] next = new int[2];
        List<List<Operation>> program = IntStream.range(0, threads)
                .mapToObj(thread -> {
                    int length = threads == 3 ? 2 : 2 + random.nextInt(2);
                    return IntStream.range(0, length)
                            .mapToObj(i -> {
                                String method = methods.get(random.nextInt(methods.size()));
                                boolean reads = method.startsWith("get");
                                return new Operation(method, random.nextInt(2), ++next[0], reads ? ++next[1] : 0);
                            })
                            .toList();
                })
                .toList();
        return new Program(program, next[1] <= RESULTS - LOCATIONS);
    }

    /**
     * A program in one line, such as {@code set 0 1; get 1 || set 1 1; get 0}: method, location, value. It has an arbiter
     * if a {@code *} follows.
     */
    public static Program of(String text) {
        int[] results = new int[1];
        boolean hasArbiter = text.endsWith("*");
        List<List<Operation>> threads = Arrays.stream(text.replace("*", "").split("\\|\\|"))
                .map(thread -> Arrays.stream(thread.split(";"))
                        .map(each -> {
                            String[] words = each.strip().split(" ");
                            return new Operation(
                                    words[0],
                                    words.length > 1 ? Integer.parseInt(words[1]) : 0,
                                    words.length > 2 ? Integer.parseInt(words[2]) : 0,
                                    words[0].startsWith("get") ? ++results[0] : 0);
                        })
                        .toList())
                .toList();
        return new Program(threads, hasArbiter);
    }

    static String text(int... results) {
        return Arrays.stream(results).mapToObj(String::valueOf).collect(Collectors.joining(", "));
    }

    /** The outcomes that the explorer finds. */
    public Set<String> explore(MemoryModel model) {
        return explore(model, Bounds.ofStates(100_000));
    }

    /** The outcomes that the explorer finds within these bounds. */
    public Set<String> explore(MemoryModel model, Bounds bounds) {
        byte[] classFile = compile();
        ClassLoader source = new ClassLoader(Program.class.getClassLoader()) {
            @Override
            public InputStream getResourceAsStream(String name) {
                return name.equals(NAME + ".class")
                        ? new ByteArrayInputStream(classFile)
                        : super.getResourceAsStream(name);
            }
        };
        var test = new JcstressTests(source).read("random", NAME.replace('/', '.'));
        Exploration exploration = new Explorer(source, model, bounds).explore(test, () -> false);
        if (!exploration.isComplete()
                || exploration.isExhaustive() != bounds.within().isUnbounded()) {
            throw new IllegalStateException(this + ": " + exploration.gaveUp());
        }
        return exploration.outcomes().keySet();
    }

    private byte[] compile() {
        ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_MAXS);
        writer.visit(Opcodes.V11, Opcodes.ACC_PUBLIC, NAME, null, "java/lang/Object", null);
        writer.visitAnnotation(ANNOTATIONS + "State;", true).visitEnd();
        writer.visitField(Opcodes.ACC_FINAL, "memory", "[I", null, null).visitEnd();
        writer.visitField(Opcodes.ACC_STATIC | Opcodes.ACC_FINAL, "HANDLE", "L" + HANDLE + ";", null, null)
                .visitEnd();
        MethodVisitor loaded = writer.visitMethod(Opcodes.ACC_STATIC, "<clinit>", "()V", null, null);
        loaded.visitLdcInsn(Type.getType("[I"));
        loaded.visitMethodInsn(
                Opcodes.INVOKESTATIC,
                "java/lang/invoke/MethodHandles",
                "arrayElementVarHandle",
                "(Ljava/lang/Class;)L" + HANDLE + ";",
                false);
        loaded.visitFieldInsn(Opcodes.PUTSTATIC, NAME, "HANDLE", "L" + HANDLE + ";");
        end(loaded);
        MethodVisitor made = writer.visitMethod(Opcodes.ACC_PUBLIC, "<init>", "()V", null, null);
        made.visitVarInsn(Opcodes.ALOAD, 0);
        made.visitMethodInsn(Opcodes.INVOKESPECIAL, "java/lang/Object", "<init>", "()V", false);
        made.visitVarInsn(Opcodes.ALOAD, 0);
        made.visitIntInsn(Opcodes.BIPUSH, LOCATIONS);
        made.visitIntInsn(Opcodes.NEWARRAY, Opcodes.T_INT);
        made.visitFieldInsn(Opcodes.PUTFIELD, NAME, "memory", "[I");
        end(made);
        for (int i = 0; i < threads.size(); i++) {
            method(writer, "actor" + i, "Actor", threads.get(i));
        }
        if (hasArbiter) {
            method(
                    writer,
                    "arbiter",
                    "Arbiter",
                    IntStream.range(0, LOCATIONS)
                            .mapToObj(each -> new Operation("get", each, 0, RESULTS - LOCATIONS + 1 + each))
                            .toList());
        }
        writer.visitEnd();
        return writer.toByteArray();
    }

    private static void method(ClassWriter writer, String name, String annotation, List<Operation> operations) {
        MethodVisitor method = writer.visitMethod(Opcodes.ACC_PUBLIC, name, "(L" + RESULT + ";)V", null, null);
        method.visitAnnotation(ANNOTATIONS + annotation + ";", true).visitEnd();
        operations.forEach(each -> emit(method, each));
        end(method);
    }

    private static void end(MethodVisitor method) {
        method.visitInsn(Opcodes.RETURN);
        method.visitMaxs(0, 0);
        method.visitEnd();
    }

    private static void emit(MethodVisitor actor, Operation operation) {
        if (operation.isFence()) {
            actor.visitMethodInsn(Opcodes.INVOKESTATIC, HANDLE, operation.method(), "()V", false);
            return;
        }
        if (operation.reads()) {
            actor.visitVarInsn(Opcodes.ALOAD, 1);
        }
        actor.visitFieldInsn(Opcodes.GETSTATIC, NAME, "HANDLE", "L" + HANDLE + ";");
        actor.visitVarInsn(Opcodes.ALOAD, 0);
        actor.visitFieldInsn(Opcodes.GETFIELD, NAME, "memory", "[I");
        actor.visitIntInsn(Opcodes.BIPUSH, operation.location());
        if (operation.writes()) {
            actor.visitIntInsn(Opcodes.BIPUSH, operation.value());
        }
        String descriptor = "([II" + (operation.writes() ? "I" : "") + ")" + (operation.reads() ? "I" : "V");
        actor.visitMethodInsn(Opcodes.INVOKEVIRTUAL, HANDLE, operation.method(), descriptor, false);
        if (operation.reads()) {
            actor.visitFieldInsn(Opcodes.PUTFIELD, RESULT, "r" + operation.result(), "I");
        }
    }
}
