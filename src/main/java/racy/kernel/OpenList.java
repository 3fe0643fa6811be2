// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.kernel;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.function.Function;

/**
 * A list to which a jar on the class path may add entries. Racy's own entries come first, then those of each provider.
 * A provider is a public class with a public constructor without parameters. The jar names it in {@code
 * META-INF/services/SERVICE}.
 *
 * @param <T> what is listed
 * @param <S> the service whose providers add to it
 */
public final class OpenList<T, S> {
    private final String kind;
    private final List<T> own;
    private final Class<S> service;
    private final Function<S, List<T>> added;
    private final Function<T, String> id;
    /** By id, in the order of the list; null before the first use. */
    private Map<String, T> all;

    /**
     * @param kind what an entry is called in a message
     * @param own Racy's own entries
     * @param added what a provider adds
     * @param id what must be different for every two entries
     */
    public OpenList(String kind, List<T> own, Class<S> service, Function<S, List<T>> added, Function<T, String> id) {
        this.kind = kind;
        this.own = own;
        this.service = service;
        this.added = added;
        this.id = id;
    }

    /** The providers of a service, ordered by class name, so that the order does not depend on the class path. */
    public static <S> List<S> providers(Class<S> service) {
        List<S> found = new ArrayList<>();
        ServiceLoader.load(service, service.getClassLoader()).forEach(found::add);
        found.sort(Comparator.comparing(provider -> provider.getClass().getName()));
        return found;
    }

    /**
     * All entries.
     *
     * @throws IllegalStateException if two have the same id
     * @throws ServiceConfigurationError if a provider is broken
     */
    public List<T> all() {
        return List.copyOf(byId().values());
    }

    /** The entry that users call {@code id}. */
    public Optional<T> find(String id) {
        return Optional.ofNullable(byId().get(id));
    }

    private synchronized Map<String, T> byId() {
        if (all == null) {
            Map<String, T> entries = new LinkedHashMap<>();
            Map<String, String> from = new LinkedHashMap<>();
            own.forEach(entry -> add(entry, "Racy itself", entries, from));
            for (S provider : providers(service)) {
                addedBy(provider)
                        .forEach(entry -> add(entry, provider.getClass().getName(), entries, from));
            }
            all = entries;
        }
        return all;
    }

    private List<T> addedBy(S provider) {
        try {
            return List.copyOf(added.apply(provider));
        } catch (RuntimeException | LinkageError e) {
            throw new ServiceConfigurationError(provider.getClass().getName() + " is broken", e);
        }
    }

    private void add(T entry, String provider, Map<String, T> entries, Map<String, String> from) {
        String name = id.apply(entry);
        String first = from.putIfAbsent(name, provider);
        if (first != null) {
            throw new IllegalStateException(
                    "two of them are called '" + name + "': one " + kind + " is of " + first + ", one of " + provider);
        }
        entries.put(name, entry);
    }
}
