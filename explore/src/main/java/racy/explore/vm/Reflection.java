// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.explore.vm;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.reflect.Array;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** What a program asks about classes: their annotations, what encloses them, which classes provide a service. */
final class Reflection {
    private Reflection() {}

    /** The class as the machine that explores has it. It is not initialised. */
    static Class<?> host(Interpreter vm, Klass klass) {
        try {
            return Class.forName(klass.javaName(), false, vm.classes.source);
        } catch (ClassNotFoundException | LinkageError e) {
            throw new OutOfModelException("reflection on " + klass.javaName() + ": " + e);
        }
    }

    static Klass guest(Interpreter vm, Class<?> host) {
        return host == null ? null : vm.classes.load(host.isPrimitive() ? primitive(host) : name(host));
    }

    private static String name(Class<?> host) {
        return host.getName().replace('.', '/');
    }

    private static String primitive(Class<?> host) {
        return host.descriptorString();
    }

    /** The annotation of this type that is present on the class. Null if there is none. */
    static Object annotation(Interpreter vm, Klass on, Klass type, boolean inherited) {
        Class<?> host = host(vm, on);
        for (java.lang.annotation.Annotation each : inherited ? host.getAnnotations() : host.getDeclaredAnnotations()) {
            if (name(each.annotationType()).equals(type.name)) {
                return new HostValue.Annotation(each);
            }
        }
        return null;
    }

    /** A call of a part of an annotation. */
    static Object part(Interpreter vm, HostValue.Annotation annotation, String name) {
        try {
            java.lang.reflect.Method part = annotation.of().annotationType().getMethod(name);
            part.setAccessible(true);
            return value(vm, part.invoke(annotation.of()));
        } catch (NoSuchMethodException | IllegalAccessException | InvocationTargetException e) {
            throw new OutOfModelException("the part " + name + " of an annotation: " + e);
        }
    }

    private static Object value(Interpreter vm, Object value) {
        if (value instanceof Class<?> type) {
            return guest(vm, type);
        }
        if (value instanceof Enum<?> constant) {
            Klass type = guest(vm, constant.getDeclaringClass());
            vm.initialiseNow(type);
            return type.statics.r[type.fields.get(constant.name()).slot];
        }
        if (value instanceof java.lang.annotation.Annotation nested) {
            return new HostValue.Annotation(nested);
        }
        if (value.getClass().isArray() && !value.getClass().getComponentType().isPrimitive()) {
            Klass component = guest(vm, value.getClass().getComponentType());
            Obj array = vm.allocateArray(vm.classes.arrayOf(component), Array.getLength(value));
            for (int i = 0; i < array.r.length; i++) {
                array.r[i] = value(vm, Array.get(value, i));
            }
            return array;
        }
        return value;
    }

    /** {@code ServiceLoader.load(service)}: a list of the providers. */
    static Obj providers(Interpreter vm, Klass service) {
        List<String> names = new ArrayList<>();
        try {
            for (URL file :
                    Collections.list(vm.classes.source.getResources("META-INF/services/" + service.javaName()))) {
                try (BufferedReader lines =
                        new BufferedReader(new InputStreamReader(file.openStream(), StandardCharsets.UTF_8))) {
                    lines.lines()
                            .map(line -> line.replaceFirst("#.*", "").trim())
                            .filter(line -> !line.isEmpty() && !names.contains(line))
                            .forEach(names::add);
                }
            }
        } catch (IOException e) {
            throw new OutOfModelException("the providers of " + service.javaName() + ": " + e);
        }
        Klass list = vm.classes.load("java/util/ArrayList");
        vm.initialiseNow(list);
        Obj providers = vm.allocate(list);
        vm.callNow(list.find("<init>()V"), false, providers);
        for (String each : names) {
            Klass klass = vm.classes.load(each.replace('.', '/'));
            vm.initialiseNow(klass);
            Obj provider = vm.allocate(klass);
            vm.callNow(klass.find("<init>()V"), false, provider);
            vm.callNow(list.find("add(Ljava/lang/Object;)Z"), false, providers, provider);
        }
        return providers;
    }
}
