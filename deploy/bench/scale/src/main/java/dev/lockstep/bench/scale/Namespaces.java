package dev.lockstep.bench.scale;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Network namespaces joined by a bridge, whose links have a rate: the script {@code deploy/test/network}. Needs root. */
final class Namespaces implements AutoCloseable {

    static final int COORDINATOR = 0;
    /** As much as passes at once: with less, a limit of 1 Gbit/s lets half of that through. */
    private static final String BURST = "256kb";

    private final String script;
    private final int nodes;
    /** Who interrupts the command wants no namespaces to stay. */
    private final Thread onInterrupt = new Thread(() -> call("down"));

    Namespaces(Path project, int nodes) {
        this.script = project.resolve("deploy/test/network").toString();
        this.nodes = nodes;
        Runtime.getRuntime().addShutdownHook(onInterrupt);
        call("up", "" + nodes);
    }

    static boolean isPossible() {
        return "root".equals(System.getProperty("user.name")) && "Linux".equals(System.getProperty("os.name"));
    }

    int workers() {
        return nodes - 1;
    }

    void limit(long megabitsPerS) {
        for (int node = 0; node < nodes; node++) {
            call("limit", "" + node, megabitsPerS + "mbit", BURST);
        }
    }

    /** What {@code command} is in a node's namespace. */
    List<String> in(int node, List<String> command) {
        return Stream.concat(Stream.of(script, "run", "" + node), command.stream()).toList();
    }

    String address(int node) {
        return call("address", "" + node).strip();
    }

    @Override
    public void close() {
        call("down");
        Runtime.getRuntime().removeShutdownHook(onInterrupt);
    }

    private String call(String... words) {
        List<String> command = new ArrayList<>(List.of(script));
        command.addAll(List.of(words));
        try {
            Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new ScaleFault(command + " failed: " + said);
            }
            return said;
        } catch (IOException e) {
            throw new ScaleFault("cannot call " + command + ": " + e);
        } catch (InterruptedException e) {
            throw new ScaleFault("interrupted");
        }
    }
}
