// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.outside;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutsideFileTest {
    @TempDir
    Path folder;

    private static String refused(Path file, long atMost) {
        return assertThrows(
                        IOException.class,
                        () -> assertTimeoutPreemptively(Duration.ofMinutes(1), () -> OutsideFile.bytes(file, atMost)))
                .getMessage();
    }

    @Test
    void regularFile_isRead() throws Exception {
        Path file = Files.writeString(folder.resolve("a"), "abc");
        assertArrayEquals("abc".getBytes(), OutsideFile.bytes(file, 3));
        Path hard = Files.createLink(folder.resolve("b"), file);
        assertArrayEquals("abc".getBytes(), OutsideFile.bytes(hard, 3));
    }

    @Test
    void pipe_isNotOpened() throws Exception {
        Path pipe = folder.resolve("pipe");
        assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
        assertTrue(refused(pipe, 10).contains("no regular file"));
    }

    @Test
    void linkDeviceAndFolder_areRefused() throws Exception {
        Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("/etc/passwd"));
        assertTrue(refused(link, 1 << 20).contains("a link"));
        Path zero = Files.createSymbolicLink(folder.resolve("zero"), Path.of("/dev/zero"));
        assertTrue(refused(zero, 10).contains("a link"));
        assertTrue(refused(Path.of("/dev/zero"), 10).contains("no regular file"));
        assertTrue(refused(folder, 10).contains("a folder"));
        assertTrue(OutsideFile.isThere(Files.createSymbolicLink(folder.resolve("broken"), Path.of("nowhere"))));
        assertFalse(OutsideFile.isThere(folder.resolve("nothing")));
    }

    @Test
    void linkThatTheUserNamed_leadsWhereItLeads() throws Exception {
        Path file = Files.writeString(folder.resolve("a"), "abc").toRealPath();
        Path link = Files.createSymbolicLink(folder.resolve("link"), file);
        assertEquals(file, OutsideFile.given(link));
        Path nowhere = Files.createSymbolicLink(folder.resolve("broken"), Path.of("nowhere"));
        assertEquals(nowhere, OutsideFile.given(nowhere));
        assertEquals(folder.resolve("nothing"), OutsideFile.given(folder.resolve("nothing")));
    }

    @Test
    void tooLarge_isRefusedBeforeItIsRead() throws Exception {
        Path sparse = folder.resolve("sparse");
        try (RandomAccessFile file = new RandomAccessFile(sparse.toFile(), "rw")) {
            file.setLength(1L << 40);
        }
        assertEquals("it has 1048576 MiB, and at most 4 MiB are read", refused(sparse, Limits.DOCUMENT));
    }

    @Test
    void fileThatGrowsWhileItIsRead_isNotReadBeyondItsLimit() throws Exception {
        Path file = Files.writeString(folder.resolve("a"), "abc");
        try (InputStream in = OutsideFile.open(file, 5)) {
            Files.writeString(file, "defg", StandardOpenOption.APPEND);
            IOException e = assertThrows(IOException.class, in::readAllBytes);
            assertTrue(e.getMessage().contains("grew"), e.getMessage());
        }
    }

    @Test
    void lineThatIsTooLong_isNamed() throws Exception {
        Path file = folder.resolve("lines");
        Files.writeString(file, "short\n" + "x".repeat(Limits.LINE) + "\n");
        assertEquals(2, OutsideFile.lines(file, 1L << 30).size());
        Files.writeString(file, "short\n" + "x".repeat(Limits.LINE + 1) + "\n");
        IOException e = assertThrows(IOException.class, () -> OutsideFile.lines(file, 1L << 30));
        assertEquals("line 2 is longer than 4 MiB", e.getMessage());
    }

    @Test
    void folder_isListedUpToALimitAndNotThroughALink() throws Exception {
        Path inside = Files.createDirectory(folder.resolve("d"));
        Files.createFile(inside.resolve("b"));
        Files.createFile(inside.resolve("a"));
        assertEquals(List.of(inside.resolve("a"), inside.resolve("b")), OutsideFile.entries(inside, 2));
        assertThrows(IOException.class, () -> OutsideFile.entries(inside, 1));
        Path link = Files.createSymbolicLink(folder.resolve("link"), inside);
        assertThrows(IOException.class, () -> OutsideFile.entries(link, 9));
    }

    @Test
    void excerpt_isOneShortLineThatATerminalOnlyPrints() {
        assertEquals("a b", OutsideFile.excerpt("a\r\n\u001b\u202e\u2028\u2066\ud800b"));
        assertEquals(203, OutsideFile.excerpt("x".repeat(1_000)).length());
    }
}
