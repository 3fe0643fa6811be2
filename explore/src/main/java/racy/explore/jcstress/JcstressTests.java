// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.explore.jcstress;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AnnotationNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.MethodNode;
import racy.explore.vm.OutOfModelException;
import racy.review.OutcomeTable;

/** Finds JCStress tests on a class path and reads what their annotations say. It loads no class. */
public final class JcstressTests {
    private static final String LIST = "META-INF/TestList";
    private static final String ANNOTATIONS = "Lorg/openjdk/jcstress/annotations/";
    private static final String OBJECT = "java/lang/Object";
    private static final String MARK = "JCTEST";

    private final ClassLoader source;
    private final Map<String, ClassNode> nodes = new HashMap<>();

    public JcstressTests(ClassLoader source) {
        this.source = source;
    }

    /**
     * The listed tests: the binary name of the class, by the name of the test.
     *
     * @throws IOException if a list cannot be read or understood
     */
    public Map<String, String> listed() throws IOException {
        Map<String, String> listed = new TreeMap<>();
        for (URL list : Collections.list(source.getResources(LIST))) {
            try (BufferedReader lines =
                    new BufferedReader(new InputStreamReader(list.openStream(), StandardCharsets.UTF_8))) {
                int number = 1;
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    if (!line.isBlank()) {
                        List<String> fields = fields(line, list + ", line " + number);
                        listed.putIfAbsent(fields.get(0), fields.get(1));
                    }
                    number++;
                }
            }
        }
        return listed;
    }

    /** The first two fields of a line. Each has its length, the letter of its type, and its text. */
    private static List<String> fields(String line, String where) throws IOException {
        try {
            if (!line.startsWith(MARK)) {
                throw new IndexOutOfBoundsException();
            }
            List<String> fields = new ArrayList<>();
            int at = MARK.length();
            while (fields.size() < 2) {
                int digits = at;
                while (Character.isDigit(line.charAt(at))) {
                    at++;
                }
                int length = Integer.parseInt(line.substring(digits, at));
                at++;
                fields.add(line.substring(at, at + length));
                at += length;
            }
            return fields;
        } catch (IndexOutOfBoundsException | NumberFormatException e) {
            throw new IOException(where + " is no line of JCStress: " + line, e);
        }
    }

    /** Whether the class says that it is a test. */
    public boolean isTest(String binaryName) {
        return find(annotations(node(binaryName.replace('.', '/'))), "JCStressTest");
    }

    /**
     * The test of this class.
     *
     * @param binaryName as {@code Class.getName()} has it
     * @throws OutOfModelException if the class is no test, or is built in a way that is not understood
     */
    public JcstressTest read(String name, String binaryName) {
        String testClass = binaryName.replace('.', '/');
        ClassNode node = node(testClass);
        List<AnnotationNode> described = annotations(node);
        List<AnnotationNode> metas = new ArrayList<>();
        for (AnnotationNode each : described) {
            if (isA(each, "JCStressMeta")) {
                metas.addAll(annotations(node(((Type) value(each, "value")).getInternalName())));
            }
        }
        List<AnnotationNode> all = new ArrayList<>(described);
        all.addAll(metas);
        JcstressTest.Mode mode = mode(all);
        String state = find(described, "State") ? testClass : null;
        String result = null;
        String arbiter = null;
        String signal = null;
        Set<String> seen = new HashSet<>();
        List<String> inOrder = new ArrayList<>();
        for (ClassNode each = node; each != null; each = above(each)) {
            for (MethodNode method : each.methods) {
                String key = method.name + method.desc;
                List<AnnotationNode> marks = annotations(method);
                boolean isActor = find(marks, "Actor");
                boolean isArbiter = find(marks, "Arbiter");
                boolean isSignal = find(marks, "Signal");
                // A method that overrides another one takes its annotations away.
                if (!seen.add(key) || !isActor && !isArbiter && !isSignal) {
                    continue;
                }
                if (isActor) {
                    inOrder.add(key);
                } else if (isArbiter) {
                    arbiter = key;
                } else {
                    signal = key;
                }
                for (Type type : Type.getArgumentTypes(method.desc)) {
                    if (type.getSort() != Type.OBJECT) {
                        throw new OutOfModelException("an actor with an argument of type " + type.getClassName());
                    }
                    List<AnnotationNode> its = annotations(node(type.getInternalName()));
                    if (find(its, "Result")) {
                        result = type.getInternalName();
                    } else if (find(its, "State")) {
                        state = type.getInternalName();
                    }
                }
            }
        }
        if (inOrder.isEmpty()) {
            throw new OutOfModelException(binaryName + " has no method with @Actor");
        }
        if (state == null) {
            throw new OutOfModelException(binaryName + " has no @State");
        }
        return new JcstressTest(name, testClass, state, result, inOrder, arbiter, signal, mode, grading(all));
    }

    private static JcstressTest.Mode mode(List<AnnotationNode> annotations) {
        for (AnnotationNode each : annotations) {
            if (isA(each, "JCStressTest") && value(each, "value") instanceof String[] mode) {
                return mode[1].equals("Termination") ? JcstressTest.Mode.TERMINATION : JcstressTest.Mode.CONTINUOUS;
            }
        }
        return JcstressTest.Mode.CONTINUOUS;
    }

    private static OutcomeTable grading(List<AnnotationNode> annotations) {
        List<OutcomeTable.Case> cases = new ArrayList<>();
        OutcomeTable.Case otherwise = null;
        for (AnnotationNode each : annotations) {
            List<?> outcomes = List.of();
            if (isA(each, "Outcome")) {
                outcomes = List.of(each);
            } else if (isA(each, "Outcome$Outcomes")) {
                outcomes = (List<?>) value(each, "value");
            }
            for (Object outcome : outcomes) {
                AnnotationNode one = (AnnotationNode) outcome;
                OutcomeTable.Grade grade = OutcomeTable.Grade.valueOf(((String[]) value(one, "expect"))[1]);
                String text = value(one, "desc") instanceof String description ? description : "";
                List<?> ids = value(one, "id") instanceof List<?> list ? list : List.of();
                for (Object id : ids) {
                    cases.add(new OutcomeTable.Case((String) id, grade, text));
                }
                if (ids.isEmpty()) {
                    otherwise = new OutcomeTable.Case("", grade, text);
                }
            }
        }
        return new OutcomeTable(cases, otherwise);
    }

    private ClassNode above(ClassNode node) {
        return node.superName == null || node.superName.equals(OBJECT) ? null : node(node.superName);
    }

    private ClassNode node(String internalName) {
        return nodes.computeIfAbsent(internalName, name -> {
            ClassNode node = new ClassNode(Opcodes.ASM9);
            try (InputStream in = source.getResourceAsStream(name + ".class")) {
                if (in == null) {
                    throw new OutOfModelException("class " + name.replace('/', '.') + " is not on the class path");
                }
                new ClassReader(in).accept(node, ClassReader.SKIP_CODE | ClassReader.SKIP_DEBUG);
            } catch (OutOfModelException e) {
                throw e;
            } catch (IOException | RuntimeException e) {
                // What is no class file may be read in any way.
                throw new OutOfModelException("class " + name.replace('/', '.') + " cannot be read: " + e);
            }
            return node;
        });
    }

    private static List<AnnotationNode> annotations(ClassNode node) {
        return node.visibleAnnotations == null ? List.of() : node.visibleAnnotations;
    }

    private static List<AnnotationNode> annotations(MethodNode node) {
        return node.visibleAnnotations == null ? List.of() : node.visibleAnnotations;
    }

    private static boolean isA(AnnotationNode node, String name) {
        return node.desc.equals(ANNOTATIONS + name + ";");
    }

    private static boolean find(List<AnnotationNode> nodes, String name) {
        return nodes.stream().anyMatch(each -> isA(each, name));
    }

    private static Object value(AnnotationNode node, String key) {
        List<Object> values = node.values == null ? List.of() : node.values;
        for (int i = 0; i < values.size(); i += 2) {
            if (values.get(i).equals(key)) {
                return values.get(i + 1);
            }
        }
        return null;
    }
}
