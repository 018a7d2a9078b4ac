package dev.lockstep.deploy.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code lockstep demo}: shows on a bundled job what the program promises. */
@Command(name = "demo", description = "Shows on a bundled job that killed processes leave the model as it is.", versionProvider = Version.class)
final class DemoCommand implements Callable<Integer> {

    /** Set by the launch script: the folder of the bundled jobs. */
    static final String EXAMPLES = "lockstep.examples";

    private static final String CHAOS = "chaos";
    private static final String JOB = "digits.conf";

    @Mixin
    private CommonOptions common;

    @Parameters(paramLabel = "WHAT", description = "chaos: trains twice, and kills processes the second time.")
    private String what;

    private final Screen screen;

    DemoCommand(Screen screen) {
        this.screen = screen;
    }

    @Override
    public Integer call() throws InterruptedException {
        common.apply(screen);
        if (!what.equals(CHAOS)) {
            throw CommandFault.badInput("demo " + what + ": there is no such demonstration; there is: " + CHAOS);
        }
        if (!common.sets.isEmpty()) {
            throw CommandFault.badInput("--set: the demonstration has its own job");
        }
        Path job = Path.of(System.getProperty(EXAMPLES, "examples")).resolve(JOB).toAbsolutePath();
        if (!Files.exists(job)) {
            throw CommandFault.environment("the bundled job " + job + " is not there; start deploy/bin/lockstep");
        }
        Signals.onFirstEnd();
        Path folder = RunFolder.create(common.runDirectory(), "demo-" + CHAOS);
        LogSetup.toFile(folder.resolve(RunFolder.LOG));
        return new ChaosDemo(screen, job, folder).run();
    }
}
