package dev.lockstep.bench.compare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What all sides ran on. */
record Machine(String processor, int cores, String java, String debianOpenBlas) {

    private static final Path PROCESSORS = Path.of("/proc/cpuinfo");
    private static final String UNKNOWN = "unknown";

    static Machine here() {
        return new Machine(processorName(), Runtime.getRuntime().availableProcessors(),
                System.getProperty("java.vm.name") + " " + Runtime.version(), debianOpenBlasVersion());
    }

    private static String processorName() {
        try (var lines = Files.lines(PROCESSORS)) {
            return lines.filter(line -> line.startsWith("model name")).findFirst()
                    .map(line -> line.substring(line.indexOf(':') + 1).strip()).orElse(UNKNOWN);
        } catch (IOException e) {
            return UNKNOWN;
        }
    }

    /** The OpenBLAS that Debian's PyTorch calls. */
    private static String debianOpenBlasVersion() {
        try {
            Process asked = new ProcessBuilder(
                    List.of("dpkg-query", "-W", "-f", "${Version}", "libopenblas0-pthread"))
                    .redirectError(ProcessBuilder.Redirect.DISCARD).start();
            String answer = new String(asked.getInputStream().readAllBytes()).strip();
            return answer.isEmpty() ? UNKNOWN : answer;
        } catch (IOException e) {
            return UNKNOWN;
        }
    }
}
