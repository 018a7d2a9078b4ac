package dev.lockstep.deploy.process;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A coordinator and its workers, each a command of its own on this machine, that can be killed, stopped and started again:
 * the coordinator at its address with its run's folder, a worker as another process.
 */
final class SmallCluster implements AutoCloseable {

    static final int COORDINATOR = 0;

    private final Path folder;
    private final List<Object> job;
    private final String address;
    private final int expect;
    private final Command[] nodes;
    private final long[] startedNs;
    private final List<Command> all = new ArrayList<>();

    /**
     * @param folder  for all that the commands leave
     * @param job     file and options of the coordinator
     * @param workers numbered from 1
     */
    SmallCluster(Path folder, List<Object> job, int workers) throws IOException {
        this.folder = Files.createDirectories(folder);
        this.job = List.copyOf(job);
        this.address = freeAddress();
        this.expect = workers;
        this.nodes = new Command[workers + 1];
        this.startedNs = new long[workers + 1];
    }

    void startAll() throws IOException {
        for (int node = 0; node < nodes.length; node++) {
            start(node);
        }
    }

    /** Starts a node that is not there: number 0 is the coordinator. */
    void start(int node) throws IOException {
        startedNs[node] = System.nanoTime();
        nodes[node] = node == COORDINATOR ? coordinator() : worker(Map.of());
        all.add(nodes[node]);
    }

    /** @param environment of this worker alone */
    void startWorker(int node, Map<String, String> environment) throws IOException {
        startedNs[node] = System.nanoTime();
        nodes[node] = worker(environment);
        all.add(nodes[node]);
    }

    private Command coordinator() throws IOException {
        List<Object> arguments = new ArrayList<>(List.of("coordinator"));
        arguments.addAll(job);
        arguments.addAll(List.of("--bind", address, "--expect", expect, "--run-dir", runFolder(), "--json"));
        return Command.start(folder, Map.of(), arguments.toArray());
    }

    private Command worker(Map<String, String> environment) throws IOException {
        return Command.start(folder, environment, "worker", "--join", address, "--slots", 1);
    }

    void kill(int node) throws IOException, InterruptedException {
        nodes[node].signal("KILL");
        nodes[node].awaitEnd(10);
    }

    void stop(int node) throws IOException, InterruptedException {
        nodes[node].signal("STOP");
    }

    void goOn(int node) throws IOException, InterruptedException {
        nodes[node].signal("CONT");
    }

    Command node(int node) {
        return nodes[node];
    }

    Command coordinatorCommand() {
        return nodes[COORDINATOR];
    }

    int workers() {
        return nodes.length - 1;
    }

    /** How long ago the node was started. */
    long ageNs(int node) {
        return System.nanoTime() - startedNs[node];
    }

    Path runFolder() {
        return folder.resolve("run");
    }

    Path metrics() {
        return runFolder().resolve("metrics.jsonl");
    }

    /** The coordinator has printed that training goes on, in its present life. */
    boolean isTraining() {
        return nodes[COORDINATOR].err().contains("training with");
    }

    static String name(int node) {
        return node == COORDINATOR ? "coordinator" : "worker " + node;
    }

    private static String freeAddress() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return "127.0.0.1:" + socket.getLocalPort();
        }
    }

    @Override
    public void close() {
        all.forEach(Command::close);
    }
}
