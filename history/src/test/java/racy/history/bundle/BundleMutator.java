// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.history.bundle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import racy.outside.Limits;
import racy.outside.OutsideFile;

/**
 * Changes a bundle at random and seals it again, as whoever made it could. What it did is in {@link #did}, so that a
 * failure can be understood.
 */
final class BundleMutator {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final List<String> TEXTS = List.of(
            "",
            ".",
            "..",
            "../../../../etc/passwd",
            "/dev/zero",
            "a\u0000b\u001b[2J\u202e\u2028\nx",
            "\ud800",
            "-javaagent:evil.jar",
            "$(touch x)'; DROP TABLE night; --",
            "x".repeat(100_000));

    /** Words that the format has, where another one stands. */
    private static final List<String> WORDS = List.of(
            "COMPLETE", "PARTIAL", "NORMAL", "VM_ERROR", "FORBIDDEN", "ACCEPTABLE", "17", "25", "racy.stress.A");

    private final Random random;
    private final Path base;
    private final Path work;
    private final Path pipe;
    private final List<String> did = new ArrayList<>();
    private final ObjectNode baseSeal;
    private final Map<String, Object> baseKeys = new TreeMap<>();

    /** @param pipe a named pipe in the same file system, which takes the place of files */
    BundleMutator(Random random, Path base, Path work, Path pipe) throws IOException {
        this.random = random;
        this.base = base;
        this.work = work;
        this.pipe = pipe;
        baseSeal = (ObjectNode) tree(base.resolve(BundleFiles.SEAL));
        try (Stream<Path> walk = Files.walk(base)) {
            for (Path each : walk.toList()) {
                baseKeys.put(base.relativize(each).toString(), key(each));
            }
        }
        copy(base, work);
    }

    /** Of a folder, that it is one; of a file, which one it is: the files of the two bundles are shared. */
    private static Object key(Path path) throws IOException {
        BasicFileAttributes its = Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        return its.isDirectory() ? "folder" : its.fileKey();
    }

    Path bundle() {
        return work;
    }

    List<String> did() {
        return did;
    }

