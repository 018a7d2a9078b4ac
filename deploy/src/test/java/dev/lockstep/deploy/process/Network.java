package dev.lockstep.deploy.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A namespace per node, with links that can be cut and made bad: the script {@code test/network}. Needs root. */
final class Network implements Hosts, AutoCloseable {

    static final int CONTROL_PORT = 7400;
    static final int BULK_PORT = 7401;
    static final int WORKER_PORT = 7402;
    private static final String SCRIPT = Path.of("test", "network").toAbsolutePath().toString();
    private static final long SCRIPT_S = 120;

    private final List<Process> relays = new ArrayList<>();
    private final int nodes;

    /** @param nodes with the coordinator */
    Network(int nodes) throws IOException, InterruptedException {
        this.nodes = nodes;
        script("up", nodes);
    }

    static boolean isPossible() {
        return "root".equals(System.getProperty("user.name"));
    }

    @Override
    public List<String> under(int node) {
        return List.of(SCRIPT, "run", Integer.toString(node));
    }

    @Override
    public String coordinator() {
        return address(SmallCluster.COORDINATOR) + ":" + CONTROL_PORT;
    }

    @Override
    public List<Object> options(int node) {
        return node == SmallCluster.COORDINATOR
                ? List.of("--bulk-port", BULK_PORT)
                : List.of("--bind", address(node) + ":" + WORKER_PORT);
    }

    private static String address(int node) {
        return "10.199.83." + (node + 1);
    }

    /** Runs a verb of the script. */
    void script(Object... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(SCRIPT));
        for (Object word : words) {
            command.add(word.toString());
        }
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(SCRIPT_S, TimeUnit.SECONDS) || process.exitValue() != 0) {
            throw new AssertionError(command + " failed: " + said);
        }
    }

    /** From now on every new connection between a worker and its coordinator is late by {@code delayMs} each way. */
    void delay(int worker, int delayMs) throws IOException, InterruptedException {
        relay(worker, SmallCluster.COORDINATOR, CONTROL_PORT, delayMs);
        relay(worker, SmallCluster.COORDINATOR, BULK_PORT, delayMs);
        relay(SmallCluster.COORDINATOR, worker, WORKER_PORT, delayMs);
    }

    private void relay(int from, int to, int port, int delayMs) throws IOException, InterruptedException {
        int local = 10_000 + to * 1_000 + port;
        List<String> command = new ArrayList<>(under(from));
        command.addAll(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
                System.getProperty("java.class.path"), Relay.class.getName(), Integer.toString(local),
                "10.199.83." + (from + 101), address(to), Integer.toString(port), Integer.toString(delayMs)));
        Process relay = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        relays.add(relay);
        if (relay.getInputStream().read() < 0) {
            throw new AssertionError("the relay does not listen: " + command);
        }
        script("redirect", from, to, port, local);
    }

    void healAll() throws IOException, InterruptedException {
        for (int node = 0; node < nodes; node++) {
            script("heal", node);
        }
    }

    @Override
    public void close() throws IOException {
        relays.forEach(Process::destroyForcibly);
        try {
            script("down");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
