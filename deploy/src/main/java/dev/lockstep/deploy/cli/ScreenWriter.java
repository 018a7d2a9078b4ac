package dev.lockstep.deploy.cli;

import java.io.Writer;
import java.util.function.Consumer;

/** Hands what picocli prints to the screen line by line. */
final class ScreenWriter extends Writer {

    private final Consumer<String> lines;
    private final StringBuilder line = new StringBuilder();

    ScreenWriter(Consumer<String> lines) {
        this.lines = lines;
    }

    @Override
    public void write(char[] buffer, int offset, int length) {
        for (int i = offset; i < offset + length; i++) {
            if (buffer[i] == '\n') {
                lines.accept(line.toString());
                line.setLength(0);
            } else if (buffer[i] != '\r') {
                line.append(buffer[i]);
            }
        }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        if (!line.isEmpty()) {
            lines.accept(line.toString());
            line.setLength(0);
        }
    }
}
