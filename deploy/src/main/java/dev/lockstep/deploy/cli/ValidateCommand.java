package dev.lockstep.deploy.cli;

import dev.lockstep.coordinator.actor.DataFacts;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code lockstep validate}: everything that is wrong with a job, its data and its shapes; starts nothing. */
@Command(name = "validate", description = "Reports every fault of a job file.", versionProvider = Version.class)
final class ValidateCommand implements Callable<Integer> {

    @Mixin
    private CommonOptions common;

    @Parameters(paramLabel = "JOB", description = "The job file.")
    private Path job;

    private final Screen screen;

    ValidateCommand(Screen screen) {
        this.screen = screen;
    }

    @Override
    public Integer call() {
        common.apply(screen);
        Preparation prepared = Preparation.of(job, common.sets);
        LayerTable.lines(prepared.network()).forEach(screen::report);
        DataFacts facts = prepared.facts();
        screen.report("examples: " + facts.train() + " to train, " + facts.validation() + " to validate, "
                + facts.test() + " to test");
        screen.result("ok");
        screen.object(Json.finished(json -> {
            json.writeStringField("job", prepared.job().name());
            json.writeBooleanField("ok", true);
            json.writeNumberField("parameters", prepared.network().layout().total());
        }));
        return ExitCode.FINISHED;
    }
}
