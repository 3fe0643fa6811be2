// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import racy.kernel.Violation;

/**
 * The tables of shared fields in the packages' documentation agree with the code. A row is {@code field | writes |
 * reads | mode | guard}. Its first cell names fields as {@code Class.field}, joined by commas. Its fourth cell has
 * their modes, joined by commas. A mode is a value of {@link #MODES}, {@code plain} or {@code volatile}. The cell may
 * also be {@code as Other.field}, for an object that has rules of its own for sharing.
 *
 * <p>Accesses that set up a field do not count: those of a constructor, or of a method in {@link #SET_UP}.
 */
class SharedFieldsTest {
    private static final List<String> PACKAGES = List.of("kernel", "fence", "sched", "npu", "driver", "driver.variant");
    private static final Path SOURCES = Path.of(System.getProperty("basedir", ""), "main", "java");
    /** Called while no other context runs. */
    private static final Set<String> SET_UP = Set.of("init", "reuse", "forget", "clear");

    private static final Map<String, String> MODES = Map.ofEntries(
            Map.entry("get", "plain"),
            Map.entry("set", "plain"),
            Map.entry("getOpaque", "opaque"),
            Map.entry("setOpaque", "opaque"),
            Map.entry("getAcquire", "acquire"),
            Map.entry("setRelease", "release"),
            Map.entry("getVolatile", "volatile"),
            Map.entry("setVolatile", "volatile"),
            Map.entry("weakCompareAndSetPlain", "relaxed RMW"),
            Map.entry("weakCompareAndSetAcquire", "acquire RMW"),
            Map.entry("compareAndExchangeAcquire", "acquire RMW"),
            Map.entry("getAndSetAcquire", "acquire RMW"),
            Map.entry("getAndAddAcquire", "acquire RMW"),
            Map.entry("weakCompareAndSetRelease", "release RMW"),
            Map.entry("compareAndExchangeRelease", "release RMW"),
            Map.entry("getAndSetRelease", "release RMW"),
            Map.entry("getAndAddRelease", "release RMW"),
            Map.entry("getAndBitwiseOrRelease", "release RMW"),
            Map.entry("getAndBitwiseAndRelease", "release RMW"),
            Map.entry("weakCompareAndSet", "volatile RMW"),
            Map.entry("compareAndSet", "volatile RMW"),
            Map.entry("compareAndExchange", "volatile RMW"),
            Map.entry("getAndSet", "volatile RMW"),
            Map.entry("getAndAdd", "volatile RMW"),
            Map.entry("getAndBitwiseOr", "volatile RMW"),
            Map.entry("getAndBitwiseAnd", "volatile RMW"));

    private static final Pattern ROW = Pattern.compile("<tr>\\s*<td>(.*?)</tr>");
    private static final Pattern FIELD_HANDLE = Pattern.compile(
            "VarHandle (\\w+) = ConstantBootstraps\\.fieldVarHandle\\( ?MethodHandles\\.lookup\\(\\), \"(\\w+)\","
                    + " VarHandle\\.class, ([\\w.]+)\\.class,");
    private static final Pattern ARRAY_HANDLE =
            Pattern.compile("VarHandle (\\w+) = MethodHandles\\.arrayElementVarHandle\\(");
    private static final Pattern HANDLE_USE = Pattern.compile("\\b([A-Z][A-Z_]+)\\b(?! =)(?:\\.(\\w+)\\()?");
    private static final Pattern METHOD =
            Pattern.compile(" {4,8}(?!return |throw |new |else )(?:[\\w<>\\[\\],.?]+ )+(\\w+)\\(.*[^;]");

    private final JavaClasses core = new ClassFileImporter()
            .importUrl(Violation.class.getProtectionDomain().getCodeSource().getLocation());

    /** The fields of the model's packages, by {@code Class.field}. */
    private final Map<String, JavaField> fields = new TreeMap<>();

    /**
     * The modes in the code, by {@code Class.field}. Covers fields that a VarHandle reaches, volatile fields, and
     * fields with a row.
     */
    private final Map<String, Set<String>> used = new TreeMap<>();

    private final Map<String, String> rows = new TreeMap<>();

    SharedFieldsTest() throws IOException {
        for (JavaClass type : core) {
            if (PACKAGES.stream().anyMatch(name -> type.getPackageName().equals("racy." + name))) {
                type.getFields().forEach(field -> fields.put(nameOf(field), field));
            }
        }
        for (String name : PACKAGES) {
            readRows(name);
            try (Stream<Path> files = Files.list(folder(name))) {
                for (Path file :
                        files.filter(each -> each.toString().endsWith(".java")).toList()) {
                    readHandles(file);
                }
            }
        }
        fields.forEach((name, field) -> {
            if (isVolatile(field)) {
                used.put(name, new TreeSet<>());
            }
            if (rows.containsKey(name) || used.containsKey(name)) {
                readAccesses(name, field);
            }
        });
    }

