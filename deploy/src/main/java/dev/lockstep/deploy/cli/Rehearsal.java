package dev.lockstep.deploy.cli;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A run in each of the ways that a job can run, of two epochs, all in this JVM, coordinator and worker too: so that it loads
 * every class that a start needs. The launch script lets the JVM write an archive of those classes when it has built.
 */
public final class Rehearsal {

    /** It takes four seconds on two cores. */
    private static final long DEADLINE_S = 60;
    private static final int TOO_LATE = 1;

    private Rehearsal() {}

    /** @param arguments a job file, and an empty folder for what the runs write */
    public static void main(String[] arguments) throws IOException {
        CompletableFuture.delayedExecutor(DEADLINE_S, TimeUnit.SECONDS)
                .execute(() -> Runtime.getRuntime().halt(TOO_LATE));
        String job = arguments[0];
        Path folder = Path.of(arguments[1]);
        run("train", job, "--run-dir", folder.resolve("train").toString(), "--set", "stop.epochs=2");
        String address = "127.0.0.1:" + freePort();
        Thread worker = Thread.ofPlatform().daemon().name("rehearsing-worker")
                .start(() -> run("worker", "--join", address,
                        "--bind", "127.0.0.1", "--slots", "1", "--run-dir", folder.resolve("worker").toString()));
        int exitCode = run("coordinator", job, "--bind", address, "--run-dir", folder.resolve("coordinator").toString(),
                "--set", "stop.epochs=2");
        try {
            worker.join(TimeUnit.SECONDS.toMillis(DEADLINE_S));
        } catch (InterruptedException end) {
            Thread.currentThread().interrupt();
        }
        System.exit(exitCode);
    }

    private static int run(String... arguments) {
        int exitCode = Main.run(arguments, Screen.ofProcess());
        if (exitCode != ExitCode.FINISHED) {
            throw new IllegalStateException(List.of(arguments) + " ended with exit code " + exitCode);
        }
        return exitCode;
    }

    private static int freePort() throws IOException {
        try (ServerSocket any = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return any.getLocalPort();
        }
    }
}
