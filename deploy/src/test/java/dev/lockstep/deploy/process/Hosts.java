package dev.lockstep.deploy.process;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;

/** Where the nodes of a {@link SmallCluster} live; number 0 is the coordinator. */
interface Hosts {

    /** The command that runs another one there, as the rest of its line. */
    List<String> under(int node);

    /** HOST:PORT of the coordinator. */
    String coordinator();

    /** More options of the coordinator's or a worker's command. */
    List<Object> options(int node);

    /** All of them beside this process, at a free port of the loopback. */
    static Hosts here() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return new Here("127.0.0.1:" + socket.getLocalPort());
        }
    }

    /** See {@link #here}. */
    record Here(String coordinator) implements Hosts {

        @Override
        public List<String> under(int node) {
            return List.of();
        }

        @Override
        public List<Object> options(int node) {
            return List.of();
        }
    }
}
