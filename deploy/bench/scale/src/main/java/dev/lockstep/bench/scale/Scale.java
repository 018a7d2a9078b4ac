package dev.lockstep.bench.scale;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command {@code deploy/bench/scale/run}. */
@Command(name = "deploy/bench/scale/run", mixinStandardHelpOptions = true, description = {
        "Tells what a step costs with up to 1,000 workers, from a model and measured constants: a table of predicted and"
                + " measured step times, and plots.",
        "Exit code 0, whatever the ratios; 1 if a run for a constant fails. Others that fail are left out."})
public final class Scale implements Callable<Integer> {

    private static final String CONSTANTS = "constants.json";

    @Option(names = "--measure", description = "Measures the constants and the table first, about twelve minutes; as root"
            + " also over limited networks. Without it: the constants that are committed.")
    private boolean isMeasuring;

    @Option(names = "--out", paramLabel = "DIR", description = "Where constants.json, report.txt and the plots go"
            + " (default: deploy/bench/scale/target).")
    private Path out;

    private Scale() {}

    public static void main(String[] arguments) {
        // Who interrupts the command does not want its runs to go on.
        Runtime.getRuntime().addShutdownHook(new Thread(
                () -> ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly)));
        System.exit(new CommandLine(new Scale()).setExecutionExceptionHandler((fault, line, _) -> {
            if (!(fault instanceof ScaleFault)) {
                throw fault;
            }
            line.getErr().println("run: " + fault.getMessage());
            return line.getCommandSpec().exitCodeOnExecutionException();
        }).execute(arguments));
    }

    @Override
    public Integer call() throws IOException {
        Path project = Path.of(System.getProperty("lockstep.bench.project"));
        Path here = project.resolve("deploy/bench/scale");
        Path folder = out == null ? here.resolve("target") : out.toAbsolutePath();
        Files.createDirectories(folder);
        ConstantsFile file = isMeasuring
                ? measured(new Runs(project, here.resolve("target/runs")), folder.resolve(CONSTANTS))
                : ConstantsFile.read(here.resolve(CONSTANTS));
        String report = Report.of(file.constants(), file.checks());
        Files.writeString(folder.resolve("report.txt"), report);
        for (Network network : Scenario.NETWORKS) {
            Files.writeString(folder.resolve("scale-" + network.name() + ".svg"), Plot.of(file.constants(), network));
        }
        System.out.print(report);
        return 0;
    }

    private static ConstantsFile measured(Runs runs, Path file) throws IOException {
        Constants constants = new Calibration(runs).measured();
        ConstantsFile measured = new ConstantsFile(constants, new Checks(runs).measured());
        Files.writeString(file, measured.json());
        return measured;
    }
}
