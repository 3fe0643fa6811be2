// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.history.store;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import racy.history.AnswerNight;
import racy.history.BenchNight;
import racy.history.EvidenceNight;
import racy.history.ForkNight;
import racy.history.History;
import racy.history.HistoryException;
import racy.history.Night;
import racy.history.Seen;
import racy.history.Sighting;
import racy.history.StressNight;
import racy.history.Witness;
import racy.history.bundle.BundleException;

/**
 * The history in a SQLite file or a PostgreSQL database. One connection, which threads take turns with, while any
 * number of processes may use the same database. Each method reads as of one moment, and writes all or nothing. Whatever
 * the order of imports, every query answers the same.
 */
public final class SqlHistory implements History, AutoCloseable {
    private final HistorySession session;
    private final HistoryWriter writer;
    private final NightQueries nights;
    private final StressQueries tests;
    private final BenchmarkQueries benchmarks;
    private final EvidenceQueries evidence;

    private SqlHistory(HistorySession session) {
        this.session = session;
        writer = new HistoryWriter(session);
        nights = new NightQueries(session);
        tests = new StressQueries(session);
        benchmarks = new BenchmarkQueries(session);
        evidence = new EvidenceQueries(session);
    }

    /**
     * Opens a history to read and write; makes it if it is not there.
     *
     * @param place a file's path, {@code jdbc:sqlite:PATH} or {@code jdbc:postgresql:…}
     * @throws HistoryException if it cannot be opened, or was made by a newer Racy
     */
    public static SqlHistory open(String place) {
        return open(place, InstantSource.system());
    }

    /** @param clock says which nights are ahead of it, see {@link #ahead} */
    public static SqlHistory open(String place, InstantSource clock) {
        return new SqlHistory(HistorySession.toWrite(Database.of(place), clock));
    }

    /** Opens a history that is there to read it, which needs no right to write. */
    public static SqlHistory openReadOnly(String place) {
        return openReadOnly(place, InstantSource.system());
    }

    /** @param clock says which nights are ahead of it, see {@link #ahead} */
    public static SqlHistory openReadOnly(String place, InstantSource clock) {
        return new SqlHistory(HistorySession.toRead(Database.of(place), clock));
    }

    @Override
    public void close() {
        session.close();
    }

    /**
     * Takes in a sealed bundle, whole or not at all; one that is there already changes nothing.
     *
     * @throws BundleException if the bundle is not as its writer left it, or its night is there with other contents, or it
     *     was made up and the history was measured, or the other way round, or it begins or ends more than a day after
     *     this machine's clock
     * @throws HistoryException if the history cannot be written
     */
    public Imported importBundle(Path directory) throws BundleException {
        return writer.importBundle(directory);
    }

    /**
     * As {@link #importBundle} for each of them in turn; while one is written the next is read.
     *
     * @param replace whether a night of that name with other contents gives way
     * @param taken told of each that is in the history now
     * @param refused told of each that is not, and why
     */
    public void importBundles(
            List<Path> directories, boolean replace, Consumer<Imported> taken, Consumer<BundleException> refused) {
        writer.importBundles(directories, replace, taken, refused);
    }

    /**
     * Makes the history anew from bundles, in one transaction: after a failure it is as it was. While one is written the next
     * is read.
     *
     * @param refused told of each bundle that is not as its writer left it, and why; the others are still looked at
     * @return how many nights it holds now
     * @throws BundleException if any was refused
     */
    public int rebuild(List<Path> directories, Consumer<BundleException> refused) throws BundleException {
        return writer.rebuild(directories, refused);
    }

    /** Forgets nights, and what no other night refers to; their bundles are not touched. */
    public void forget(List<String> nights) {
        writer.forget(nights);
    }

    /** For each JDK of the newest night that had it, the digest of every planned test's class file. */
    public Map<String, Map<String, String>> knownCode() {
        return nights.knownCode();
    }

    @Override
    public List<Night> nights(int limit) {
        return nights.nights(limit);
    }

    @Override
    public List<Night> ahead() {
        return nights.ahead();
    }

    @Override
    public Optional<Night> night(String id) {
        return nights.night(id);
    }

    @Override
    public Map<String, String> environment(String fingerprint) {
        return nights.environment(fingerprint);
    }

    @Override
    public List<StressNight> tests(String night) {
        return tests.tests(night);
    }

    @Override
    public List<StressNight> test(String test, int nights) {
        return tests.test(test, nights);
    }

    @Override
    public List<StressNight> testsOf(String question, int nights) {
        return tests.testsOf(question, nights);
    }

    @Override
    public List<Sighting> sightings(String question) {
        return tests.sightings(question);
    }

    @Override
    public Set<Seen> seenBefore(String night) {
        return tests.seenBefore(night);
    }

    @Override
    public List<ForkNight> notableForks(String night) {
        return tests.notableForks(night);
    }

    @Override
    public List<AnswerNight> answers(String night) {
        return evidence.answers(night);
    }

    @Override
    public List<AnswerNight> answersTo(String question, int nights) {
        return evidence.answersTo(question, nights);
    }

    @Override
    public List<EvidenceNight> evidence(String night) {
        return evidence.evidence(night);
    }

    @Override
    public List<Witness> witnesses(String night, String question) {
        return evidence.witnesses(night, question);
    }

    @Override
    public List<BenchNight> benchmarks(String night) {
        return benchmarks.benchmarks(night);
    }

    @Override
    public List<BenchNight> benchmarkSeries(int nights) {
        return benchmarks.series(nights);
    }

    @Override
    public List<BenchNight> confirmations(String night) {
        return benchmarks.confirmations(night);
    }
}
