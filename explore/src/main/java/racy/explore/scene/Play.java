// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.explore.scene;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import racy.explore.stage.Stage;
import racy.explore.vm.ClassTable;
import racy.explore.vm.Machine;
import racy.explore.vm.Obj;
import racy.kernel.Violation;

/** A machine that plays a scene. */
final class Play {
    // The ordinals of a role's kind.
    static final int ORDINARY = 0;
    static final int LAST = 2;

    /** How an outcome begins that is the exception of a context. */
    static final String OOPS = "OOPS ";

    private static final List<Violation> VIOLATIONS = Violation.all();

    final Machine machine;
    private final Obj stage;
    private final int[] kinds;
    private final String[] words;
    private int last;

    private long told = -1;
    private String toldException;
    private List<String> outcomes = List.of();
    /** The exception of the audit. */
    private String audited;

    private boolean deadlock;

    Play(ClassLoader source, String scene, String variant, Grain grain, Set<String> initialised) {
        machine = new Machine(new ClassTable(source), false);
        initialised.forEach(machine::initialise);
        stage = machine.make(Stage.class.getName().replace('.', '/'));
        machine.call(stage, "begin(Ljava/lang/String;Ljava/lang/String;)V", scene, variant);
        List<Object> roles = machine.elements((Obj) machine.call(stage, "roles()[Ljava/lang/Object;"));
        kinds = new int[roles.size()];
        words = new String[roles.size()];
        for (int i = 0; i < kinds.length; i++) {
            Obj role = (Obj) roles.get(i);
            kinds[i] = (int) machine.number(role, "kind");
            words[i] = (String) machine.reference(role, "words");
            last = kinds[i] == LAST ? i : last;
            machine.thread((String) machine.reference(role, "name"), role, "run()V");
        }
        machine.stopAtPoints();
        if (grain == Grain.ACCESSES) {
            machine.stopAtAccesses();
        }
        LeftOut.ALL.forEach((type, fields) -> fields.forEach(field -> machine.leaveOut(type, field)));
        machine.begin();
    }

    int roles() {
        return kinds.length;
    }

    int kind(int role) {
        return kinds[role];
    }

    /** What the role does if it passes no point. Null if it always does. */
    String words(int role) {
        return words[role];
    }

    /** The role that begins when no other one can move. */
    int last() {
        return last;
    }

    /** Whether a role has begun and waits. */
    boolean isAnybodyWaiting() {
        for (int i = 0; i < kinds.length; i++) {
            if (!machine.isIdle(i)) {
                return true;
            }
        }
        return false;
    }

    boolean isAnybodyEnabled() {
        for (int i = 0; i < kinds.length; i++) {
            if (kinds[i] != LAST && machine.isEnabled(i)) {
                return true;
            }
        }
        return false;
    }

    /** No role has to move. The model looks at what is left. The caller goes back afterwards. */
    void end() {
        deadlock = isAnybodyWaiting();
        machine.finish(new Machine.Call(stage, "audit()V"));
        audited = machine.uncaught();
    }

    /** What has gone wrong so far. */
    List<String> outcomes() {
        long seen = machine.number(stage, "seen");
        String exception = audited != null ? audited : machine.uncaught();
        if (seen != told || deadlock || exception != null || toldException != null) {
            List<String> now = new ArrayList<>();
            for (Violation each : VIOLATIONS) {
                if ((seen >>> each.ordinal() & 1) != 0 || deadlock && each == Violation.DEADLOCK) {
                    now.add(each.name());
                }
            }
            if (exception != null) {
                now.add(OOPS + exception);
            }
            outcomes = now;
            told = deadlock ? -1 : seen;
            toldException = exception;
        }
        deadlock = false;
        audited = null;
        return outcomes;
    }
}
