// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.report.serve;

import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * The open connections, which are never more than {@value #MOST}. A new one takes the place of the oldest that waits for its
 * request; so however many are held open, a request is answered. A request that is not whole in time is not waited for.
 */
final class Connections implements Connection.Listener {
    /** Each takes a file handle, of which a process may have few. A browser opens six at most. */
    static final int MOST = 48;

    private final Scheduler scheduler;
    private final Duration patience;

    /** Those that wait for their request, the oldest first. Guarded by this. */
    private final Set<Connection> waiting = new LinkedHashSet<>();

    /** Those that are answered, the oldest first. Guarded by this. */
    private final Set<Connection> answered = new LinkedHashSet<>();

    /** @param patience until when a request has to be whole */
    Connections(Scheduler scheduler, Duration patience) {
        this.scheduler = scheduler;
        this.patience = patience;
    }

    @Override
    public void onOpened(Connection connection) {
        add(connection).ifPresent(Connections::close);
        scheduler.schedule(() -> endIfWaiting(connection), patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Returns the one that has to go. */
    private synchronized Optional<Connection> add(Connection connection) {
        Optional<Connection> oldest = Optional.empty();
        if (waiting.size() + answered.size() >= MOST) {
            Iterator<Connection> all = (waiting.isEmpty() ? answered : waiting).iterator();
            oldest = Optional.of(all.next());
            all.remove();
        }
        waiting.add(connection);
        return oldest;
    }

    /** Its request is whole. */
    synchronized void answer(Connection connection) {
        if (waiting.remove(connection)) {
            answered.add(connection);
        }
    }

    private void endIfWaiting(Connection connection) {
        boolean waits;
        synchronized (this) {
            waits = waiting.remove(connection);
        }
        if (waits) {
            close(connection);
        }
    }

    private static void close(Connection connection) {
        connection.getEndPoint().close();
    }

    @Override
    public synchronized void onClosed(Connection connection) {
        waiting.remove(connection);
        answered.remove(connection);
    }
}
