// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.explore.vm;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.FieldNode;
import org.objectweb.asm.tree.MethodNode;

/** The classes that were read, by internal name. Reading a class runs nothing of it. */
public final class ClassTable {
    private static final String PRIMITIVES = "ZBCSIJFDV";

    final ClassLoader source;
    private final Map<String, Klass> klasses = new HashMap<>();

    /** @param source where class files are found; the JDK's own are found without it */
    public ClassTable(ClassLoader source) {
        this.source = source;
        for (int i = 0; i < PRIMITIVES.length(); i++) {
            String name = PRIMITIVES.substring(i, i + 1);
            klasses.put(name, new Klass(name, Opcodes.ACC_PUBLIC, null, List.of(), null, true, null));
        }
    }

    /**
     * The class of this internal name or array descriptor.
     *
     * @throws OutOfModelException if there is no class file of this name, or it cannot be read
     */
    public Klass load(String name) {
        Klass known = klasses.get(name);
        if (known == null) {
            known = name.charAt(0) == '[' ? array(name) : read(name);
            klasses.put(name, known);
        }
        return known;
    }

    /** The class of a field or method descriptor's type. */
    Klass ofDescriptor(String descriptor) {
        return load(descriptor.charAt(0) == 'L' ? descriptor.substring(1, descriptor.length() - 1) : descriptor);
    }

    Klass of(Type type) {
        return ofDescriptor(type.getDescriptor());
    }

    /** The type of arrays of {@code component}. */
    Klass arrayOf(Klass component) {
        return load('[' + descriptor(component));
    }

    static String descriptor(Klass klass) {
        return klass.primitive || klass.isArray() ? klass.name : 'L' + klass.name + ';';
    }

    private Klass array(String name) {
        return new Klass(
                name,
                Opcodes.ACC_PUBLIC,
                load("java/lang/Object"),
                List.of(load("java/lang/Cloneable"), load("java/io/Serializable")),
                ofDescriptor(name.substring(1)),
                false,
                null);
    }

    private Klass read(String name) {
        ClassNode node = new ClassNode();
        try (InputStream in = open(name + ".class")) {
            if (in == null) {
                throw new OutOfModelException("class " + name.replace('/', '.') + " is not on the class path");
            }
            new ClassReader(in).accept(node, ClassReader.SKIP_FRAMES);
        } catch (OutOfModelException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            // What is no class file may be read in any way.
            throw new OutOfModelException("class " + name.replace('/', '.') + " cannot be read: " + e);
        }
        Klass klass = define(node);
        if (!klass.isJdk()) {
            verify(klass);
        }
        return klass;
    }

    /**
     * A JVM runs no class that does not verify, so this one is asked. It links the class and runs nothing of it. It cannot
     * say anything of a class that is newer than itself, or that refers to one that is missing.
     */
    private void verify(Klass klass) {
        try {
            Class.forName(klass.javaName(), false, source).getDeclaredConstructors();
        } catch (ClassNotFoundException | NoClassDefFoundError | UnsupportedClassVersionError e) {
            // See above.
        } catch (LinkageError | SecurityException e) {
            String details = String.valueOf(e.getMessage()).replaceAll("\\s+", " ");
            int frame = details.indexOf(" Current Frame:");
            throw new OutOfModelException(
                    klass + " does not verify: " + (frame < 0 ? details : details.substring(0, frame)));
        }
    }

    private InputStream open(String file) throws IOException {
        InputStream in = source.getResourceAsStream(file);
        return in != null ? in : Object.class.getResourceAsStream('/' + file);
    }

    Klass define(ClassNode node) {
        Klass superclass = node.superName == null ? null : load(node.superName);
        List<Klass> interfaces = new ArrayList<>();
        for (String each : node.interfaces) {
            interfaces.add(load(each));
        }
        Klass klass = new Klass(node.name, node.access, superclass, interfaces, null, false, node.sourceFile);
        layOut(klass, node.fields);
        for (MethodNode each : node.methods) {
            Method method = new Method(klass, each);
            method.intrinsic = Intrinsics.find(method);
            method.caution = Caution.of(method);
            klass.methods.put(method.key(), method);
        }
        klasses.put(node.name, klass);
        return klass;
    }

    private static void layOut(Klass klass, List<FieldNode> nodes) {
        List<Field> layout = new ArrayList<>();
        if (klass.superclass != null) {
            layout.addAll(klass.superclass.layout);
            klass.primitiveSlots = klass.superclass.primitiveSlots;
            klass.referenceSlots = klass.superclass.referenceSlots;
        }
        int staticPrimitives = 1;
        int staticReferences = 0;
        for (FieldNode each : nodes) {
            boolean reference = each.desc.charAt(0) == 'L' || each.desc.charAt(0) == '[';
            boolean isStatic = (each.access & Opcodes.ACC_STATIC) != 0;
            int slot;
            if (isStatic) {
                slot = reference ? staticReferences++ : staticPrimitives++;
            } else {
                slot = reference ? klass.referenceSlots++ : klass.primitiveSlots++;
            }
            Field field = new Field(klass, each.name, each.desc, each.access, slot, each.value);
            klass.fields.put(field.name, field);
            if (!isStatic) {
                layout.add(field);
            }
        }
        klass.layout = layout;
        klass.statics.p = new long[staticPrimitives];
        klass.statics.r = new Object[staticReferences];
    }

    /** All classes that were read so far, in the order of their names. */
    List<Klass> all() {
        List<Klass> all = new ArrayList<>(klasses.values());
        all.sort((left, right) -> left.name.compareTo(right.name));
        return all;
    }
}
