// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.explore;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import racy.explore.jcstress.JcstressTest;
import racy.explore.search.Names;
import racy.explore.vm.Machine;
import racy.explore.vm.Obj;
import racy.explore.vm.OutOfModelException;

/** One test on one machine: its objects are made, its actors have not begun, its outcomes have names. */
final class Play implements Names {
    private static final String SIGNAL = "signal";

    final Machine machine;
    private final JcstressTest test;
    private final Obj instance;
    private final Obj result;
    private final Obj[] given;
    private final Set<String> threads = new HashSet<>();
    /** Whether one way was walked to its end. By then most classes are initialised. */
    private boolean hasEnded;

    /** @param initialised classes that are initialised before the actors begin */
    Play(JcstressTest test, Machine machine, Set<String> initialised) {
        this.test = test;
        this.machine = machine;
        initialised.forEach(machine::initialise);
        Obj state = machine.make(test.stateClass());
        instance = test.stateClass().equals(test.testClass()) ? state : machine.make(test.testClass());
        result = test.resultClass() == null ? null : machine.make(test.resultClass());
        if (result != null) {
            machine.confine(result);
        }
        given = result == null ? new Obj[] {state} : new Obj[] {state, result};
        for (String actor : test.actors()) {
            machine.thread(unique(actor.substring(0, actor.indexOf('('))), instance, actor, given);
        }
        if (test.mode() == JcstressTest.Mode.TERMINATION) {
            if (test.signal() == null) {
                throw new OutOfModelException(test.name() + " asks for termination and has no @Signal");
            }
            machine.thread(unique(SIGNAL), instance, test.signal(), given);
        }
    }

    /** Two actors may be methods of one name. A class file may have names that no Java source has. */
    private String unique(String method) {
        String name = method.codePoints()
                .map(c -> Character.isJavaIdentifierPart(c) && !Character.isIdentifierIgnorable(c) ? c : '_')
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        String unique = name;
        for (int i = 2; !threads.add(unique); i++) {
            unique = name + '#' + i;
        }
        return unique;
    }

    boolean hasEnded() {
        return hasEnded;
    }

    @Override
    public Optional<Machine.Call> last(Machine at) {
        boolean isNormal = at.uncaught() == null && at.stuck().isEmpty();
        boolean isAsked = test.mode() != JcstressTest.Mode.TERMINATION && test.arbiter() != null;
        return isNormal && isAsked ? Optional.of(new Machine.Call(instance, test.arbiter(), given)) : Optional.empty();
    }

    @Override
    public String withoutEnd(Machine at) {
        String exception = at.uncaught();
        return exception == null ? Explorer.STALE : Explorer.EXCEPTION + exception;
    }

    @Override
    public String atTheEnd(Machine at) {
        hasEnded = true;
        String exception = at.uncaught();
        if (exception != null) {
            return Explorer.EXCEPTION + exception;
        }
        if (!machine.stuck().isEmpty()) {
            return Explorer.STALE;
        }
        if (test.mode() == JcstressTest.Mode.TERMINATION) {
            return Explorer.TERMINATED;
        }
        if (result == null) {
            throw new OutOfModelException(test.name() + " has no result");
        }
        return machine.text(result);
    }
}
