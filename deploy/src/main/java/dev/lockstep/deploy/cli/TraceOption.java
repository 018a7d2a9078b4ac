package dev.lockstep.deploy.cli;

import dev.lockstep.common.trace.Trace;
import dev.lockstep.common.trace.TraceFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** {@code --trace}, of every command whose steps take time worth looking at. */
final class TraceOption {

    static final String NAME = "--trace";

    @Option(names = NAME, paramLabel = "FILE", description = "Writes where the time went, thread by thread: the newest spans of each, for Perfetto (ui.perfetto.dev).")
    private Path file;

    /** What is noted until it is closed, and written then. */
    @FunctionalInterface
    interface Recording extends AutoCloseable {
        @Override
        void close();
    }

    Optional<Path> file() {
        return Optional.ofNullable(file);
    }

    /** @param process how this process is called in the trace */
    Recording begin(Screen screen, String process) {
        if (file == null) {
            return () -> {};
        }
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null || !Files.isDirectory(folder) || Files.isDirectory(file)) {
            throw CommandFault.badInput(NAME + " " + file + ": needs the name of a file in a folder that is there");
        }
        Trace.start();
        return () -> {
            try {
                TraceFile.write(file, process);
                screen.report("the trace is " + file);
            } catch (IOException e) {
                screen.warn("the trace could not be written: " + Words.of(e));
            }
        };
    }

    /** The file of a process beside this one: {@code run.json} becomes {@code run-worker-1.json}. */
    static Path beside(Path file, String process) {
        String name = file.getFileName().toString();
        int dot = name.lastIndexOf('.');
        return dot > 0
                ? file.resolveSibling(name.substring(0, dot) + "-" + process + name.substring(dot))
                : file.resolveSibling(name + "-" + process);
    }
}
