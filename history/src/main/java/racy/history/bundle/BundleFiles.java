// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.history.bundle;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import racy.kernel.Violation;
import racy.outside.Limits;
import racy.outside.OutsideFile;
import racy.review.Observation;
import racy.stress.runner.OutsideJson;
import racy.stress.runner.VocabularyModule;

/** The names and the files of a bundle; how what belongs to a night is read and written. */
public final class BundleFiles {
    public static final String BUNDLE = "bundle.json";
    public static final String SEAL = "seal.json";
    public static final String PARTS = "parts";
    public static final String PART = "part.json";
    public static final String STRESS = "stress";
    public static final String PLAN = "plan.json";
    public static final String REQUEST = "request.json";
    static final String STRESS_MANIFEST = "manifest.json";
    static final String FORKS = "forks.jsonl";
    /** Folder of a file for each deterministic engine. */
    public static final String EVIDENCE = "evidence";

    /** The same in a bundle of version 1, which knew one such engine. */
    static final String SCRIPTS = "scripts.jsonl";

    public static final String BENCH = "bench.json";
    public static final String CONFIRM = "bench-confirm.json";

    static final String LINES = ".jsonl";
    private static final String JSON = ".json";

    /** What a JDK's label and a night's id may be: they become names of files. */
    static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._+-]{0,99}");

    private static final ObjectMapper MAPPER = mapper();

    private BundleFiles() {}

    /**
     * Writes a record's components and nothing else: an observation's {@code isWitnessed} is no part of it. Reads only what
     * is whole: nothing is missing, and nothing is null but what an {@link Observation} may leave open.
     */
    private static ObjectMapper mapper() {
        ObjectMapper mapper = JsonMapper.builder(OutsideJson.factory(Limits.TOKENS))
                .disable(MapperFeature.AUTO_DETECT_IS_GETTERS)
                .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .enable(
                        DeserializationFeature.FAIL_ON_TRAILING_TOKENS,
                        DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES,
                        DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS,
                        DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                .addModule(new VocabularyModule())
                .addModule(new EvidenceModule())
                .build()
                .setDefaultSetterInfo(JsonSetter.Value.forValueNulls(Nulls.FAIL, Nulls.FAIL));
        for (Class<?> open : List.of(Violation.class, Double.class)) {
            mapper.configOverride(open).setSetterInfo(JsonSetter.Value.forValueNulls(Nulls.SET, Nulls.FAIL));
        }
        return mapper;
    }

    /** File of a deterministic engine's evidence, in the directory of a part. */
    public static Path evidence(Path part, String engine) {
        return part.resolve(EVIDENCE).resolve(engine + LINES);
    }

    /** The engine whose evidence a file is, by the file's name. */
    static String engine(Path evidence) {
        String name = evidence.getFileName().toString();
        return name.endsWith(LINES) ? name.substring(0, name.length() - LINES.length()) : name;
    }

    static String partName(PartManifest part) {
        return partName(part.shard(), part.jdk());
    }

    /** Name of the file of what a shard of a merged bundle was asked for. */
    public static String requestName(int shard) {
        return "request-s" + shard + JSON;
    }

    /** Name of a part's directory. */
    public static String partName(int shard, String jdk) {
        return "s" + shard + "-jdk" + jdk;
    }

    /** Writes a file that is there whole, and on the disk, or not at all. */
    public static void writeDurably(Path file, Object value) throws IOException {
        writeText(file, MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(value) + "\n");
    }

    /** The same for a file of one JSON value a line. */
    public static void writeLinesDurably(Path file, List<?> values) throws IOException {
        StringBuilder lines = new StringBuilder();
        for (Object value : values) {
            lines.append(MAPPER.writeValueAsString(value)).append('\n');
        }
        writeText(file, lines.toString());
    }

    private static void writeText(Path file, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        Path fresh = file.resolveSibling(file.getFileName() + ".tmp");
        try (FileChannel channel = FileChannel.open(
                fresh, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            channel.force(true);
        }
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Reads a file of one JSON value; a message names the line that is wrong. */
    public static <T> T read(Path file, Class<T> type) throws BundleException {
        try {
            long atMost = file.endsWith(SEAL) ? Limits.SEAL : Limits.DOCUMENT;
            return value(MAPPER.readValue(OutsideFile.bytes(file, atMost), type), type);
        } catch (JsonProcessingException e) {
            throw new BundleException(file + ":" + line(e) + ": " + OutsideJson.reason(e), e);
        } catch (IOException e) {
            throw cannotRead(file, e);
        }
    }

    /** Reads a file of one JSON value a line. */
    static <T> List<T> readLines(Path file, Class<T> type) throws BundleException {
        List<T> values = new ArrayList<>();
        try (BufferedReader lines = OutsideFile.reader(file, Limits.records())) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                try {
                    values.add(value(MAPPER.readValue(line, type), type));
                } catch (JsonProcessingException e) {
                    throw new BundleException(file + ":" + (values.size() + 1) + ": " + OutsideJson.reason(e), e);
                }
            }
        } catch (IOException e) {
            throw cannotRead(file, e);
        }
        return List.copyOf(values);
    }

    static BundleException cannotRead(Path file, IOException e) {
        return new BundleException("cannot read " + file + ": " + reason(e), e);
    }

    /** What Jackson reads where the whole text is null. */
    private static <T> T value(T value, Class<T> type) throws JsonProcessingException {
        if (value == null) {
            throw JsonMappingException.from((JsonParser) null, "null is no " + type.getSimpleName());
        }
        return value;
    }

    private static int line(JsonProcessingException e) {
        return e.getLocation() == null ? 1 : e.getLocation().getLineNr();
    }

    /** The bytes that a file of this name may have. */
    static long sizeLimit(String name) {
        if (name.equals(SEAL)) {
            return Limits.SEAL;
        }
        if (name.endsWith(LINES)) {
            return Limits.records();
        }
        return name.endsWith(JSON) ? Limits.DOCUMENT : Limits.UNPARSED;
    }

    /**
     * SHA-256 of every regular file but the seal, by its path with slashes. Anything but files and folders is refused, and
     * so is what is too much: nothing is read before everything was looked at.
     */
    static SortedMap<String, String> digests(Path directory) throws BundleException {
        SortedMap<String, Path> files = Inventory.of(directory);
        SortedMap<String, String> digests = new TreeMap<>();
        for (Map.Entry<String, Path> file : files.entrySet()) {
            digests.put(file.getKey(), digest(file.getValue()));
        }
        return digests;
    }

    /** SHA-256 of a file, in hexadecimal. */
    public static String digest(Path file) throws BundleException {
        try (InputStream in =
                        OutsideFile.open(file, sizeLimit(file.getFileName().toString()));
                DigestInputStream digested = new DigestInputStream(in, MessageDigest.getInstance("SHA-256"))) {
            digested.transferTo(OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(digested.getMessageDigest().digest());
        } catch (IOException e) {
            throw cannotRead(file, e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** SHA-256 of bytes, in hexadecimal. */
    public static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The first difference between what is there and what the seal says, in words; null if there is none. */
    static String difference(Map<String, String> there, Map<String, String> sealed) {
        for (Map.Entry<String, String> file : sealed.entrySet()) {
            String digest = there.get(file.getKey());
            if (digest == null) {
                return file.getKey() + " is missing";
            }
            if (!digest.equals(file.getValue())) {
                return file.getKey() + " was changed after the bundle was sealed";
            }
        }
        return there.keySet().stream()
                .filter(name -> !sealed.containsKey(name))
                .findFirst()
                .map(name -> name + " was added after the bundle was sealed")
                .orElse(null);
    }

    /** Why, for the user. */
    public static String reason(IOException e) {
        String message = String.valueOf(e.getMessage());
        return e.getClass() == IOException.class ? message : e.getClass().getSimpleName() + ": " + message;
    }
}
