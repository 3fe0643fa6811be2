// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.history.store;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;
import racy.history.HistoryException;
import racy.history.Origin;
import racy.history.bundle.Bundle;
import racy.history.bundle.BundleException;
import racy.history.bundle.BundleFiles;

/** Takes bundles in, and forgets nights. */
final class HistoryWriter {
    private final HistorySession session;

    HistoryWriter(HistorySession session) {
        this.session = session;
    }

    /** See {@link SqlHistory#importBundle}. */
    Imported importBundle(Path directory) throws BundleException {
        Bundle bundle = wholeNight(directory);
        return session.write(handle -> take(handle, bundle, false));
    }

    /** See {@link SqlHistory#importBundles}. */
    void importBundles(
            List<Path> directories, boolean replace, Consumer<Imported> taken, Consumer<BundleException> refused) {
        try (BundleReadAhead bundles = new BundleReadAhead(directories)) {
            while (bundles.hasNext()) {
                try {
                    Bundle bundle = bundles.take();
                    taken.accept(write(bundle, replace, bundles));
                } catch (BundleException e) {
                    refused.accept(e);
                }
            }
        }
    }

    private Imported write(Bundle bundle, boolean replace, BundleReadAhead others) throws BundleException {
        try {
            return session.write(handle -> take(handle, bundle, replace));
        } catch (BundleException e) {
            if (!(e.getCause() instanceof OutOfMemoryError)) {
                throw e;
            }
            // The bundle that is read meanwhile may have taken the memory.
            others.settle();
            return session.write(handle -> take(handle, bundle, replace));
        }
    }

    /** See {@link SqlHistory#rebuild}. */
    int rebuild(List<Path> directories, Consumer<BundleException> refused) throws BundleException {
        return session.write(handle -> {
            handle.execute("DELETE FROM fork_outcome");
            handle.execute("DELETE FROM fork");
            handle.execute("DELETE FROM night");
            sweep(handle);
            int bad = 0;
            try (BundleReadAhead bundles = new BundleReadAhead(directories)) {
                while (bundles.hasNext()) {
                    try {
                        Bundle bundle = bundles.take();
                        if (bad == 0) {
                            take(handle, bundle, false);
                        }
                    } catch (BundleException e) {
                        refused.accept(e);
                        bad++;
                    }
                }
            }
            if (bad > 0) {
                throw new BundleException(bad + " of " + directories.size()
                        + " bundles were refused, so the history is as it was; mend or remove them, and try again");
            }
            return handle.createQuery("SELECT COUNT(*) FROM night")
                    .mapTo(Integer.class)
                    .one();
        });
    }

    /** See {@link SqlHistory#forget}. */
    void forget(List<String> nights) {
        try {
            session.write(handle -> {
                remove(handle, nights);
                sweep(handle);
                return nights;
            });
        } catch (BundleException e) {
            throw new IllegalStateException(e);
        }
    }

    private interface Work<T> {
        T done() throws BundleException, SQLException;
    }

    /** A failure that a bundle's content causes is told with the bundle's name; a failure of the database is not one. */
    private static <T> T naming(Path directory, Work<T> work) throws BundleException, SQLException {
        try {
            return work.done();
        } catch (HistoryException | JdbiException e) {
            throw e;
        } catch (OutOfMemoryError e) {
            throw BundleException.outOfMemory(directory, e);
        } catch (StackOverflowError e) {
            throw new BundleException(directory + ": something in it is nested too deep", e);
        } catch (RuntimeException e) {
            throw new BundleException(directory + " cannot be read: " + e, e);
        }
    }

    /** Reads a bundle that is a whole night: one shard of several would pass for it. */
    static Bundle wholeNight(Path directory) throws BundleException {
        Bundle bundle;
        try {
            bundle = naming(directory, () -> Bundle.read(directory));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        if (bundle.manifest().isOneOfSeveral()) {
            throw new BundleException(directory + " is shard "
                    + bundle.manifest().shard() + " of " + bundle.manifest().shards()
                    + " and no night yet; racy merge makes one of them all");
        }
        return bundle;
    }

    private Imported take(Handle handle, Bundle bundle, boolean replace) throws BundleException, SQLException {
        return naming(bundle.directory(), () -> insert(handle, bundle, replace));
    }

    private Imported insert(Handle handle, Bundle bundle, boolean replace) throws BundleException, SQLException {
        session.horizon().check(bundle);
        String night = bundle.manifest().night();
        String digest = BundleFiles.digest(bundle.directory().resolve(BundleFiles.SEAL));
        Optional<String> known = handle.createQuery("SELECT digest FROM night WHERE name = :night")
                .bind("night", night)
                .mapTo(String.class)
                .findOne();
        if (known.isPresent() && known.get().equals(digest)) {
            return new Imported(night, false);
        }
        if (known.isPresent() && !replace) {
            throw new BundleException(
                    bundle.directory() + ": night " + night + " is in the history with other contents;"
                            + " racy history import --replace takes this one instead");
        }
        List<String> origins = handle.createQuery("SELECT DISTINCT origin FROM night WHERE name <> :night")
                .bind("night", night)
                .mapTo(String.class)
                .list();
        String origin = bundle.manifest().origin().name();
        if (!origins.isEmpty() && !origins.equals(List.of(origin))) {
            throw new BundleException(bundle.directory() + " is a "
                    + (bundle.manifest().origin() == Origin.DEMONSTRATION ? "demonstration" : "measurement")
                    + ", which " + session.database() + " does not mix with what it holds; use another --history");
        }
        if (known.isPresent()) {
            remove(handle, List.of(night));
        }
        new BundleImport(handle.getConnection()).write(bundle, digest);
        if (known.isPresent()) {
            sweep(handle);
        }
        return new Imported(night, true);
    }

    /** However many nights there are, the outcomes of forks are looked through once: they are most of the rows. */
    private static void remove(Handle handle, List<String> nights) {
        for (String night : nights) {
            handle.createUpdate("DELETE FROM night WHERE name = :night")
                    .bind("night", night)
                    .execute();
        }
        // Before a part can be given the number of one that is gone.
        String forks = "FROM fork WHERE part NOT IN (SELECT id FROM part)";
        handle.execute("DELETE FROM fork_outcome WHERE fork IN (SELECT id " + forks + ")");
        handle.execute("DELETE " + forks);
    }

    /** Removes what no night refers to. */
    private static void sweep(Handle handle) {
        handle.execute("DELETE FROM test WHERE NOT EXISTS (SELECT 1 FROM test_night WHERE test_night.test = test.id)");
        handle.execute("DELETE FROM outcome WHERE id NOT IN (SELECT outcome FROM fork_outcome)"
                + " AND id NOT IN (SELECT outcome FROM test_outcome)");
        handle.execute("DELETE FROM witness WHERE id NOT IN (SELECT witness FROM witness_night)");
        handle.execute("DELETE FROM interleaving WHERE id NOT IN (SELECT interleaving FROM witness)");
        handle.execute("DELETE FROM code WHERE id NOT IN (SELECT code FROM part)");
        handle.execute("DELETE FROM environment WHERE fingerprint NOT IN (SELECT fingerprint FROM part)");
    }
}
