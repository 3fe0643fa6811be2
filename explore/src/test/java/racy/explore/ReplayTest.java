// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.explore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import racy.explore.jcstress.JcstressTest;
import racy.explore.jcstress.JcstressTests;
import racy.explore.shapes.Changed;
import racy.explore.shapes.Shapes;
import racy.explore.shapes.Traps;
import racy.review.MemoryModel;
import racy.review.OutcomeTable.Grade;

/** A schedule plays its execution again, and no other. */
class ReplayTest {
    private static final ClassLoader SOURCE = ReplayTest.class.getClassLoader();

    static Stream<Class<?>> tests() {
        return Stream.of(Shapes.class, Traps.class)
                .flatMap(each -> Stream.of(each.getDeclaredClasses()))
                .filter(each -> !java.lang.reflect.Modifier.isAbstract(each.getModifiers()));
    }

    @ParameterizedTest
    @MethodSource("tests")
    void schedule_ofEachOutcome_givesItsWitness(Class<?> type) {
        for (MemoryModel model : new MemoryModel[] {MemoryModel.SC, MemoryModel.TSO}) {
            JcstressTest test = read(type);
            Exploration exploration = new Explorer(SOURCE, model, 20_000).explore(test, () -> false);
            assertEquals(
                    exploration.outcomes().keySet(), exploration.schedules().keySet());
            exploration.schedules().forEach((outcome, schedule) -> {
                Replay replay = new Explorer(SOURCE, model, 20_000).replay(test, schedule);
                assertEquals(outcome, replay.outcome(), schedule);
                assertEquals(exploration.witnesses().get(outcome), replay.witness(), schedule);
                assertEquals(schedule, Schedule.parse(schedule).toString());
            });
        }
    }

    @ParameterizedTest
    @MethodSource("tests")
    void schedule_ofAnExecutionGraph_givesItsWitness(Class<?> type) {
        JcstressTest test = read(type);
        Exploration exploration = new Explorer(SOURCE, MemoryModel.JAM, 2_000).explore(test, () -> false);
        assertEquals(exploration.outcomes().keySet(), exploration.schedules().keySet());
        exploration.schedules().forEach((outcome, schedule) -> {
            Replay replay = new Explorer(SOURCE, MemoryModel.JAM, 2_000).replay(test, schedule);
            assertEquals(outcome, replay.outcome(), schedule);
            assertEquals(exploration.witnesses().get(outcome), replay.witness(), schedule);
        });
    }

