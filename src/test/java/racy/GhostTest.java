// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import racy.kernel.Ghost;
import racy.kernel.RelaxedCounter;
import racy.kernel.Violation;

/** The judge's state adds no order, and the driver does not read it. */
class GhostTest {
    /** Modes that order nothing. */
    private static final Set<String> RELAXED = Set.of("get", "set", "getOpaque", "setOpaque", "weakCompareAndSetPlain");

    /** They judge, or they play user space. */
    private static final Set<String> JUDGES = Set.of("racy.driver.Client", "racy.driver.RocketSimulation");

    private final JavaClasses core = new ClassFileImporter()
            .importUrl(Violation.class.getProtectionDomain().getCodeSource().getLocation());

    private List<JavaField> ghosts() {
        return core.stream()
                .flatMap(type -> type.getFields().stream())
                .filter(field -> field.isAnnotatedWith(Ghost.class))
                .toList();
    }

    @Test
    void ghostFields_orderNothing() throws IOException {
        List<String> wrong = new ArrayList<>();
        for (JavaField field : ghosts()) {
            if (field.getModifiers().contains(JavaModifier.VOLATILE)) {
                wrong.add(field.getFullName() + " is volatile");
            }
            if (field.getRawType().getPackageName().startsWith("java.util.concurrent")) {
                wrong.add(field.getFullName() + " is ordered by its class");
            }
            for (String mode : modes(field)) {
                if (!RELAXED.contains(mode)) {
                    wrong.add(field.getFullName() + " is accessed by " + mode);
                }
            }
        }
        assertEquals(List.of(), wrong);
        assertFalse(ghosts().isEmpty());
    }

    @Test
    void relaxedCounter_ordersNothing() throws IOException {
        JavaField count = core.get(RelaxedCounter.class).getField("count");
        assertFalse(count.getModifiers().contains(JavaModifier.VOLATILE));
        assertEquals(Set.of(), without(RELAXED, modes(count)));
    }

    private static Set<String> without(Set<String> allowed, List<String> modes) {
        return Set.copyOf(modes.stream().filter(mode -> !allowed.contains(mode)).toList());
    }

    /** How the source of the class uses the VarHandle with the field's name. */
    private static List<String> modes(JavaField field) throws IOException {
        Path source = Path.of(
                System.getProperty("basedir", ""),
                "main",
                "java",
                field.getOwner().getName().replace('.', '/') + ".java");
        String text = Files.readString(source);
        Matcher use = Pattern.compile("\\b" + constant(field) + "\\s*\\.\\s*(\\w+)\\(")
                .matcher(text);
        List<String> modes = new ArrayList<>();
        while (use.find()) {
            modes.add(use.group(1));
        }
        boolean hasHandle = text.contains('"' + field.getName() + '"');
        assertEquals(hasHandle, !modes.isEmpty(), () -> field.getFullName() + ": no VarHandle " + constant(field));
        return modes;
    }

    private static String constant(JavaField field) {
        return field.getName().replaceAll("([A-Z])", "_$1").toUpperCase(Locale.ROOT);
    }

    @Test
    void ghostFields_accessedByGhostCodeOnly() {
        List<String> wrong = new ArrayList<>();
        for (JavaField field : ghosts()) {
            JavaClass owner = field.getOwner();
            Stream<JavaField> places = Stream.concat(Stream.of(field), owner.tryGetField(constant(field)).stream());
            places.flatMap(place -> place.getAccessesToSelf().stream())
                    .filter(access -> !isGhost(access.getOrigin()) && !isSetUp(access.getOrigin()))
                    // The hardware keeps the truth by which the driver is judged.
                    .filter(access -> !access.getOriginOwner().getPackageName().equals("racy.npu"))
                    .forEach(access -> wrong.add(access.getDescription()));
        }
        assertEquals(List.of(), wrong);
    }

    @Test
    void driver_asksNoGhost() {
        List<String> wrong = new ArrayList<>();
        for (JavaClass type : core) {
            String room = type.getPackageName();
            boolean plays = room.equals("racy.fence") || room.equals("racy.sched") || room.startsWith("racy.driver");
            if (!plays || JUDGES.contains(outermost(type).getName())) {
                continue;
            }
            for (JavaCodeUnit code : type.getCodeUnits()) {
                if (!isGhost(code)) {
                    Stream<JavaAccess<?>> asked = Stream.concat(
                            code.getMethodCallsFromSelf().stream(), code.getMethodReferencesFromSelf().stream());
                    asked.filter(GhostTest::answers).forEach(access -> wrong.add(access.getDescription()));
                }
            }
        }
        assertEquals(List.of(), wrong);
    }

    /** Whether it asks a ghost for something: it calls a method that returns a value. */
    private static boolean answers(JavaAccess<?> access) {
        return ((AccessTarget.CodeUnitAccessTarget) access.getTarget())
                .resolveMember()
                .filter(code -> isGhost(code)
                        && !code.isConstructor()
                        && !code.getRawReturnType().getName().equals("void"))
                .isPresent();
    }

    private static boolean isGhost(JavaCodeUnit code) {
        return code.isAnnotatedWith(Ghost.class) || code.getOwner().isAnnotatedWith(Ghost.class);
    }

    private static boolean isSetUp(JavaCodeUnit code) {
        return code.isConstructor()
                || code.getName().equals("<clinit>")
                || code.getName().equals("init");
    }

    private static JavaClass outermost(JavaClass type) {
        return type.getEnclosingClass().map(GhostTest::outermost).orElse(type);
    }
}
