// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.cli;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Hears SIGINT and SIGTERM, and tells the first from the second. The JVM's own way, a shutdown hook, hears one and ends
 * the process; the class that hears more is {@code sun.misc.Signal}, which the compiler warns of and every JDK has.
 * Without it a signal is heard as by {@link Interruption}.
 */
final class Signals {
    private static final int TO_EXIT_CODE = 128;

    private final Runnable first;
    private final Runnable second;
    private final AtomicInteger heard = new AtomicInteger();
    private volatile int exitCode;

    private Signals(Runnable first, Runnable second) {
        this.first = first;
        this.second = second;
    }

    /**
     * From now on until the process ends.
     *
     * @param first run at the first signal
     * @param second run at each further one
     */
    static Signals hear(Runnable first, Runnable second) {
        Signals signals = new Signals(first, second);
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            InvocationHandler invocation = (proxy, method, args) -> switch (method.getName()) {
                case "handle" -> {
                    signals.hear((int) signal.getMethod("getNumber").invoke(args[0]));
                    yield null;
                }
                case "equals" -> proxy == args[0];
                case "hashCode" -> System.identityHashCode(proxy);
                default -> "racy signal handler";
            };
            Object proxy = Proxy.newProxyInstance(Signals.class.getClassLoader(), new Class<?>[] {handler}, invocation);
            for (String name : List.of("INT", "TERM")) {
                signal.getMethod("handle", signal, handler)
                        .invoke(null, signal.getConstructor(String.class).newInstance(name), proxy);
            }
        } catch (ReflectiveOperationException e) {
            Interruption.onSignal(first);
        }
        return signals;
    }

    private void hear(int number) {
        exitCode = TO_EXIT_CODE + number;
        (heard.getAndIncrement() == 0 ? first : second).run();
    }

    /** What a shell expects of a process that the last signal ended; 0 if there was none. */
    int exitCode() {
        return exitCode;
    }
}
