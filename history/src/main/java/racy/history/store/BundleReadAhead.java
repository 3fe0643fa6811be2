// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.history.store;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import racy.history.HistoryException;
import racy.history.bundle.Bundle;
import racy.history.bundle.BundleException;

/** Many bundles in their order: while one is written to the history, the next is read. */
final class BundleReadAhead implements AutoCloseable {
    private final Queue<Path> directories;
    private final ExecutorService reader = Executors.newSingleThreadExecutor();
    private BeingRead next;

    private record BeingRead(Path directory, Future<Bundle> bundle) {}

    BundleReadAhead(List<Path> directories) {
        this.directories = new ArrayDeque<>(directories);
        begin();
    }

    private void begin() {
        Path directory = directories.poll();
        next = directory == null
                ? null
                : new BeingRead(directory, reader.submit(() -> HistoryWriter.wholeNight(directory)));
    }

    boolean hasNext() {
        return next != null;
    }

    /** The next bundle; whatever is wrong with it, the one after it can be taken. */
    Bundle take() throws BundleException {
        BeingRead reading = next;
        begin();
        try {
            return reading.bundle().get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof BundleException refused) {
                throw refused;
            }
            throw new IllegalStateException("cannot read the bundle in " + reading.directory(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HistoryException("interrupted while a bundle was read", e);
        }
    }

    /** Returns once no bundle is being read; the next {@link #take} tells what came of it. */
    void settle() {
        try {
            if (next != null) {
                next.bundle().get();
            }
        } catch (ExecutionException e) {
            // take() throws it.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        reader.shutdownNow();
    }
}
