package dev.lockstep.deploy.cli;

import dev.lockstep.common.trace.Trace;
import dev.lockstep.common.trace.TraceFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine.Option;

/**
 * {@code --trace}, of every command whose steps take time worth looking at. Worker processes of a command write a file each
 * when they end, beside the one that is asked for, which takes them up.
 */
final class TraceOption {

    private static final String NAME = "--trace";
    private static final String AS = "--trace-as";

    @Option(names = NAME, paramLabel = "FILE", description = "Writes where the time went, thread by thread: the newest spans of each, for Perfetto (ui.perfetto.dev).")
    private Path file;

    @Option(names = AS, hidden = true, description = "How the process is called in the trace.")
    private String as;

    /** Files of worker processes, by the worker's name; guarded by itself. */
    private final Map<String, Path> ofWorkers = new TreeMap<>();

    /** What is noted until it is closed, and written then. */
    @FunctionalInterface
    interface Recording extends AutoCloseable {
        @Override
        void close();
    }

    /** @param process how this process is called in the trace, if nothing else is asked for */
    Recording begin(Screen screen, String process) {
        if (file == null) {
            return () -> {};
        }
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null || !Files.isDirectory(folder) || Files.isDirectory(file)) {
            throw CommandFault.badInput(NAME + " " + file + ": needs the name of a file in a folder that is there");
        }
        Trace.start();
        return () -> write(screen, as == null ? process : as);
    }

    private void write(Screen screen, String process) {
        try {
            synchronized (ofWorkers) {
                List<Path> missing = TraceFile.write(file, process, new ArrayList<>(ofWorkers.values()));
                for (Map.Entry<String, Path> worker : ofWorkers.entrySet()) {
                    if (missing.contains(worker.getValue())) {
                        screen.warn("the trace lacks " + worker.getKey() + ", which did not end by itself");
                    }
                    Files.deleteIfExists(worker.getValue());
                }
            }
            screen.report("the trace is " + file);
        } catch (IOException e) {
            screen.warn("the trace could not be written: " + Words.of(e));
        }
    }

    /** What a worker process needs to be told, so that the file of this process shows it too. */
    List<String> ofWorker(int number) {
        if (file == null) {
            return List.of();
        }
        String name = "worker " + number;
        Path own = file.resolveSibling(file.getFileName() + ".worker-" + number);
        synchronized (ofWorkers) {
            ofWorkers.put(name, own);
        }
        return List.of(NAME, own.toString(), AS, name);
    }
}
