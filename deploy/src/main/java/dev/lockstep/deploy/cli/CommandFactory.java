package dev.lockstep.deploy.cli;

import picocli.CommandLine;
import picocli.CommandLine.IFactory;

/** Gives every command its screen. */
final class CommandFactory implements IFactory {

    private final Screen screen;

    CommandFactory(Screen screen) {
        this.screen = screen;
    }

    @Override
    public <K> K create(Class<K> type) throws Exception {
        Object command = null;
        if (type == TrainCommand.class) {
            command = new TrainCommand(screen);
        } else if (type == CoordinatorCommand.class) {
            command = new CoordinatorCommand(screen);
        } else if (type == WorkerCommand.class) {
            command = new WorkerCommand(screen);
        } else if (type == EvaluateCommand.class) {
            command = new EvaluateCommand(screen);
        } else if (type == PredictCommand.class) {
            command = new PredictCommand(screen);
        } else if (type == ValidateCommand.class) {
            command = new ValidateCommand(screen);
        } else if (type == DiffCommand.class) {
            command = new DiffCommand(screen);
        } else if (type == DemoCommand.class) {
            command = new DemoCommand(screen);
        }
        return command != null ? type.cast(command) : CommandLine.defaultFactory().create(type);
    }
}