    /** A load that sees another store, one store less, another actor, a schedule of another build. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    jam:left=0,left=,right=0,right=:0000 | after step 4
                    jam:left=0,left=7:0000               | step 2 of the schedule does not fit: left has no such store
                    jam:left=9:0000                      | step 1 of the schedule does not fit: left has no such store
                    jam:middle=0:0000                    | step 1 of the schedule does not fit: there is no actor middle
                    jam:left=ends:0000                   | step 1 of the schedule does not fit: left turns no waiting loop here
                    jam:left=0,left:0000                 | step 2 of the schedule is 'left', and not as in left=0
                    jam:left=0                           | is no schedule of JAM
                    sc:left=12:0000                      | is no schedule of JAM
                    """)
    void schedule_thatFitsNoExecutionGraph_isRefused(String schedule, String why) {
        JcstressTest test = read(Shapes.LoadBuffering.class);
        ScheduleException e = assertThrows(
                ScheduleException.class, () -> new Explorer(SOURCE, MemoryModel.JAM, 1000).replay(test, schedule));
        assertTrue(e.getMessage().contains(why), e::getMessage);
    }

    /** The same in each process and on each JDK: these were written down once. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    StoreBuffering    | TSO | 0, 0     | tso:left=a8,right=85,left.store=b,right.store=9:8960
                    LostUpdate        | SC  | 1        | sc:one=9,two=88,one=f:f773
                    CompareAndSetLoop | SC  | 1, 0, 2  | sc:two=15,one=61:c305
                    GivesUp           | SC  | 2        | sc:waiter=d3,waiter.ends=b,setter=6:4464
                    Deadlock          | SC  | STALE    | sc:one=a,two=0:7500
                    """)
    void schedule_everywhere_isThisText(String shape, MemoryModel model, String outcome, String schedule)
            throws ClassNotFoundException {
        JcstressTest test = read(Class.forName(Shapes.class.getName() + "$" + shape));
        Exploration exploration = new Explorer(SOURCE, model, 20_000).explore(test, () -> false);
        assertEquals(schedule, exploration.schedules().get(outcome));
    }

    @Test
    void replay_outcome_isGraded() {
        JcstressTest test = read(Changed.Racy.class);
        String schedule = schedule(test, "1");
        Replay replay = new Explorer(SOURCE, MemoryModel.SC, 1000).replay(test, schedule);
        assertEquals(Grade.FORBIDDEN, replay.grade());
        assertEquals("An increment is lost.", replay.description());
        assertTrue(replay.isBad());
    }

    /** The fix of the race, another order, another value, another arbiter: each is noticed where it begins. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    Mended        | step 1 of the schedule does not fit: here left adds to value = 0 from the initial value
                    AnotherOrder  | step 1 of the schedule does not fit: here left writes x = 5
                    AnotherValue  | step 4 of the schedule does not fit: here left writes x = 3
                    ReadsMore     | step 4 of the schedule does not fit: here left writes y = 0
                    OneActor      | there is no actor right
                    WritesLess    | cannot move here
                    AnotherResult | the outcome is 7
                    """)
    void schedule_ofAnotherBuild_namesTheStep(String other, String why) throws ClassNotFoundException {
        String schedule = schedule(read(Changed.Racy.class), "1");
        JcstressTest changed = read(Class.forName(Changed.class.getName() + "$" + other));
        ScheduleException e = assertThrows(
                ScheduleException.class,
                () -> new Explorer(SOURCE, MemoryModel.SC, 1000).replay(changed, schedule),
                schedule);
        assertTrue(e.getMessage().contains("step "), e::getMessage);
        assertTrue(e.getMessage().contains(why), e::getMessage);
    }

    @Test
    void schedule_ofAnotherModel_isRefused() {
        JcstressTest test = read(Changed.Racy.class);
        String schedule = schedule(test, "1");
        ScheduleException e = assertThrows(
                ScheduleException.class, () -> new Explorer(SOURCE, MemoryModel.TSO, 1000).replay(test, schedule));
        assertEquals("the schedule does not fit from step 1 on: it is of SC, and this is TSO", e.getMessage());
    }

    /** A schedule that ends too early must not pass for one that waits for ever. */
    @Test
    void schedule_cutShort_isRefused() {
        JcstressTest test = read(Changed.Racy.class);
        String schedule = schedule(test, "1");
        String cut = schedule.replaceAll("[0-9a-f](:[0-9a-f]{4})$", "$1").replaceAll(",[a-z]+=:", ":");
        ScheduleException e = assertThrows(
                ScheduleException.class, () -> new Explorer(SOURCE, MemoryModel.SC, 1000).replay(test, cut), cut);
        assertTrue(e.getMessage().contains("the test goes on"), e::getMessage);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    sc                 | 'sc' is no schedule
                    jam:a=1:0000       | is no schedule
                    sc:a=1             | is no schedule
                    sc:a=1,:0000       | is no schedule
                    sc:left=12,a:0000  | step 3 of the schedule is 'a'
                    sc:left=x:0000     | step 1 of the schedule is 'left=x'
                    """)
    void text_thatIsNoSchedule_isRefused(String text, String why) {
        JcstressTest test = read(Changed.Racy.class);
        ScheduleException e = assertThrows(
                ScheduleException.class, () -> new Explorer(SOURCE, MemoryModel.SC, 1000).replay(test, text));
        assertTrue(e.getMessage().contains(why), e::getMessage);
    }

    @Test
    void actors_ofOneName_areToldApart() {
        JcstressTest test = read(Changed.SameNames.class);
        Exploration exploration = new Explorer(SOURCE, MemoryModel.SC, 1000).explore(test, () -> false);
        String schedule = exploration.schedules().get("2, 1");
        assertTrue(schedule.matches("sc:take#2=.,take=.:.*"), schedule);
        assertEquals(
                "2, 1",
                new Explorer(SOURCE, MemoryModel.SC, 1000)
                        .replay(test, schedule)
                        .outcome());
    }

    private static String schedule(JcstressTest test, String outcome) {
        return new Explorer(SOURCE, MemoryModel.SC, 1000)
                .explore(test, () -> false)
                .schedules()
                .get(outcome);
    }

    private static JcstressTest read(Class<?> type) {
        return new JcstressTests(SOURCE).read(type.getSimpleName(), type.getName());
    }
}
