// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.outside;

/** How much is read of a file that somebody else may have made. Each limit is far above what Racy writes. */
public final class Limits {
    /** The bytes of a file that holds one JSON value. */
    public static final long DOCUMENT = 4L << 20;

    /** The bytes of a seal, which names every file of a bundle. */
    public static final long SEAL = 8L << 20;

    /** The bytes of a file that is copied or digested and not parsed, such as a log. */
    public static final long UNPARSED = 256L << 20;

    /** The bytes of one line. */
    public static final int LINE = 4 << 20;

    /** How deep JSON may be nested. */
    public static final int DEPTH = 40;

    /** The characters of one text in JSON. */
    public static final int TEXT = 1 << 20;

    /** The characters of one number in JSON. */
    public static final int NUMBER = 100;

    /** The tokens of a file that holds one JSON value: values, names and brackets. */
    public static final int TOKENS = 1_000_000;

    /** How deep the folders of a bundle are nested. */
    public static final int FOLDERS = 8;

    /** The files and folders in a bundle. A merged bundle of 10,000 shards has some 60,000. */
    public static final int ENTRIES = 200_000;

    /** The part of the JVM's memory that the files of one bundle or run may take which are kept after they are read. */
    private static final int SHARE = 6;

    private Limits() {}

    /**
     * The bytes of all files together whose records are kept in memory, such as ledgers. It depends on the memory that
     * this JVM has, because what is read stays there.
     */
    public static long records() {
        return Runtime.getRuntime().maxMemory() / SHARE;
    }

    /** A number of bytes in words. */
    static String words(long bytes) {
        return bytes >= 1 << 20 ? (bytes >> 20) + " MiB" : bytes + " bytes";
    }
}
