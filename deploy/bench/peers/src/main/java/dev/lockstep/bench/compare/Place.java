package dev.lockstep.bench.compare;

import java.nio.file.Path;

/**
 * Where things are.
 *
 * @param project   the project's folder
 * @param javaHome  the JDK for every JVM that is started
 * @param classPath of the peer that runs on a JVM
 * @param out       where results and logs go
 */
record Place(Path project, Path javaHome, String classPath, Path out) {

    private static final Path DATA = Path.of("/usr/share/datasets/fashion-mnist");

    Path data() {
        return DATA;
    }

    Path command() {
        return project.resolve("deploy/bin/lockstep");
    }

    Path job(Network network) {
        return project.resolve("deploy/bench/jobs/" + network.name() + ".conf");
    }

    Path pytorchPeer() {
        return project.resolve("deploy/bench/peers/src/main/python/pytorch_peer.py");
    }

    /** The folder of one run: {@code runs/NETWORK-ROW-ROUND}. */
    Path runFolder(Network network, Row row, int round) {
        return out.resolve("runs").resolve(network.name() + "-" + row.name().replaceAll("\\W+", "-") + "-" + round);
    }
}