    private static Path folder(String packageName) {
        return SOURCES.resolve("racy").resolve(packageName.replace('.', '/'));
    }

    private static boolean isVolatile(JavaField field) {
        return field.getModifiers().contains(JavaModifier.VOLATILE);
    }

    private static String nameOf(JavaField field) {
        JavaClass owner = field.getOwner();
        return owner.getName().substring(owner.getPackageName().length() + 1).replace('$', '.') + "." + field.getName();
    }

    private void readRows(String packageName) throws IOException {
        String text = Files.readString(folder(packageName).resolve("package-info.java"))
                .replaceAll("\\s*\\n \\* ?", " ");
        for (Matcher row = ROW.matcher(text); row.find(); ) {
            String[] cells = row.group(1).split("</td>\\s*(<td>)?");
            assertEquals(5, cells.length, row.group());
            for (String name : cells[0].split(", ")) {
                assertNull(rows.put(name, cells[3]), () -> name + " has two rows");
            }
        }
    }

    /** Reads what a class does through its VarHandles. Their calls are written {@code NAME.mode(}. */
    private void readHandles(Path file) throws IOException {
        String source = Files.readString(file);
        Map<String, String> handles =
                handles(source, file.getFileName().toString().replace(".java", ""));
        handles.values().forEach(name -> used.put(name, new TreeSet<>()));
        String method = "";
        for (String line : source.split("\n")) {
            Matcher begin = METHOD.matcher(line);
            if (begin.matches()) {
                method = begin.group(1);
            }
            if (SET_UP.contains(method)) {
                continue;
            }
            for (Matcher use = HANDLE_USE.matcher(line); use.find(); ) {
                if (handles.containsKey(use.group(1))) {
                    String mode = MODES.getOrDefault(String.valueOf(use.group(2)), "unknown: " + line.strip());
                    used.get(handles.get(use.group(1))).add(mode);
                }
            }
        }
    }

    /** A class's VarHandles: the names of the constants, and of the fields that they reach. */
    private Map<String, String> handles(String source, String outer) {
        String joined = source.replaceAll("\\s+", " ");
        Map<String, String> handles = new HashMap<>();
        for (Matcher found = FIELD_HANDLE.matcher(joined); found.find(); ) {
            String field = found.group(3) + "." + found.group(2);
            handles.put(found.group(1), fields.containsKey(field) ? field : outer + "." + field);
        }
        for (Matcher found = ARRAY_HANDLE.matcher(joined); found.find(); ) {
            handles.put(found.group(1), outer + "." + found.group(1).toLowerCase(Locale.ROOT));
        }
        return handles;
    }

    /** Reads what the code does with the field itself. An array that a VarHandle reaches is itself a constant. */
    private void readAccesses(String name, JavaField field) {
        if (field.getRawType().isArray() && used.containsKey(name)) {
            return;
        }
        Set<String> modes = used.computeIfAbsent(name, key -> new TreeSet<>());
        field.getAccessesToSelf().stream()
                .map(JavaAccess::getOrigin)
                .filter(origin -> !origin.isConstructor() && !SET_UP.contains(origin.getName()))
                .forEach(origin -> modes.add(isVolatile(field) ? "volatile" : "plain"));
    }

    @Test
    void tables_wereRead() {
        assertTrue(rows.size() > 30 && used.size() > 30, () -> rows.size() + " rows, " + used.size() + " fields");
    }

    @Test
    void sharedField_hasARow() {
        List<String> missing = used.keySet().stream()
                .filter(name -> !rows.containsKey(name))
                .map(name ->
                        name + " is shared and has no row; the code's modes are " + String.join(", ", used.get(name)))
                .toList();
        assertEquals(List.of(), missing);
    }

    @Test
    void row_namesAField() {
        List<String> gone = rows.keySet().stream()
                .filter(name -> !fields.containsKey(name))
                .map(name -> name + " has a row and is no field")
                .toList();
        assertEquals(List.of(), gone);
    }

    @Test
    void row_hasTheModesOfTheCode() {
        List<String> wrong = new ArrayList<>();
        rows.forEach((name, cell) -> {
            if (cell.startsWith("as ")) {
                String other = cell.substring(3);
                String type = fields.get(name).getRawType().getSimpleName();
                if (!rows.containsKey(other) || !other.startsWith(type + ".")) {
                    wrong.add(name + " is a " + type + ", its row says " + cell);
                }
                return;
            }
            Set<String> documented = new TreeSet<>(Arrays.asList(cell.split(", ")));
            Set<String> modes = used.getOrDefault(name, Set.of());
            if (!modes.equals(documented)) {
                wrong.add(name + ": its row says " + documented + ", the code " + modes);
            }
        });
        assertEquals(List.of(), wrong);
    }
}
