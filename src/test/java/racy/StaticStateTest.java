// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.lang.invoke.VarHandle;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import racy.kernel.Violation;

/** Executions share no state: every static field in the model's packages is constant. */
class StaticStateTest {
    private static final List<String> MODEL = List.of("kernel", "fence", "sched", "npu", "driver", "driver.variant");

    /**
     * All executions share one vocabulary, which grows only while classes are loaded. The text of a set of its words
     * depends only on the set. The list of variants depends only on the class path and is read at first use.
     */
    private static final Set<String> SHARED = Set.of(
            "racy.kernel.Violation.DEFINED", "racy.kernel.Violations.DESCRIPTIONS", "racy.driver.variant.Variants.ALL");

    /** Objects of these classes never change, although not all of their fields are final. */
    private static final Set<Class<?>> CONSTANT = Set.of(String.class, Pattern.class, Class.class);

    @Test
    void staticFields_ofTheModel_cannotChange() throws IllegalAccessException {
        List<String> wrong = new ArrayList<>();
        int seen = 0;
        for (Class<?> type : model()) {
            for (Field field : type.getDeclaredFields()) {
                String name = type.getName() + "." + field.getName();
                if (!Modifier.isStatic(field.getModifiers()) || field.isSynthetic() || SHARED.contains(name)) {
                    continue;
                }
                seen++;
                field.setAccessible(true);
                if (!Modifier.isFinal(field.getModifiers())) {
                    wrong.add(name + " is not final");
                } else if (!isConstant(field.get(null))) {
                    wrong.add(name + " can change");
                }
            }
        }
        assertEquals(List.of(), wrong);
        assertEquals(true, seen > 100, "the model was not found");
    }

    private static List<Class<?>> model() {
        String[] packages = MODEL.stream().map(name -> "racy." + name).toArray(String[]::new);
        List<Class<?>> classes = new ArrayList<>();
        for (JavaClass type : new ClassFileImporter()
                .importUrl(Violation.class.getProtectionDomain().getCodeSource().getLocation())) {
            if (List.of(packages).contains(type.getPackageName())) {
                classes.add(type.reflect());
            }
        }
        return classes;
    }

    /** Whether nothing that can be reached from {@code value} can change. */
    private static boolean isConstant(Object value) throws IllegalAccessException {
        if (value == null || value instanceof Number || value instanceof Boolean || value instanceof Enum<?>) {
            return true;
        }
        Class<?> type = value.getClass();
        if (value instanceof VarHandle || CONSTANT.contains(type)) {
            return true;
        }
        if (type.isArray()) {
            // By agreement, a private array is constant. Its elements must be constant too.
            for (int i = 0; i < Array.getLength(value); i++) {
                if (!isConstant(Array.get(value, i))) {
                    return false;
                }
            }
            return true;
        }
        if (value instanceof Collection<?> collection) {
            if (!type.getName().startsWith("java.util.ImmutableCollections")) {
                return false;
            }
            for (Object element : collection) {
                if (!isConstant(element)) {
                    return false;
                }
            }
            return true;
        }
        // Lambdas that capture nothing have no fields. The test does not look into other classes of the JDK.
        return type.isHidden() || type == Object.class || type.getName().startsWith("racy.") && hasOnlyConstants(value);
    }

    private static boolean hasOnlyConstants(Object value) throws IllegalAccessException {
        for (Class<?> type = value.getClass(); type != Object.class; type = type.getSuperclass()) {
            for (Field field : type.getDeclaredFields()) {
                if (Modifier.isStatic(field.getModifiers())) {
                    continue;
                }
                field.setAccessible(true);
                if (!Modifier.isFinal(field.getModifiers()) || !isConstant(field.get(value))) {
                    return false;
                }
            }
        }
        return true;
    }
}