    /** Makes the bundle as it was, changes it, and seals it. */
    void mutate() throws IOException {
        did.clear();
        restore();
        ObjectNode seal = baseSeal.deepCopy();
        for (int i = random.nextInt(10) == 0 ? 3 : 1; i > 0; i--) {
            one(seal);
        }
        if (random.nextInt(20) > 0) {
            seal.set("files", digests());
        }
        Path file = work.resolve(BundleFiles.SEAL);
        if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            replace(file, JSON.writeValueAsBytes(seal));
        }
    }

    /** The files of the bundle are shared with the one that it was made from, so none is written into. */
    private static void replace(Path file, byte[] bytes) throws IOException {
        Files.delete(file);
        Files.write(file, bytes);
    }

    private void restore() throws IOException {
        try (Stream<Path> walk = Files.walk(work)) {
            for (Path each : walk.sorted(Comparator.reverseOrder()).toList()) {
                Object before = baseKeys.get(work.relativize(each).toString());
                if (!key(each).equals(before)) {
                    Files.delete(each);
                }
            }
        }
        for (Map.Entry<String, Object> each : baseKeys.entrySet()) {
            Path there = work.resolve(each.getKey());
            if (!Files.exists(there, LinkOption.NOFOLLOW_LINKS)) {
                link(base.resolve(each.getKey()), there);
            }
        }
    }

    private void one(ObjectNode seal) throws IOException {
        switch (random.nextInt(12)) {
            case 0 -> bytes(any());
            case 1 -> lines(any());
            case 2, 3, 4, 5 -> json(any());
            case 6 -> structure(any());
            case 7 -> kind(any());
            case 8, 9 -> seal(seal);
            default -> plan();
        }
    }

    private void bytes(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        if (bytes.length == 0) {
            return;
        }
        int at = random.nextInt(bytes.length);
        String how = switch (random.nextInt(3)) {
            case 0 -> {
                bytes[at] ^= (byte) (1 << random.nextInt(8));
                yield "flipped";
            }
            case 1 -> {
                bytes = Arrays.copyOf(bytes, at);
                yield "cut at";
            }
            default -> {
                bytes[at] = (byte) random.nextInt(256);
                yield "set";
            }
        };
        write(file, bytes, how + " byte " + at);
    }

    private void lines(Path file) throws IOException {
        List<String> lines =
                new ArrayList<>(List.of(new String(Files.readAllBytes(file), StandardCharsets.UTF_8).split("(?<=\n)")));
        int at = random.nextInt(lines.size());
        switch (random.nextInt(5)) {
            case 0 -> lines.remove(at);
            case 1 -> lines.add(at, lines.get(random.nextInt(lines.size())));
            case 2 -> Collections.swap(lines, at, random.nextInt(lines.size()));
            case 3 -> lines.add(at, "\n");
            default -> lines.set(at, lines.get(at).strip());
        }
        write(file, String.join("", lines).getBytes(StandardCharsets.UTF_8), "lines at " + at);
    }

    /** Changes a value in a JSON file, or in a line of one. */
    private void json(Path file) throws IOException {
        String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        boolean isLines = file.toString().endsWith(".jsonl");
        List<String> parts = new ArrayList<>(isLines ? text.lines().toList() : List.of(text));
        if (parts.isEmpty()) {
            return;
        }
        int at = random.nextInt(parts.size());
        JsonNode root;
        try {
            root = JSON.readTree(parts.get(at));
        } catch (IOException e) {
            return;
        }
        List<JsonNode> holders = new ArrayList<>();
        collect(root, holders);
        if (holders.isEmpty()) {
            return;
        }
        JsonNode holder = holders.get(random.nextInt(holders.size()));
        String what = holder instanceof ObjectNode object ? field(object) : element((ArrayNode) holder);
        parts.set(at, root.toString());
        write(
                file,
                (String.join("\n", parts) + "\n").getBytes(StandardCharsets.UTF_8),
                "line " + (at + 1) + " " + what);
    }

    private static void collect(JsonNode node, List<JsonNode> holders) {
        if (node.isContainerNode() && !node.isEmpty()) {
            holders.add(node);
        }
        node.forEach(child -> collect(child, holders));
    }

    private String field(ObjectNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        String name = names.get(random.nextInt(names.size()));
        switch (random.nextInt(8)) {
            case 0 -> object.remove(name);
            case 1 -> object.set(TEXTS.get(random.nextInt(TEXTS.size())), object.get(name));
            case 2 -> object.set(name, object.get(names.get(random.nextInt(names.size()))));
            default -> object.set(name, value(object.get(name)));
        }
        return "field " + name;
    }

    private String element(ArrayNode array) {
        int at = random.nextInt(array.size());
        switch (random.nextInt(4)) {
            case 0 -> array.remove(at);
            case 1 -> array.add(array.get(at).deepCopy());
            default -> array.set(at, value(array.get(at)));
        }
        return "element " + at;
    }

    private JsonNode value(JsonNode old) {
        if (old.isTextual() && random.nextInt(3) == 0) {
            return NODES.textNode(WORDS.get(random.nextInt(WORDS.size())));
        }
        if (old.isBoolean() && random.nextBoolean()) {
            return NODES.booleanNode(!old.booleanValue());
        }
        if (old.isNumber() && random.nextBoolean()) {
            return NODES.numberNode(old.longValue() + random.nextInt(5) - 2);
        }
        return switch (random.nextInt(9)) {
            case 0 -> NODES.nullNode();
            case 1 -> NODES.numberNode(Long.MAX_VALUE - random.nextInt(2));
            case 2 -> NODES.numberNode(random.nextBoolean() ? -1 : 0);
            case 3 -> NODES.numberNode(BigInteger.TEN.pow(random.nextInt(200)));
            case 4 -> NODES.numberNode(random.nextBoolean() ? 1e300 : 0.5);
            case 5 -> NODES.arrayNode();
            case 6 -> NODES.objectNode();
            default -> NODES.textNode(TEXTS.get(random.nextInt(TEXTS.size())));
        };
    }

    /** Removes, adds, moves and copies files and folders. */
    private void structure(Path file) throws IOException {
        List<Path> folders = paths(Files::isDirectory);
        Path folder = folders.get(random.nextInt(folders.size()));
        Path target = random.nextBoolean() ? file : folder;
        did.add("structure at " + work.relativize(target));
        switch (random.nextInt(5)) {
            case 0 -> delete(target.equals(work) ? file : target);
            case 1 -> Files.writeString(folder.resolve("more" + random.nextInt(3) + ".json"), "{}");
            case 2 -> Files.writeString(folder.resolve("a\n\u001b[31m\u202eb"), "x");
            case 3 -> {
                Path to = target.resolveSibling("s2-jdk17");
                if (!target.equals(work) && !Files.exists(to)) {
                    Files.move(target, to);
                }
            }
            default -> {
                Path to = target.resolveSibling(random.nextBoolean() ? "s2-jdk25" : "request-s9.json");
                if (!target.equals(work) && !Files.exists(to)) {
                    copy(target, to);
                }
            }
        }
    }

    /** Puts something else in the place of a file. */
    private void kind(Path file) throws IOException {
        did.add("kind of " + work.relativize(file));
        delete(file);
        switch (random.nextInt(7)) {
            case 0 -> Files.createLink(file, pipe);
            case 1 -> Files.createSymbolicLink(file, Path.of("/etc/passwd"));
            case 2 -> Files.createSymbolicLink(file, Path.of("/dev/zero"));
            case 3 -> Files.createSymbolicLink(file, base.resolve(work.relativize(file)));
            case 4 -> Files.createDirectory(file);
            case 5 -> {
                try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
                    sparse.setLength(3L << 30);
                }
            }
            default -> {
                Path deep = file;
                for (int i = 0; i < 30; i++) {
                    deep = deep.resolve("d");
                }
                Files.createDirectories(deep);
            }
        }
    }

    /** What the seal says of the night. */
    private void seal(ObjectNode seal) {
        String what = switch (random.nextInt(4)) {
            case 0 -> {
                seal.put("state", random.nextBoolean() ? "COMPLETE" : "PARTIAL");
                yield "state";
            }
            case 1 -> {
                ArrayNode missing = seal.putArray("missing");
                for (int i = random.nextInt(3); i > 0; i--) {
                    missing.add(random.nextInt(4));
                }
                yield "missing";
            }
            case 2 -> {
                seal.set("ended", value(seal.path("ended")));
                yield "ended";
            }
            default -> field(seal);
        };
        did.add("seal: " + what);
    }

    /** Another plan, whole and with its own id; sometimes with a manifest that says so too. */
    private void plan() throws IOException {
        Path file = work.resolve(BundleFiles.PLAN);
        ObjectNode manifest;
        Plan plan;
        try {
            plan = Plan.read(file);
            manifest = (ObjectNode) tree(work.resolve(BundleFiles.BUNDLE));
        } catch (BundleException | IOException | ClassCastException e) {
            return;
        }
        List<Plan.Item> items = new ArrayList<>(plan.items());
        int shards = plan.shards() + (random.nextInt(4) == 0 ? random.nextInt(3) : 0);
        if (!items.isEmpty() && random.nextBoolean()) {
            Plan.Item its = items.remove(random.nextInt(items.size()));
            if (random.nextBoolean()) {
                int shard = 1 + random.nextInt(shards);
                items.add(new Plan.Item(its.kind(), its.name(), its.seconds(), its.measured(), shard));
            }
        } else {
            items.add(new Plan.Item(Plan.Kind.TEST, "racy.stress.New", 0, false, 1 + random.nextInt(shards)));
        }
        try {
            Plan other = Plan.of(plan.architecture(), shards, plan.seed() + random.nextInt(2), items);
            replace(file, JSON.writeValueAsBytes(other));
            if (random.nextBoolean()) {
                manifest.put("plan", other.id());
                manifest.put("shards", other.shards());
                manifest.put("seed", other.seed());
                replace(work.resolve(BundleFiles.BUNDLE), JSON.writeValueAsBytes(manifest));
            }
            did.add("plan " + other.items().size() + " items");
        } catch (IllegalArgumentException e) {
            // Such a plan is refused before it is written.
        }
    }

    private ObjectNode digests() throws IOException {
        Map<String, String> digests = new TreeMap<>();
        for (Path file : paths(path -> Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS))) {
            String name = work.relativize(file).toString();
            boolean isShared = key(file).equals(baseKeys.get(name));
            if (isShared && baseSeal.get("files").has(name)) {
                digests.put(name, baseSeal.get("files").get(name).textValue());
            } else if (!name.equals(BundleFiles.SEAL) && Files.size(file) < 1 << 20) {
                digests.put(name, BundleFiles.sha256(Files.readAllBytes(file)));
            }
        }
        return JSON.valueToTree(digests);
    }

    private Path any() throws IOException {
        List<Path> files = paths(path -> Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)
                && path.toFile().length() < 1 << 20);
        return files.get(random.nextInt(files.size()));
    }

    private List<Path> paths(Predicate<Path> which) throws IOException {
        try (Stream<Path> walk = Files.walk(work)) {
            return walk.filter(which).sorted().toList();
        }
    }

    private static JsonNode tree(Path file) throws IOException {
        // An earlier change may have made it a pipe.
        return JSON.readTree(OutsideFile.bytes(file, Limits.SEAL));
    }

    private void write(Path file, byte[] bytes, String what) throws IOException {
        did.add(work.relativize(file) + ": " + what);
        replace(file, bytes);
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> walk = Files.walk(from)) {
            for (Path each : walk.toList()) {
                link(each, to.resolve(from.relativize(each).toString()));
            }
        }
    }

    private static void link(Path from, Path to) throws IOException {
        if (Files.isDirectory(from, LinkOption.NOFOLLOW_LINKS)) {
            Files.createDirectory(to);
        } else {
            Files.createLink(to, from);
        }
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try (Stream<Path> walk = Files.walk(folder)) {
            for (Path each : walk.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }
}
