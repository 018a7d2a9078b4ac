package dev.lockstep.deploy.process;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Passes TCP connections on, late: a kernel without {@code netem} cannot delay packets. Bytes keep their order; what is
 * under way is bounded, so a fast sender waits.
 *
 * <p>Arguments: port to listen at, own address to connect from, host and port to connect to, milliseconds each way. Prints
 * a line when it listens.
 */
final class Relay {

    private static final int PIECE_BYTES = 64 * 1024;
    private static final int MAX_PIECES = 1_024;

    private final long delayNs;

    private record Piece(byte[] bytes, long dueNs) {

        boolean isEnd() {
            return bytes.length == 0;
        }
    }

    private Relay(long delayNs) {
        this.delayNs = delayNs;
    }

    public static void main(String[] arguments) throws IOException {
        Relay relay = new Relay(TimeUnit.MILLISECONDS.toNanos(Long.parseLong(arguments[4])));
        try (ServerSocket server = new ServerSocket(Integer.parseInt(arguments[0]))) {
            System.out.println("listening");
            while (true) {
                Socket near = server.accept();
                Socket far = new Socket();
                try {
                    far.bind(new InetSocketAddress(arguments[1], 0));
                    far.connect(new InetSocketAddress(arguments[2], Integer.parseInt(arguments[3])));
                    relay.pass(near, far);
                    relay.pass(far, near);
                } catch (IOException e) {
                    near.close();
                    far.close();
                }
            }
        }
    }

    private void pass(Socket from, Socket to) throws IOException {
        from.setTcpNoDelay(true);
        BlockingQueue<Piece> underWay = new ArrayBlockingQueue<>(MAX_PIECES);
        Thread.ofVirtual().start(() -> read(from, underWay));
        Thread.ofVirtual().start(() -> write(to, from, underWay));
    }

    private void read(Socket from, BlockingQueue<Piece> underWay) {
        byte[] buffer = new byte[PIECE_BYTES];
        try {
            InputStream in = from.getInputStream();
            for (int bytes = read(in, buffer); bytes > 0; bytes = read(in, buffer)) {
                underWay.put(new Piece(Arrays.copyOf(buffer, bytes), System.nanoTime() + delayNs));
            }
            underWay.put(new Piece(new byte[0], System.nanoTime() + delayNs));
        } catch (InterruptedException | IOException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A connection that breaks ends like one that is closed. */
    private static int read(InputStream in, byte[] buffer) {
        try {
            return in.read(buffer);
        } catch (IOException e) {
            return -1;
        }
    }

    private static void write(Socket to, Socket from, BlockingQueue<Piece> underWay) {
        try (from; to) {
            OutputStream out = to.getOutputStream();
            for (Piece piece = underWay.take(); !piece.isEnd(); piece = underWay.take()) {
                TimeUnit.NANOSECONDS.sleep(piece.dueNs() - System.nanoTime());
                out.write(piece.bytes());
            }
        } catch (IOException | InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
