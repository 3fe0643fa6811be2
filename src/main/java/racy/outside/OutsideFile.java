// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.outside;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import racy.text.Plain;

/**
 * Opens files that somebody else may have made. Only a regular file is opened, because a pipe would be waited for and a
 * device never ends. A link is not followed, because it may lead anywhere. The size is looked at first, and no more than
 * that is read, whatever happens to the file meanwhile.
 *
 * <p>The message of each exception is the reason alone; the caller names the file.
 */
public final class OutsideFile {
    /** How many characters of a file's content a message may have. */
    private static final int EXCERPT = 200;

    private OutsideFile() {}

    /**
     * Where a path leads that the user named. The user may name a link; nothing else may lead elsewhere.
     *
     * @return the path itself if it is no link, or if the link leads nowhere
     */
    public static Path given(Path path) {
        try {
            return Files.isSymbolicLink(path) ? path.toRealPath() : path;
        } catch (IOException e) {
            return path;
        }
    }

    /** Whether there is anything by this name, a broken link included. */
    public static boolean isThere(Path file) {
        return Files.exists(file, LinkOption.NOFOLLOW_LINKS);
    }

    /** Opens a regular file of at most so many bytes. */
    public static InputStream open(Path file, long atMost) throws IOException {
        BasicFileAttributes its = attributes(file);
        checkFile(its);
        checkSize(its.size(), atMost);
        return new Bounded(
                Channels.newInputStream(
                        Files.newByteChannel(file, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS))),
                atMost);
    }

    /** The same for a file of lines, none of which is longer than {@link Limits#LINE}. */
    public static Lines openLines(Path file, long atMost) throws IOException {
        return new Lines(open(file, atMost));
    }

    /** The content of a regular file of at most so many bytes. */
    public static byte[] bytes(Path file, long atMost) throws IOException {
        try (InputStream in = open(file, atMost)) {
            return in.readAllBytes();
        }
    }

    /** The lines of a file in UTF-8. */
    public static List<String> lines(Path file, long atMost) throws IOException {
        List<String> lines = new ArrayList<>();
        try (BufferedReader reader = reader(file, atMost)) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                lines.add(line);
            }
        }
        return lines;
    }

    /** Reads the lines of a file in UTF-8, one by one. What is no UTF-8 is an error. */
    public static BufferedReader reader(Path file, long atMost) throws IOException {
        return new BufferedReader(new InputStreamReader(openLines(file, atMost), StandardCharsets.UTF_8.newDecoder()));
    }

    /** What is in a folder that is no link, sorted; at most so many entries. */
    public static List<Path> entries(Path folder, int atMost) throws IOException {
        if (!attributes(folder).isDirectory()) {
            throw new IOException("it is no folder");
        }
        List<Path> entries = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
            for (Path entry : stream) {
                if (entries.size() == atMost) {
                    throw new IOException("it holds more than " + atMost + " files");
                }
                entries.add(entry);
            }
        }
        entries.sort(null);
        return entries;
    }

    /** Refuses what is no regular file. */
    public static void checkFile(BasicFileAttributes its) throws IOException {
        if (its.isSymbolicLink()) {
            throw new IOException("it is a link and no regular file; no link is followed here");
        }
        if (!its.isRegularFile()) {
            throw new IOException(its.isDirectory() ? "it is a folder and no regular file" : "it is no regular file");
        }
    }

    /** Refuses what is too large. */
    public static void checkSize(long size, long atMost) throws IOException {
        if (size > atMost) {
            throw new IOException("it has " + Limits.words(size) + ", and at most " + Limits.words(atMost) + " are read"
                    + (atMost == Limits.records() ? "; with RACY_JAVA_OPTS=-Xmx2g more are" : ""));
        }
    }

    private static BasicFileAttributes attributes(Path file) throws IOException {
        return Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    }

    /**
     * The beginning of a text that a file brought, as one line that a terminal only prints. A message that has any of a
     * file's content has it from here.
     */
    public static String excerpt(Object content) {
        return cut(String.valueOf(content), EXCERPT);
    }

    /** One line of a limited length that a terminal only prints. */
    public static String cut(String text, int longest) {
        return plain(text.length() <= longest ? text : text.substring(0, longest) + "...");
    }

    /** One line that a terminal only prints: a space for each run of what {@link Plain} does not call harmless. */
    private static String plain(String text) {
        StringBuilder plain = new StringBuilder(text.length());
        boolean harmless = true;
        for (int c : text.codePoints().toArray()) {
            if (Plain.isHarmless(c)) {
                plain.appendCodePoint(c);
            } else if (harmless) {
                plain.append(' ');
            }
            harmless = Plain.isHarmless(c);
        }
        return plain.toString();
    }

    /** Ends with an exception beyond a number of bytes. */
    private static final class Bounded extends FilterInputStream {
        private final long atMost;
        private long left;

        Bounded(InputStream in, long atMost) {
            super(in);
            this.atMost = atMost;
            left = atMost;
        }

        @Override
        public int read() throws IOException {
            int read = in.read();
            count(read < 0 ? 0 : 1);
            return read;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int read = in.read(bytes, offset, length);
            count(Math.max(0, read));
            return read;
        }

        private void count(int read) throws IOException {
            left -= read;
            if (left < 0) {
                throw new IOException("it grew beyond " + Limits.words(atMost) + " while it was read");
            }
        }

        @Override
        public boolean markSupported() {
            return false;
        }
    }

    /** The bytes of a file of lines. A line that is too long ends it with an exception that names the line. */
    public static final class Lines extends FilterInputStream {
        private long line = 1;
        private int length;

        private Lines(InputStream in) {
            super(new BufferedInputStream(in, 1 << 16));
        }

        /** The first byte, which is not taken; -1 if there is none. */
        public int peek() throws IOException {
            in.mark(1);
            int first = in.read();
            in.reset();
            return first;
        }

        /** Whether what was read until now ends with the end of a line. */
        public boolean isAtEndOfLine() {
            return length == 0;
        }

        @Override
        public int read() throws IOException {
            int read = in.read();
            if (read >= 0) {
                count((byte) read);
            }
            return read;
        }

        @Override
        public int read(byte[] bytes, int offset, int size) throws IOException {
            int read = in.read(bytes, offset, size);
            for (int i = 0; i < read; i++) {
                count(bytes[offset + i]);
            }
            return read;
        }

        private void count(byte each) throws IOException {
            if (each == '\n') {
                line++;
                length = 0;
            } else if (++length > Limits.LINE) {
                throw new IOException("line " + line + " is longer than " + Limits.words(Limits.LINE));
            }
        }

        @Override
        public boolean markSupported() {
            return false;
        }
    }
}
