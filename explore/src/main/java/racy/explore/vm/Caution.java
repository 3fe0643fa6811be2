// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.explore.vm;

import java.util.Set;

/** A method whose result depends on the machine, on the JVM or on chance. */
enum Caution {
    /** The JDK calls it for its own purposes. Whatever it returns, the JDK does the same. Others are out of model. */
    ONLY_FOR_JDK {
        @Override
        void check(Interpreter vm, Frame caller, Method method) {
            if (!caller.code.method.owner.isJdk()) {
                throw new OutOfModelException(method.toString());
            }
        }
    },
    /** The order differs from JVM to JVM. */
    ANY_ORDER {
        @Override
        void check(Interpreter vm, Frame caller, Method method) {
            vm.chosen.add("the order of Set.of and Map.of");
        }
    };

    private static final Set<String> JDK_ONLY = Set.of(
            "java/lang/Object.hashCode",
            "java/lang/Object.toString",
            "java/lang/Class.hashCode",
            "java/lang/System.identityHashCode",
            "java/lang/System.getProperty",
            "java/lang/System.nanoTime",
            "java/lang/System.currentTimeMillis",
            "java/lang/Runtime.availableProcessors",
            "java/lang/Boolean.getBoolean",
            "java/lang/Integer.getInteger",
            "java/lang/Long.getLong",
            "java/lang/Throwable.getStackTrace",
            "java/lang/ref/WeakReference.<init>",
            "java/lang/ref/SoftReference.<init>",
            "java/lang/ref/PhantomReference.<init>",
            "java/util/concurrent/ThreadLocalRandom.current",
            "java/util/concurrent/locks/LockSupport.getBlocker");

    private static final Set<String> UNORDERED = Set.of(
            "java/util/ImmutableCollections$SetN.iterator",
            "java/util/ImmutableCollections$SetN.toArray",
            "java/util/ImmutableCollections$Set12.iterator",
            "java/util/ImmutableCollections$Set12.toArray",
            "java/util/ImmutableCollections$MapN.entrySet");

    static Caution of(Method method) {
        String name = method.owner.name + "." + method.name;
        return JDK_ONLY.contains(name) ? ONLY_FOR_JDK : UNORDERED.contains(name) ? ANY_ORDER : null;
    }

    abstract void check(Interpreter vm, Frame caller, Method method);
}
