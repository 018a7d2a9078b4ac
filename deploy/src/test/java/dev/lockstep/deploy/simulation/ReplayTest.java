package dev.lockstep.deploy.simulation;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Runs one schedule again, as a failure says; prints what happened. */
class ReplayTest {

    @Test
    @EnabledIfSystemProperty(named = Replay.SEED, matches = "-?\\d+")
    void seed() {
        replay(Schedule.random(Long.getLong(Replay.SEED)));
    }

    @Test
    @EnabledIfSystemProperty(named = Replay.CRASH, matches = ".+")
    void crash() {
        replay(Schedule.dying(CrashPoint.parse(System.getProperty(Replay.CRASH))));
    }

    private static void replay(Schedule schedule) {
        Simulation simulation = new Simulation(schedule, Set.of(), true);
        try {
            simulation.run();
        } finally {
            Trial.write(schedule, simulation.transcript().lines());
            simulation.transcript().lines().forEach(System.out::println);
        }
    }
}
