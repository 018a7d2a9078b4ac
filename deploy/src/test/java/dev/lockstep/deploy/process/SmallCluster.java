package dev.lockstep.deploy.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A coordinator and its workers, each a command of its own, that can be killed, stopped and started again:
 * the coordinator at its address with its run's folder, a worker as another process.
 */
final class SmallCluster implements AutoCloseable {

    static final int COORDINATOR = 0;

    private static final long START_S = 60;

    private final Path folder;
    private final List<Object> job;
    private final Hosts hosts;
    private final Command[] nodes;
    private final long[] startedNs;
    private final List<Command> all = new ArrayList<>();

    /**
     * @param folder  for all that the commands leave
     * @param hosts   where the commands run
     * @param job     file and options of the coordinator
     * @param workers numbered from 1
     */
    SmallCluster(Path folder, Hosts hosts, List<Object> job, int workers) throws IOException {
        this.folder = Files.createDirectories(folder);
        this.job = List.copyOf(job);
        this.hosts = hosts;
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
        start(node, Map.of());
    }

    /** @param environment of this node alone */
    void start(int node, Map<String, String> environment) throws IOException {
        List<Object> arguments = new ArrayList<>();
        if (node == COORDINATOR) {
            arguments.addAll(coordinator(hosts.coordinator()));
        } else {
            arguments.addAll(List.of("worker", "--join", hosts.coordinator(), "--slots", 1));
        }
        arguments.addAll(hosts.options(node));
        startedNs[node] = System.nanoTime();
        nodes[node] = Command.startUnder(hosts.under(node), folder, environment, arguments.toArray());
        all.add(nodes[node]);
    }

    /** Starts all nodes, and a second coordinator that stands by on this machine; that one is the caller's to close. */
    Command startWithStandby() throws IOException, InterruptedException {
        start(COORDINATOR);
        List<Object> arguments = coordinator(Hosts.here().coordinator());
        arguments.addAll(List.of("--standby-of", hosts.coordinator()));
        Command standby = Command.start(folder, Map.of(), arguments.toArray());
        standby.await("it stands by", START_S, () -> standby.err().contains("standing by for the coordinator"));
        for (int worker = 1; worker < nodes.length; worker++) {
            start(worker);
        }
        return standby;
    }

    private List<Object> coordinator(String where) {
        List<Object> arguments = new ArrayList<>(List.of("coordinator"));
        arguments.addAll(job);
        arguments.addAll(List.of("--bind", where, "--expect", workers(), "--run-dir", runFolder(), "--json"));
        return arguments;
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

    /** How often the coordinator has taken the worker's process in, in all its lives. */
    long joined(int worker) {
        return told("Joined[", worker);
    }

    /** How often the coordinator has lost the worker's process, in all its lives. */
    long lost(int worker) {
        return told("Lost[", worker);
    }

    private long told(String report, int worker) {
        String sign = "processId=" + nodes[worker].pid() + ",";
        try (Stream<String> lines = Files.lines(runFolder().resolve("lockstep.log"))) {
            return lines.filter(line -> line.contains(report) && line.contains(sign)).count();
        } catch (IOException | UncheckedIOException e) {
            return 0;
        }
    }

    /** The coordinator has printed that training goes on, in its present life. */
    boolean isTraining() {
        return nodes[COORDINATOR].err().contains("training with");
    }

    static String name(int node) {
        return node == COORDINATOR ? "coordinator" : "worker " + node;
    }

    @Override
    public void close() {
        all.forEach(Command::close);
    }
}
